// The command line of the benches.
import { parseArgs } from 'node:util';
import { CommandError } from '../../scripts/lib/run.mjs';

const COMMON = {
  rounds: { type: 'string', default: '6' },
  seconds: { type: 'string', default: '0.25' },
  'update-docs': { type: 'boolean', default: false },
  corrupt: { type: 'boolean', default: false },
};

/** @param own options beside those that all have @throws CommandError with exit code 2 for what is no option. */
export function parsedWith(own) {
  try {
    return parseArgs({ options: { ...COMMON, ...own }, allowPositionals: true });
  } catch (error) {
    throw new CommandError(error.message, 2);
  }
}

/** Of the benches that take nothing else: how often, and how long each time. @throws CommandError with exit code 2 */
export function roundSettings() {
  const { values, positionals } = parsedWith({});
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  if (positionals.length > 0) throw new CommandError(`unknown: ${positionals.join(' ')}`, 2);
  if (!(Number.isInteger(rounds) && rounds > 0 && seconds > 0)) {
    throw new CommandError('--rounds 1, 2 ...; --seconds above 0', 2);
  }
  return { rounds, seconds, updates: values['update-docs'], corrupt: values.corrupt };
}
