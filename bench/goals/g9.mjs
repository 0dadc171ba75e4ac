// G9: the event loop stands still while packets come as fast as they can. Each of them is accounted for.
import { CommandError } from '../../scripts/lib/run.mjs';
import { holdArguments, LONGER, lostPercent, SIZE } from '../lib/holding.mjs';
import { ADAPTER, LOAD, LOAD_2 } from '../lib/places.mjs';
import { NodeProcess, Program, using } from '../lib/process.mjs';
import { limitRow } from '../lib/rows.mjs';

const RPI_US = 1_000;
const HISTORY = 4_096;
const MOST_GROWTH_MIB = 16;
/** The flood goes on when the loop moves again. */
const AFTERWARDS_S = 0.3;

/** What was told until everything that was kept has been. */
async function settled(adapter) {
  let before;
  for (;;) {
    const counted = await adapter.ask('counted');
    const status = await adapter.ask('status');
    const told = counted.delivered + status.assemblies.output0.dropped;
    if (told === before?.told) return { ...counted, status };
    before = { told };
  }
}

function checkAccount({ sent, last }, { delivered, broken, disordered, last: told, status }) {
  const { ioNewData, ioKernelDropped } = status.counters;
  const { dropped } = status.assemblies.output0;
  const account = `sent ${sent}, taken ${ioNewData} + dropped by the kernel ${ioKernelDropped}; told ${delivered} + dropped ${dropped}`;
  if (broken + disordered > 0) {
    throw new CommandError(`G9: ${broken} values not whole, ${disordered} out of order (${account})`, 1);
  }
  if (sent !== ioNewData + ioKernelDropped || ioNewData !== delivered + dropped) {
    throw new CommandError(`G9: the account does not close: ${account}`, 1);
  }
  if (told !== last) throw new CommandError(`G9: the last value told is ${told}, the last one sent ${last}`, 1);
  return account;
}

export async function g9({ programs, seconds, print }) {
  const blocked = seconds * LONGER;
  const plan = { address: ADAPTER, connections: 2, size: SIZE, feed: 60_000, history: HISTORY, count: true };
  return using(NodeProcess.start('adapter-process.mjs', plan, undefined), async (adapter) => {
    const before = await adapter.ask('memory');
    const hold = { local: LOAD_2, first: 1, rpiUs: RPI_US, seconds: blocked };
    const receiver = new Program(programs.load, holdArguments(adapter.pid, hold), undefined);
    await receiver.ready();
    const flood = new Program(programs.load, ['flood', LOAD, ADAPTER, 1, SIZE, blocked + AFTERWARDS_S, 0], undefined);
    await flood.ready();
    await adapter.ask('block', { ms: blocked * 1_000 });
    const [sent, produced] = await Promise.all([flood.result(), receiver.result()]);
    const end = await settled(adapter);
    print(`G9: ${checkAccount(sent, end)}`);
    const growth = ((await adapter.ask('memory')).mostKib - before.nowKib) / 1_024;
    const what = (text) =>
      `JS blocked ${blocked} s under ${Math.round(sent.sent / (blocked + AFTERWARDS_S))}/s: ${text}`;
    return [
      limitRow({ goal: 'G9', what: what('packets without account'), unit: '', ours: [0], reference: 'exact', most: 0 }),
      limitRow({ goal: 'G9', what: what('memory'), unit: 'MiB more', ours: [growth], most: MOST_GROWTH_MIB }),
      limitRow({
        goal: 'G9',
        what: what('production at 1 ms, lost cycles'),
        unit: '%',
        ours: [lostPercent(produced)],
        most: 0.2,
      }),
    ];
  });
}
