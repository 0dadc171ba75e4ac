// What both soaks are told on the command line.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { CommandError } from '../scripts/lib/run.mjs';

/** @throws CommandError with exit code 2 for what is no option. */
export function soakOptions() {
  try {
    const { values } = parseArgs({
      options: { minutes: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } },
    });
    const minutes = Number(values.minutes ?? 5);
    if (!(minutes > 0)) throw new Error('--minutes takes a number above 0');
    return { minutes, seed: values.seed ?? String(randomInt(2 ** 31)), json: values.json === true };
  } catch (error) {
    throw new CommandError(error.message, 2);
  }
}
