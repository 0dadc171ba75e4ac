// What must hold in a quiet moment: everybody has closed what he opened.
import { setTimeout as sleep } from 'node:timers/promises';

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

/** Of the process of the clients: what keeps it running, and who listens for its end. */
export function judgeMoment(check, { resources, exitListeners }) {
  if (resources.length > 0) check.broken('clients', `left open: ${resources.join(', ')}`);
  if (exitListeners > 0) check.broken('clients', `${exitListeners} listeners for the end of the process`);
}
