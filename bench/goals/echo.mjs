// G1 and G2: what comes in goes out again, beside a plain UDP echo in C, scheduled as the I/O thread.
import { ADAPTER, IO_PORT, LOAD, REFERENCE } from '../lib/places.mjs';
import { NodeProcess, Program, runJson, using } from '../lib/process.mjs';
import { alternate, figures } from '../lib/rounds.mjs';
import { ratioRow } from '../lib/rows.mjs';

const SIZE = 32;
const MANY = 32;

function runs({ programs, rounds, seconds }, policy, adapter, echo) {
  const run = (kind, target, window, pid) =>
    runJson(programs.load, ['echo', kind, LOAD, target, window, SIZE, seconds, policy, pid]);
  return (window) =>
    alternate(
      rounds,
      () => run('adapter', ADAPTER, window, adapter.pid),
      () => run('udp', REFERENCE, window, echo.pid),
    );
}

/** `rows(one, many)` of the results with one datagram under way and with 32. */
async function echoRows(context, feed, rows) {
  const plan = { address: ADAPTER, connections: MANY, size: SIZE, feed };
  return using(NodeProcess.start('adapter-process.mjs', plan), async (adapter) => {
    const { policy } = (await adapter.ask('status')).scheduling;
    const reference = new Program(context.programs.udp_echo, [REFERENCE, IO_PORT, policy]);
    return using(reference.ready(), async (echo) => {
      const run = runs(context, policy, adapter, echo);
      return rows(await run(1), await run(MANY));
    });
  });
}

const rtt = (results) => figures(results, ({ rttUs }) => rttUs.p50);
const cpu = (results) => figures(results, ({ cpuUs }) => cpuUs);
const rate = (results) => figures(results, ({ perSecond }) => perSecond);

/** The I/O thread copies. */
export function g1(context) {
  const row = (what, unit, values, most) => ratioRow({ goal: 'G1', what: `mirror, ${what}`, unit, ...values, most });
  return echoRows(context, 'mirror', (one, many) => [
    row('RTT p50', 'us', rtt(one), 1.25),
    row('CPU a packet', 'us', cpu(one), 1.3),
    row('RTT p50, 32 in flight', 'us', rtt(many), 1.1),
    row('CPU a packet, 32 in flight', 'us', cpu(many), 1.1),
  ]);
}

/** JavaScript copies. */
export function g2(context) {
  const row = (what, unit, values, limits) =>
    ratioRow({ goal: 'G2', what: `handler, ${what}`, unit, ...values, ...limits });
  return echoRows(context, 'handler', (one, many) => [
    row('RTT p50', 'us', rtt(one), { most: 2.6 }),
    row('CPU a packet', 'us', cpu(one), {}),
    row('packets, 32 in flight', '/s', rate(many), { least: 0.75 }),
    row('CPU a packet, 32 in flight', 'us', cpu(many), { most: 1.5 }),
  ]);
}
