// G3: production with the event loop fully busy, beside a bare timerfd loop with the same scheduling.
import { holdAdapter, holdLoop, LONGER, lostPercent, offPercent, SIZE } from '../lib/holding.mjs';
import { ADAPTER } from '../lib/places.mjs';
import { NodeProcess, using } from '../lib/process.mjs';
import { alternate, figures } from '../lib/rounds.mjs';
import { limitRow, missingRow, ratioRow } from '../lib/rows.mjs';

/** The goal speaks of 1 ms; the others are for information. */
const RPIS_MS = [1, 2, 10];
const LIMITS = { p50: 1.3, p99: 1.6, lost: 0.2, off: 0.01 };
const BURST_MS = 20;

async function measure({ programs, rounds, seconds }, adapter, rpiMs) {
  const [rpiUs, length] = [rpiMs * 1000, seconds * LONGER];
  return alternate(
    rounds,
    () => holdAdapter(programs, adapter, { rpiUs, seconds: length }),
    () => holdLoop(programs, 'fifo', rpiUs, length),
  );
}

function rowsOf(results, rpiMs) {
  const limits = rpiMs === 1 ? LIMITS : {};
  const what = (text) => `production, ${rpiMs} ms, JS busy: ${text}`;
  const deviation = (name) => figures(results, ({ deviationUs }) => deviationUs[name]);
  const lost = { goal: 'G3', what: what('lost cycles'), unit: '%', ours: results.ours.map(lostPercent) };
  const off = {
    goal: 'G3',
    what: what('mean interval off'),
    unit: '%',
    ours: [offPercent(results.ours, rpiMs * 1000)],
  };
  return [
    ratioRow({ goal: 'G3', what: what('deviation p50'), unit: 'us', ...deviation('p50'), most: limits.p50 }),
    ratioRow({ goal: 'G3', what: what('deviation p99'), unit: 'us', ...deviation('p99'), most: limits.p99 }),
    limitRow({ ...lost, most: limits.lost }),
    limitRow({ ...off, most: limits.off }),
  ];
}

export async function g3(context) {
  const plan = { address: ADAPTER, connections: 1, size: SIZE, feed: 3 };
  return using(NodeProcess.start('adapter-process.mjs', plan), async (adapter) => {
    const { scheduling } = await adapter.ask('status');
    if (scheduling.policy !== 'fifo') return [missingRow('G3', 'production', `no SCHED_FIFO: ${scheduling.refused}`)];
    await adapter.ask('busy', { onMs: BURST_MS, offMs: 0 });
    const rows = [];
    for (const rpiMs of RPIS_MS) rows.push(...rowsOf(await measure(context, adapter, rpiMs), rpiMs));
    return rows;
  });
}
