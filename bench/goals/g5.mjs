// G5: short intervals, many connections, both directions; the load generator has another core where there is one.
import { holdAdapter, LONGER, lostPercent, offPercent, SIZE } from '../lib/holding.mjs';
import { median } from '../lib/numbers.mjs';
import { ADAPTER } from '../lib/places.mjs';
import { NodeProcess, OTHER_CORE, using } from '../lib/process.mjs';
import { figure, limitRow } from '../lib/rows.mjs';

const LOADS = [
  { connections: 16, rpiUs: 250 },
  { connections: 64, rpiUs: 1_000 },
  { connections: 256, rpiUs: 10_000 },
];
const SOURCES = 4;
/** O->T no faster than this: the watchdog is a multiple, and a generator that waits for a processor must not lose it. */
const LEAST_O2T_US = 1_000;
const MOST_LOST_PERCENT = 0.2;
const MOST_OFF_PERCENT = 0.01;
const MOST_CPU_PERCENT = 15;

const cpuPercent = ({ cpuUs, wallUs }) => (100 * cpuUs) / wallUs;

function rowsOf({ connections, rpiUs }, runs) {
  const what = `${connections} connections at ${rpiUs / 1_000} ms`;
  const reference = `API ${rpiUs} us`;
  const lost = { goal: 'G5', what: `${what}: lost cycles`, unit: '%', reference, ours: runs.map(lostPercent) };
  const off = { goal: 'G5', what: `${what}: mean interval off`, unit: '%', reference, ours: [offPercent(runs, rpiUs)] };
  const p99 = figure(median(runs.map(({ deviationUs }) => deviationUs.p99)));
  const cpu = { goal: 'G5', what: `${what}: CPU (deviation p99 ${p99} us)`, unit: '%', ours: runs.map(cpuPercent) };
  return [
    limitRow({ ...lost, most: MOST_LOST_PERCENT }),
    limitRow({ ...off, most: MOST_OFF_PERCENT }),
    limitRow({ ...cpu, most: connections === 256 ? MOST_CPU_PERCENT : undefined }),
  ];
}

export async function g5({ programs, rounds, seconds }) {
  const rows = [];
  for (const load of LOADS) {
    const plan = { address: ADAPTER, connections: load.connections, size: SIZE, feed: 100, minRpiMs: 0.1 };
    await using(NodeProcess.start('adapter-process.mjs', plan), async (adapter) => {
      const runs = [];
      const wanted = {
        ...load,
        sources: SOURCES,
        o2tUs: Math.max(load.rpiUs, LEAST_O2T_US),
        seconds: seconds * LONGER,
      };
      for (let round = 0; round < rounds; round++) {
        runs.push(await holdAdapter(programs, adapter, wanted, OTHER_CORE));
      }
      rows.push(...rowsOf(load, runs));
    });
  }
  return rows;
}
