// npm run bench [-- G3 ...] [--rounds 6] [--seconds 0.25] [--update-docs] [--corrupt]
//
// Measures the goals of docs/performance.md and prints one table. A goal that is not met is told; exit code 1 is for a
// bench that could not run, or found wrong contents. `--update-docs` keeps the table in docs/performance.md; only with
// all goals. `--corrupt` makes contents wrong, for the tests of the benches.
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/lib/paths.mjs';
import { CommandError, main } from '../scripts/lib/run.mjs';
import { g1, g2 } from './goals/echo.mjs';
import { g3 } from './goals/g3.mjs';
import { g4 } from './goals/g4.mjs';
import { g5 } from './goals/g5.mjs';
import { g6 } from './goals/g6.mjs';
import { g7 } from './goals/g7.mjs';
import { g8 } from './goals/g8.mjs';
import { g9 } from './goals/g9.mjs';
import { g10 } from './goals/g10.mjs';
import { compilePrograms } from './lib/compile.mjs';
import { replaceBetweenMarks } from './lib/docs.mjs';
import { machineText } from './lib/machine.mjs';
import { parsedWith } from './lib/options.mjs';
import { CORE, pinned } from './lib/process.mjs';
import { COLUMNS } from './lib/rows.mjs';
import { tableText } from './lib/table.mjs';

const GOALS = { G1: g1, G2: g2, G3: g3, G4: g4, G5: g5, G6: g6, G7: g7, G8: g8, G9: g9, G10: g10 };
const PAGE = join(root, 'docs', 'performance.md');

function settings() {
  const { values, positionals } = parsedWith({});
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  const names = positionals.length > 0 ? positionals.map((name) => name.toUpperCase()) : Object.keys(GOALS);
  const unknown = names.filter((name) => !Object.hasOwn(GOALS, name));
  if (unknown.length > 0) throw new CommandError(`no goal ${unknown[0]}; there are: ${Object.keys(GOALS)}`, 2);
  if (!(Number.isInteger(rounds) && rounds > 0 && seconds > 0)) {
    throw new CommandError('--rounds 1, 2 ...; --seconds above 0', 2);
  }
  const updates = values['update-docs'];
  if (updates && names.length < Object.keys(GOALS).length) throw new CommandError('--update-docs: all goals', 2);
  return { names, rounds, seconds, updates, corrupt: values.corrupt };
}

const print = (text) => process.stdout.write(`${text}\n`);

/** The rows of one goal; what went wrong is told and goes to `failures`. */
async function rowsOf(name, context, failures) {
  try {
    return await GOALS[name](context);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    failures.push(`${name}: ${error.message}`);
    return [];
  }
}

function textOf(rows, { rounds, seconds }, load) {
  const cells = rows.map((row) => COLUMNS.map((column) => row[column]));
  const where = pinned ? `what is compared on core ${CORE}` : 'not bound to cores';
  const how = `${machineText(load)}; ${rounds} rounds of ${seconds} s (intervals: 8 times that), ${where}.`;
  return `${how}\n\n${tableText(COLUMNS, cells, ['goal', 'what', 'wanted', 'met'])}\n`;
}

await main(async () => {
  const [load] = loadavg();
  const { names, rounds, seconds, updates, corrupt } = settings();
  if (corrupt) process.env.EIP_BENCH_CORRUPT = '1';
  const programs = compilePrograms();
  const [rows, failures] = [[], []];
  for (const name of names) {
    process.stderr.write(`${name} ...\n`);
    rows.push(...(await rowsOf(name, { programs, rounds, seconds, print }, failures)));
  }
  const text = textOf(rows, { rounds, seconds }, load);
  print(`\n${text}`);
  for (const failure of failures) print(`FAILED: ${failure}`);
  print(
    `${rows.filter(({ met }) => met === 'yes').length} met, ${rows.filter(({ met }) => met === 'no').length} not met`,
  );
  if (failures.length > 0) return 1;
  if (updates) writeFileSync(PAGE, replaceBetweenMarks(readFileSync(PAGE, 'utf8'), text));
  return 0;
});
