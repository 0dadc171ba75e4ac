// G8: what publishing costs JavaScript, beside a call into native code that does nothing. What is published is checked as
// it comes out on the wire meanwhile.
import { compileEmptyCall } from '../lib/compile.mjs';
import { ADAPTER, LOAD } from '../lib/places.mjs';
import { NodeProcess, Program, using } from '../lib/process.mjs';
import { ratioRow } from '../lib/rows.mjs';

const SIZE = 500;
const CALLS_A_SECOND = 1_000_000;

export async function g8({ programs, rounds, seconds }) {
  const addon = compileEmptyCall();
  const plan = { address: ADAPTER, connections: 1, size: SIZE, feed: 60_000 };
  return using(NodeProcess.start('adapter-process.mjs', plan), async (adapter) => {
    const hold = ['hold', LOAD, ADAPTER, 0, 1, 1, 1_000, 0, SIZE, seconds * rounds, adapter.pid];
    const receiver = new Program(programs.load, hold);
    await receiver.ready();
    const calls = Math.ceil(seconds * CALLS_A_SECOND);
    const times = await adapter.ask('publish', { addon, rounds, calls });
    await receiver.result();
    return [ratioRow({ goal: 'G8', what: 'publish 500 bytes, empty call', unit: 'ns', ...times, most: 5 })];
  });
}
