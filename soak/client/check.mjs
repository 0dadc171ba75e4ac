// What must hold in a quiet moment: everybody has closed what he opened.
import { setTimeout as sleep } from 'node:timers/promises';
import { judgeGrowth } from '../check.mjs';

/** A connection whose Forward Close could not be said is gone after its time-out, far less than this. */
const QUIET_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 50;

const restless = ({ tcpConnections, sessions, connections }) => tcpConnections + sessions + connections > 0;

/** Until nothing is left; what stays is broken. */
export async function emptied(check, name, plc) {
  const until = performance.now() + QUIET_WITHIN_MS;
  while (restless(plc.status()) && performance.now() < until) await sleep(LOOK_EVERY_MS);
  const { tcpConnections, sessions, connections } = plc.status();
  if (restless(plc.status())) {
    const text = `${tcpConnections} TCP connections, ${sessions} sessions, ${connections} connections stay`;
    check.broken(name, text);
  }
}

/** Where nothing gets lost, every connection that was opened was closed, and none had to time out. */
export function judgeSteady(check, { opened, closed, timedOut }) {
  if (timedOut > 0 || opened !== closed) {
    check.broken('steady', `${opened} connections opened, ${closed} closed, ${timedOut} left until they timed out`);
  }
}

/**
 * Clients have no memory but what JavaScript accounts for: that tells a leak to the byte. What is resident goes up and
 * down by 40 MiB with how the system takes pages back, so it has a limit of its own: half as much again as what a long
 * run comes to.
 */
const GROWTH = { heapKib: 8 * 1024, descriptors: 0 };
const MOST_RESIDENT_KIB = 256 * 1024;

export function judgeMemory(check, moments) {
  judgeGrowth(check, moments, GROWTH);
  const most = Math.max(...moments.map(({ rssKib }) => rssKib));
  if (most > MOST_RESIDENT_KIB) check.broken('memory', `${most} KiB resident, more than ${MOST_RESIDENT_KIB}`);
}

/** Of the process of the clients: what keeps it running, and who listens for its end. */
export function judgeMoment(check, { resources, exitListeners }) {
  if (resources.length > 0) check.broken('clients', `left open: ${resources.join(', ')}`);
  if (exitListeners > 0) check.broken('clients', `${exitListeners} listeners for the end of the process`);
}
