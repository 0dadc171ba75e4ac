/** Whether the native addon, which an adapter needs, loads. */
import { loadedAddon } from '../../adapter/addon.js';
import { EipError } from '../../errors.js';
import type { Check } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';

export interface AddonFacts {
  /** There is an adapter in the configuration; undefined: there is no configuration. */
  readonly wanted: boolean | undefined;
  /** Undefined when it loads. */
  readonly error: EipError | undefined;
}

export function judgeAddon({ wanted, error }: AddonFacts): Judgement {
  if (wanted === false) return skipped('no adapter is configured, and clients need no native addon');
  if (error === undefined) return ok('the native addon loads');
  const { message, check } = error;
  const cause = error.cause instanceof Error ? ` (${error.cause.message.split('\n', 1)[0]})` : '';
  const found = `${message.replace(`. ${check}.`, '')}${cause}`;
  return wanted === true ? problem(found, check) : warning(`${found}; clients need none`, check);
}

export const addon: Check = {
  id: 'addon',
  run: async ({ adapter, assumed }) => [
    judgeAddon({ wanted: assumed ? undefined : adapter !== undefined, error: tried() }),
  ],
};

function tried(): EipError | undefined {
  try {
    loadedAddon();
    return undefined;
  } catch (error) {
    if (error instanceof EipError) return error;
    throw error;
  }
}
