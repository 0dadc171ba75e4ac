// What must hold, and what did not.
import { setTimeout as sleep } from 'node:timers/promises';

/** Until connections that were left without a word have timed out, and torn messages have been given up. */
const QUIET_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 100;
/**
 * What a process may grow by, from the larger one of its first two quiet moments to the last: memory that is given back
 * to the system comes and goes in steps of many MiB, a leak stays.
 */
const GROWTH = { rssKib: 32 * 1024, heapKib: 8 * 1024, descriptors: 0 };
/** Of one connection, in a process that was busy elsewhere. */
const MOST_UNDER_WAY = 10;
/** Kept of each actor's complaints: the first ones tell. */
const MOST_TEXTS = 20;

export class Check {
  constructor() {
    this.count = 0;
    this.texts = [];
  }

  broken(who, what) {
    this.count++;
    if (this.texts.length < MOST_TEXTS) this.texts.push(`${who}: ${what}`);
  }
}

function restless({ counters, connections }) {
  const { ioConnections, explicitConnections, pendingRequests, peers, sessions } = counters;
  if (ioConnections !== 1 || connections.length !== 1)
    return `${ioConnections} I/O connections, not the reference alone`;
  if (explicitConnections + pendingRequests > 0) return `${explicitConnections} class 3, ${pendingRequests} requests`;
  // The reference's own TCP connection may be gone: it says nothing there.
  return peers > 1 || sessions > 1 ? `${peers} TCP connections, ${sessions} sessions` : undefined;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Figures that come from different places and must agree. */
function judgeFigures(check, { counters, intervals, lateness }) {
  const { ioSent } = counters;
  const told = sum(intervals.counts) + intervals.first;
  if (Math.abs(told - ioSent) > 2) check.broken('status', `${ioSent} packets sent, ${told} in the intervals`);
  if (Math.abs(sum(lateness.counts) - ioSent) > 2) check.broken('status', 'lateness has another number of packets');
  for (const name of ['eventsLost', 'livenessStops', 'ioSendFailures', 'acceptFailures']) {
    if (counters[name] > 0) check.broken('status', `${name} is ${counters[name]}`);
  }
}

/** A moment in which nobody but the reference is there: all that came has gone. */
export async function quietMoment(check, adapter) {
  const until = performance.now() + QUIET_WITHIN_MS;
  let status = await adapter.ask('status');
  for (let why = restless(status); why !== undefined; why = restless(status)) {
    if (performance.now() > until) {
      check.broken('quiet moment', `something stays: ${why}`);
      break;
    }
    await sleep(LOOK_EVERY_MS);
    status = await adapter.ask('status');
  }
  judgeFigures(check, status);
  return adapter.ask('memory');
}

/** @param growth most of each figure; those that are not in it are judged elsewhere */
export function judgeGrowth(check, moments, growth = GROWTH) {
  const last = moments.at(-1);
  for (const [name, most] of Object.entries(growth)) {
    const first = Math.max(...moments.slice(0, 2).map((moment) => moment[name]));
    const grown = last[name] - first;
    if (grown > most) check.broken('memory', `${name} grew by ${grown}, from ${first} to ${last[name]}`);
  }
}

/** The reference's packets against what the adapter says of it, asked for between two looks at the reference. */
export function judgeReference(check, before, { figures }, after) {
  const { lost, outOfOrder } = after;
  if (lost + outOfOrder > 0) check.broken('reference', `${lost} packets lost, ${outOfOrder} out of order`);
  const isRight = figures.sent >= before.received && figures.sent <= after.received + MOST_UNDER_WAY;
  if (!isRight)
    check.broken('reference', `${figures.sent} packets sent, ${before.received} to ${after.received} received`);
}

/** What the actors counted against what the adapter did. */
export function judgeCounts(check, counters, tally) {
  const refused = counters.openFormatRejects + counters.openResourceRejects + counters.openOtherRejects;
  const accepted = counters.opens - refused;
  const ours = 1 + (tally['I/O connections'] ?? 0) + (tally['class 3 connections'] ?? 0);
  const more = (tally.assemblies ?? 0) + (tally['overheard packets'] ?? 0);
  if (accepted !== ours + more) check.broken('counts', `${accepted} opens accepted, ${ours + more} were ours`);
}
