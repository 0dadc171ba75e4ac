// G6: instructions of the core, counted; the budget (bench/budget.mjs) has more cases.
import { compileCoreCycles } from '../lib/compile.mjs';
import { CONNECTIONS, countInstructions, nameOf } from '../lib/instructions.mjs';
import { limitRow, ratioRow } from '../lib/rows.mjs';

const SIZE = 32;

export function g6() {
  const cases = CONNECTIONS.map((connections) => ({ connections, size: SIZE, kind: 'new', counted: 'cycle' }));
  const counts = countInstructions(compileCoreCycles(), cases);
  const [one, many] = cases.map((each) => counts[nameOf(each)]);
  const what = 'core, O->T in and T->O out, 32 bytes';
  return [
    limitRow({ goal: 'G6', what, unit: 'instructions', ours: [one], most: 600 }),
    ratioRow({
      goal: 'G6',
      what: `${what}: 256 connections to 1`,
      unit: 'instructions',
      ours: [many],
      reference: [one],
      most: 1.05,
    }),
  ];
}
