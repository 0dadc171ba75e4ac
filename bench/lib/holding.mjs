// Runs that receive cyclic packets, and what is asked of them.
import { sum } from './numbers.mjs';
import { ADAPTER, IO_PORT, LOAD, SENDER, T2O_ID } from './places.mjs';
import { Program } from './process.mjs';

export const SIZE = 32;
/** Intervals take longer to judge than echoes: so many times `--seconds`. */
export const LONGER = 8;

/** Arguments of `load hold`. */
export function holdArguments(
  pid,
  { local = LOAD, first = 0, connections = 1, sources = 1, rpiUs, o2tUs = 0, seconds },
) {
  return ['hold', local, ADAPTER, first, connections, sources, rpiUs, o2tUs, SIZE, seconds, pid];
}

/** Opens, receives, closes. */
export function holdAdapter(programs, adapter, plan, core) {
  return new Program(programs.load, holdArguments(adapter.pid, plan), core).result();
}

/** Receives what `start`, told when the receiver hears, begins to send. */
export async function listen(programs, intervalUs, seconds, start) {
  const receiver = new Program(programs.load, ['listen', LOAD, intervalUs, SIZE, seconds]);
  await receiver.ready();
  const stop = await start();
  try {
    return await receiver.result();
  } finally {
    await stop();
  }
}

/** The bare timerfd loop. @param policy `fifo` or `other` */
export function holdLoop(programs, policy, intervalUs, seconds) {
  return listen(programs, intervalUs, seconds, () => {
    const args = [SENDER, LOAD, IO_PORT, T2O_ID, intervalUs, seconds + 1, policy];
    const loop = new Program(programs.timer_loop, args).result();
    loop.catch(() => {}); // awaited when it is stopped
    return () => loop;
  });
}

/** Slots between the first and the last packet: with packets, skipped, or with packets that did not arrive. */
export function slotsOf({ count, connections, missed, gaps }) {
  return count - connections + missed + gaps;
}

/** Share of the slots from which nothing arrived, in percent. */
export function lostPercent(run) {
  return (100 * (run.missed + run.gaps)) / slotsOf(run);
}

/** How far the mean interval of all runs is from the one granted, in percent. */
export function offPercent(runs, apiUs) {
  const slots = sum(runs.map(slotsOf));
  return Math.abs(sum(runs.map(({ spanUs }) => spanUs)) / slots / apiUs - 1) * 100;
}
