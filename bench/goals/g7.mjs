// G7: values that JavaScript reads while the I/O thread writes them on another core, with and without the protection.
import { CommandError } from '../../scripts/lib/run.mjs';
import { ADAPTER, LOAD } from '../lib/places.mjs';
import { NodeProcess, OTHER_CORE, Program, using } from '../lib/process.mjs';
import { limitRow } from '../lib/rows.mjs';

const SIZE = 500;
const SNAPSHOTS = 1_000_000;
/** A run of the goal's length is `--seconds` 0.25; a shorter one takes fewer snapshots. */
const USUAL_SECONDS = 0.25;
const GAP_NS = 5_000;

export async function g7({ programs, seconds }) {
  const least = Math.ceil(SNAPSHOTS * Math.min(1, seconds / USUAL_SECONDS));
  const plan = { address: ADAPTER, connections: 1, size: SIZE, feed: 1000, scheduling: { cpu: OTHER_CORE } };
  return using(NodeProcess.start('adapter-process.mjs', plan), async (adapter) => {
    // It is stopped when enough is seen; a value after the first must be there before.
    const flood = new Program(programs.load, ['flood', LOAD, ADAPTER, 1, SIZE, 600, GAP_NS], OTHER_CORE);
    try {
      await flood.ready();
      while ((await adapter.ask('status')).counters.ioNewData < 2);
      const { taken, torn, tornControl, values } = await adapter.ask('snapshots', { least, ms: 120_000 });
      if (torn > 0) throw new CommandError(`G7: ${torn} of ${taken} values that read() gave were not whole`, 1);
      const what = (text) => `values of 500 bytes read under fire: ${text}`;
      const control = `control: ${tornControl} torn`;
      const enough = taken >= least && values > taken / 1000;
      return [
        limitRow({ goal: 'G7', what: what('torn'), unit: '', ours: [torn], reference: control, most: 0 }),
        limitRow({ goal: 'G7', what: what('torn in the control'), unit: '', ours: [tornControl], least: 1 }),
        limitRow({ goal: 'G7', what: what(`taken (${values} new)`), unit: '', ours: [enough ? taken : 0], least }),
      ];
    } finally {
      await flood.stop();
    }
  });
}
