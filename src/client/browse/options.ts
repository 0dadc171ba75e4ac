/** Options of `browse()`, checked and complete. */
import { z } from 'zod';
import { parsed } from '../../config/refusal.js';
import { expected, options, truth, whole } from '../../config/schema.js';
import type { BrowseOptions } from './types.js';

/** With its name. */
export const PROGRAM = /^program:([a-z_]\w{0,79})$/i;
const SCOPE = /^(all|controller|programs|program:[a-z_]\w{0,79})$/i;
const scopeWanted = expected('"all", "controller", "programs" or "Program:NAME"');
const patternWanted = expected('a name of 1 to 255 characters, with "*" and "?" for any');
const pattern = () => z.string(patternWanted).min(1, patternWanted).max(255, patternWanted);

export const browseSchema = options({
  name: pattern().default('*'),
  scope: z.string(scopeWanted).regex(SCOPE, scopeWanted).default('all'),
  dataType: pattern().default('*'),
  modules: truth().default(false),
  system: truth().default(false),
  timeoutMs: whole(1, 600_000).default(60_000),
  signal: z.instanceof(AbortSignal, expected('an AbortSignal')).optional(),
});

export interface BrowseSettings extends Omit<z.output<typeof browseSchema>, 'scope'> {
  readonly controller: boolean;
  /** `all`, or the one that is meant. */
  readonly programs: 'all' | readonly string[];
}

/** @throws EipConfigError EIP_OPTION_INVALID that names every wrong option by its path. */
export function browseSettings(given: BrowseOptions): BrowseSettings {
  const { scope, ...settings } = parsed('browse', browseSchema, given);
  const one = PROGRAM.exec(scope)?.[1];
  if (one !== undefined) return { ...settings, controller: false, programs: [one] };
  const key = scope.toLowerCase();
  return { ...settings, controller: key !== 'programs', programs: key === 'controller' ? [] : 'all' };
}
