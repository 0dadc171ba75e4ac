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
