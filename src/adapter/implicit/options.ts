/** Options normalised once; everything behind this takes the result. */
import { z } from 'zod';
import { parsed } from '../../config/refusal.js';
import { expected, number, options, whole } from '../../config/schema.js';
import { logTarget } from '../../logging/log-target.js';
import { loadTagFile, placedEntries } from '../../tag-file/index.js';
import { Adapter } from '../adapter.js';
import type { AdapterOptions } from '../option-types.js';
import type { ImplicitConnectOptions } from './option-types.js';

/** Bound of `setTimeout`. */
const MOST_MS = 2_147_483_647;

const signal = z.instanceof(AbortSignal, expected('an AbortSignal')).optional();

export const implicitSchema = options({
  adapter: z.custom<Adapter | AdapterOptions>(isObject, expected('an Adapter, or options of one')),
  tags: z
    .preprocess((tags) => (typeof tags === 'string' ? loadTagFile(tags) : tags), placedEntries)
    .optional()
    .meta({ description: 'Tags by names of your own, each with its place', defaultText: 'none' }),
  staleMs: number(1, 3_600_000)
    .optional()
    .meta({ description: 'Age at which a value is stale, ms', defaultText: 'half the time-out of the connection' }),
  logger: logTarget().optional(),
});

export const connectSchema = options({ signal, waitForOriginatorMs: whole(1, MOST_MS).optional() });

export type ImplicitSettings = z.output<typeof implicitSchema>;

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function normaliseImplicit(given: unknown): ImplicitSettings {
  return parsed('client', implicitSchema, given);
}

/** @throws EipConfigError as above; the signal's reason when it is aborted already. */
export function normaliseConnect(given: unknown): ImplicitConnectOptions {
  const settings = parsed('connect', connectSchema, given);
  settings.signal?.throwIfAborted();
  return settings;
}

/** The adapter given, or the one made for this client. @throws EipConfigError as its constructor does. */
export function adapterOf({ adapter, logger }: ImplicitSettings): {
  readonly adapter: Adapter;
  readonly isOwn: boolean;
} {
  if (adapter instanceof Adapter) return { adapter, isOwn: false };
  return { adapter: new Adapter({ ...(logger && { logger }), ...adapter }), isOwn: true };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
