// Is the interval kept that was granted? The adapter beside a bare timerfd loop, received by the same program.
import { median, sum } from './lib/numbers.mjs';
import { AdapterProcess, CORE, pinned, runJson } from './lib/process.mjs';
import { tableText } from './lib/table.mjs';

const RPIS_US = [10_000, 2_000, 1_000];
const MEAN_TOLERANCE = 0.001;
const ADAPTER = '127.0.40.2';
const RECEIVER = '127.0.40.1';
const TCP_PORT = 44818;
const IO_PORT = 2222;
const LOOP_CONNECTION = 7;

/** Opens, receives for `seconds`, closes; slots that the adapter says it skipped count as sent. */
async function adapterRun(programs, adapter, rpiUs, seconds) {
  const before = (await adapter.status()).counters.ioSkipped;
  const args = ['adapter', RECEIVER, ADAPTER, TCP_PORT, IO_PORT, rpiUs, seconds];
  const received = await runJson(programs.io_receiver, args);
  const skipped = (await adapter.status()).counters.ioSkipped - before;
  return { ...received, skipped };
}

async function loopRun(programs, policy, rpiUs, seconds) {
  let loop;
  const args = ['loop', RECEIVER, IO_PORT, LOOP_CONNECTION, rpiUs, seconds];
  const received = await runJson(programs.io_receiver, args, () => {
    const target = [ADAPTER, RECEIVER, IO_PORT, LOOP_CONNECTION, rpiUs, seconds + 1, policy];
    loop ??= runJson(programs.timer_loop, target);
    // It is awaited below, when the receiver has ended.
    loop.catch(() => {});
  });
  return { ...received, skipped: (await loop).skipped };
}

function meanUs({ spanUs, count, skipped }) {
  return spanUs / (count - 1 + skipped);
}

/** What one round must show, as texts of what it does not. */
function violations(rpiUs, run, seconds) {
  const { count, spanUs, gaps, outOfOrder, contentErrors, apiUs } = run;
  if (count < 2 || spanUs < seconds * 1e6) return [`RPI ${rpiUs / 1_000} ms: packets stopped after ${spanUs} us`];
  const off = Math.abs(meanUs(run) / apiUs - 1);
  return [
    off > MEAN_TOLERANCE && `mean interval off by ${(off * 100).toFixed(3)} %, at most 0.1 %`,
    gaps > 0 && `${gaps} gaps in the encapsulation sequence`,
    outOfOrder > 0 && `${outOfOrder} packets out of order`,
    contentErrors > 0 && `${contentErrors} packets whose bytes or CIP sequence count are wrong`,
    apiUs > rpiUs && `granted ${apiUs} us`,
  ]
    .filter(Boolean)
    .map((text) => `RPI ${rpiUs / 1_000} ms: ${text}`);
}

function rowOf(rpiUs, ours, loop) {
  const p = (runs, name) => median(runs.map(({ deviationUs }) => deviationUs[name]));
  const mean = median(ours.map(meanUs));
  return [
    rpiUs / 1_000,
    sum(ours.map(({ count }) => count)),
    (mean / 1_000).toFixed(5),
    `${((mean / rpiUs - 1) * 100).toFixed(4)} %`,
    sum(ours.map(({ gaps }) => gaps)),
    sum(ours.map(({ skipped }) => skipped)),
    sum(loop.map(({ skipped }) => skipped)),
    `${p(ours, 'p50').toFixed(1)} / ${p(ours, 'p99').toFixed(1)}`,
    `${p(loop, 'p50').toFixed(1)} / ${p(loop, 'p99').toFixed(1)}`,
  ];
}

const HEADER = [
  'RPI ms',
  'packets',
  'mean ms',
  'off',
  'gaps',
  'skipped',
  'skipped by the loop',
  'deviation us p50 / p99',
  'of the loop',
];

function schedulingText({ policy, priority, sliceUs, refused, timer }) {
  const how =
    policy === 'fifo' ? `SCHED_FIFO ${priority}` : `SCHED_OTHER, slice ${sliceUs ?? 'unknown'} us (${refused})`;
  return `${how}, ${timer}`;
}

/** Returns the criteria that do not hold. */
export async function benchRpi(programs, { rounds, seconds, print }) {
  const adapter = await AdapterProcess.start(ADAPTER);
  const failures = [];
  const rows = [];
  try {
    const { scheduling } = await adapter.status();
    print(`scheduling in effect: ${schedulingText(scheduling)}; ${pinned ? `all on core ${CORE}` : 'no core pinned'}`);
    print(`${rounds} rounds of ${seconds} s each, adapter and loop in turn; medians of the rounds\n`);
    for (const rpiUs of RPIS_US) {
      const [ours, loop] = [[], []];
      for (let round = 0; round < rounds; round++) {
        ours.push(await adapterRun(programs, adapter, rpiUs, seconds));
        loop.push(await loopRun(programs, scheduling.policy, rpiUs, seconds));
      }
      failures.push(...ours.flatMap((run) => violations(rpiUs, run, seconds)));
      rows.push(rowOf(rpiUs, ours, loop));
    }
  } finally {
    await adapter.stop();
  }
  print(tableText(HEADER, rows));
  return failures;
}
