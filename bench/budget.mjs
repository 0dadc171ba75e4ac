// npm run budget [-- --record]: instructions of a cycle of the core, against bench/budget.json.
//
//   --record   writes what was counted as the new budget
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/paths.mjs';
import { CommandError, main } from '../scripts/lib/run.mjs';
import { finish } from '../scripts/lib/tally.mjs';
import { compareCounts, differenceOf, toleranceWith, verdictOf } from './lib/budget.mjs';
import { compileCoreCycles } from './lib/compile.mjs';
import { countInstructions, toolchain } from './lib/instructions.mjs';

const FILE = join(root, 'bench', 'budget.json');
const print = (text) => process.stdout.write(`${text}\n`);

function options() {
  try {
    return parseArgs({ options: { record: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new CommandError(error.message, 2);
  }
}

function record(here, counted) {
  writeFileSync(FILE, `${JSON.stringify({ toolchain: here, instructions: counted }, null, 2)}\n`);
  for (const [name, count] of Object.entries(counted)) print(`${name}: ${count}`);
  print('recorded in bench/budget.json');
  return 0;
}

function judge(budget, counted, difference) {
  const tolerance = toleranceWith(difference);
  const lines = compareCounts(budget.instructions, counted, tolerance);
  if (difference) print(`${difference}: up to +${100 * tolerance} % is taken`);
  for (const line of lines) print(verdictOf(line));
  const passed = lines.filter(({ ok }) => ok).length;
  return finish({ passed, failed: lines.length - passed, skipped: 0 });
}

await main(() => {
  const { record: records } = options();
  const here = toolchain();
  const counted = countInstructions(compileCoreCycles());
  if (records) return record(here, counted);
  const budget = JSON.parse(readFileSync(FILE, 'utf8'));
  return judge(budget, counted, differenceOf(budget.toolchain, here));
});
