/** Options of a class 3 connection: as the user writes them, and normalised once. */
import { z } from 'zod';
import { LARGEST_SMALL_SIZE, type Path } from '../cip/index.js';
import { type Complain, parsed, refuseComplaints } from '../config/refusal.js';
import { expected, number, options, truth, whole } from '../config/schema.js';
import type { LinkOptions } from './link.js';
import { linkShape, triadShape } from './option-schema.js';

export interface ExplicitConnectionOptions {
  /**
   * Bytes of the longest message either way, its path and the 2-byte sequence count included: 8-65,511, default 500.
   * Above 511 a Large Forward Open asks for it.
   */
  readonly size?: number;
  /** Large Forward Open; default: only when the size needs it. */
  readonly large?: boolean;
  /** Interval asked for, 1-3,600,000 ms, default 2,000: nothing is sent at it, the timeout goes by it. */
  readonly rpiMs?: number;
  /**
   * The target ends the connection when it heard no request for (4 << multiplier) x RPI: 0-7, default 3, which makes
   * 64 s of the default RPI.
   */
  readonly timeoutMultiplier?: number;
  /** Segments before the target's message router, as a backplane port and slot; default: none. */
  readonly route?: Path;
  /** The three numbers that name the connection to the target; default: random ones. */
  readonly connectionSerial?: number;
  readonly vendorId?: number;
  readonly originatorSerial?: number;
}

/** A connection with a session of its own. */
export type OpenExplicitOptions = LinkOptions & ExplicitConnectionOptions;

const connectionShape = {
  size: whole(8, 65_511).default(500),
  large: truth().optional(),
  rpiMs: number(1, 3_600_000).default(2_000),
  timeoutMultiplier: whole(0, 7).default(3),
  route: z.custom<Path>((value) => Array.isArray(value), expected('an array of path segments')).default([]),
  ...triadShape,
};

const connectionSchema = options(connectionShape);
const openSchema = options({
  ...linkShape,
  ...connectionShape,
  signal: z.instanceof(AbortSignal, expected('an AbortSignal')).optional(),
});

export type ExplicitConnectionSettings = z.output<typeof connectionSchema>;

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function normalizeConnection(given: ExplicitConnectionOptions): ExplicitConnectionSettings {
  const settings = parsed('explicit connection', connectionSchema, given);
  refuseComplaints('explicit connection', (complain) => checkSmall(settings, complain));
  return settings;
}

function checkSmall({ large, size }: ExplicitConnectionSettings, complain: Complain): void {
  if (large !== false || size <= LARGEST_SMALL_SIZE) return;
  complain(['size'], `${size}: at most ${LARGEST_SMALL_SIZE} with "large" false`);
}

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function normalizeOpen(given: OpenExplicitOptions) {
  const settings = parsed('explicit connection', openSchema, given);
  refuseComplaints('explicit connection', (complain) => checkSmall(settings, complain));
  return settings;
}
