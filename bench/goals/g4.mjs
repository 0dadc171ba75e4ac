// G4: without real time, the event loop half busy, beside node:dgram and setInterval.
import { holdAdapter, LONGER, listen, SIZE } from '../lib/holding.mjs';
import { ADAPTER, IO_PORT, LOAD, SENDER, T2O_ID } from '../lib/places.mjs';
import { NodeProcess, using } from '../lib/process.mjs';
import { alternate, figures } from '../lib/rounds.mjs';
import { ratioRow } from '../lib/rows.mjs';

const RPI_US = 2000;
const HALF = { onMs: 5, offMs: 5 };

/** Slots of the time that was looked at, without a packet, in percent; by the same rule for both. */
function lostPercent({ count, wallUs }) {
  return Math.max(0, 100 * (1 - count / (wallUs / RPI_US)));
}

export async function g4({ programs, rounds, seconds }) {
  const length = seconds * LONGER;
  const plan = { address: ADAPTER, connections: 1, size: SIZE, feed: 3, scheduling: 'other' };
  const other = { address: SENDER, receiver: LOAD, port: IO_PORT, connectionId: T2O_ID, intervalMs: 2, size: SIZE };
  return using(NodeProcess.start('adapter-process.mjs', plan), (adapter) =>
    using(NodeProcess.start('dgram-process.mjs', other), async (dgram) => {
      const ours = async () => {
        await adapter.ask('busy', HALF);
        const run = await holdAdapter(programs, adapter, { rpiUs: RPI_US, seconds: length });
        await adapter.ask('busy', { onMs: 0, offMs: 0 });
        return run;
      };
      const reference = () =>
        listen(programs, RPI_US, length, async () => {
          await dgram.ask('start', HALF);
          return () => dgram.ask('halt');
        });
      const results = await alternate(rounds, ours, reference);
      const what = 'no real time, 2 ms, JS half busy: lost cycles';
      return [ratioRow({ goal: 'G4', what, unit: '%', ...figures(results, lostPercent), most: 0.2 })];
    }),
  );
}
