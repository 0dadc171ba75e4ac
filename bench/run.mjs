// npm run bench [-- NAME ...] [--rounds N] [--seconds S]: prints a table a bench, beside its reference. Exit code 1
// when a criterion does not hold.
import { parseArgs } from 'node:util';
import { CommandError, main } from '../scripts/lib/run.mjs';
import { compilePrograms } from './lib/compile.mjs';
import { machineText } from './lib/machine.mjs';
import { benchRpi } from './rpi.mjs';

const BENCHES = { rpi: benchRpi };

function settings() {
  const options = { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '3' } };
  let parsed;
  try {
    parsed = parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new CommandError(error.message, 2);
  }
  const [rounds, seconds] = [Number(parsed.values.rounds), Number(parsed.values.seconds)];
  const names = parsed.positionals.length > 0 ? parsed.positionals : Object.keys(BENCHES);
  const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0) throw new CommandError(`no bench ${unknown[0]}; there are: ${Object.keys(BENCHES)}`, 2);
  if (!(Number.isInteger(rounds) && rounds > 0 && seconds > 0))
    throw new CommandError('--rounds 1, 2 ...; --seconds above 0', 2);
  return { names, rounds, seconds };
}

await main(async () => {
  const { names, rounds, seconds } = settings();
  const programs = compilePrograms();
  const print = (text) => process.stdout.write(`${text}\n`);
  print(machineText());
  const failures = [];
  for (const name of names) {
    print(`\n## ${name}`);
    failures.push(...(await BENCHES[name](programs, { rounds, seconds, print })));
  }
  for (const failure of failures) print(`FAILED: ${failure}`);
  print(failures.length === 0 ? '\nall criteria hold' : `\n${failures.length} criteria do not hold`);
  return failures.length === 0 ? 0 : 1;
});
