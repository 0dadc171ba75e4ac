// G10: explicit requests over one session, beside a TCP server that answers fixed bytes; memory of a stack.
import { compileCoreCycles } from '../lib/compile.mjs';
import { ADAPTER, LOAD, REFERENCE, TCP_PORT } from '../lib/places.mjs';
import { NodeProcess, Program, runJson, using } from '../lib/process.mjs';
import { alternate, figures } from '../lib/rounds.mjs';
import { limitRow, ratioRow } from '../lib/rows.mjs';

const CONNECTIONS = 256;
const MIB = 1 << 20;

export async function g10({ programs, rounds, seconds }) {
  const plan = { address: ADAPTER, connections: 1, size: 32, feed: 60_000 };
  const ask = (target) => runJson(programs.load, ['ask', LOAD, target, TCP_PORT, seconds]);
  const results = await using(NodeProcess.start('adapter-process.mjs', plan), () =>
    using(new Program(programs.tcp_answer, [REFERENCE, TCP_PORT]).ready(), () =>
      alternate(
        rounds,
        () => ask(ADAPTER),
        () => ask(REFERENCE),
      ),
    ),
  );
  const { bytes } = await runJson(compileCoreCycles(), ['size', CONNECTIONS]);
  const rates = figures(results, ({ perSecond }) => perSecond);
  const memory = { what: `memory of a stack, ${CONNECTIONS} connections`, unit: 'MiB', ours: [bytes / MIB] };
  return [
    ratioRow({ goal: 'G10', what: 'Get_Attribute_Single, one session', unit: '/s', ...rates, least: 0.8 }),
    limitRow({ goal: 'G10', ...memory, most: 4 }),
  ];
}
