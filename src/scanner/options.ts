import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { IO_PORT } from '../cip/index.js';
import { optionInvalid } from './failures.js';
import { DEFAULT_TIMEOUT_MS, EXPLICIT_PORT } from './link.js';
import type { WireTap } from './wire-tap.js';

/** What the target must be for the connection to open; 0 matches anything. */
export interface ScannerKey {
  readonly vendorId?: number;
  readonly deviceType?: number;
  readonly productCode?: number;
  readonly majorRevision?: number;
  readonly minorRevision?: number;
  /** A device that is compatible with the one named will do; then no field may be 0. Default false. */
  readonly compatible?: boolean;
}

export interface ScannerOptions {
  /** Name or IPv4 address of the target. */
  readonly host: string;
  /** TCP port of the target, default 44818. */
  readonly port?: number;
  /** Our own IPv4 address, for TCP and UDP; default: the one that the route to the target has. */
  readonly bind?: string;
  /** Our own UDP port, default 2222; 0 = any free one, which the target is told. */
  readonly ioPort?: number;
  /** Interval asked for, both directions: 0.1 to 60,000 ms, default 10. Below 2 ms a scanner in JavaScript skips slots. */
  readonly rpiMs?: number;
  /** O->T assembly, default 150 with 32 bytes, behind the 32-bit run/idle header unless `runIdleHeader` is false. */
  readonly output?: { readonly instance: number; readonly size: number; readonly runIdleHeader?: boolean };
  /** T->O assembly, modeless, default 100 with 32 bytes. */
  readonly input?: { readonly instance: number; readonly size: number };
  /** Configuration assembly, default 151 without data; null leaves it out of the path. Data: about 480 bytes, as the path holds. */
  readonly config?: { readonly instance: number; readonly data?: Uint8Array } | null;
  /** Default: none in the path. */
  readonly electronicKey?: ScannerKey;
  /** Both watchdogs are (4 << multiplier) x RPI, 0 to 7; default: the least that gives 250 ms. */
  readonly timeoutMultiplier?: number;
  /** Large Forward Open (sizes above 511 bytes); default: only when a size needs it. */
  readonly large?: boolean;
  /** The three numbers that name the connection to the target; default: random ones. */
  readonly connectionSerial?: number;
  readonly vendorId?: number;
  readonly originatorSerial?: number;
  /** Milliseconds for each step of opening and closing, default 5,000. */
  readonly timeoutMs?: number;
  /** Sees every packet, sent or received, UDP and TCP. */
  readonly tap?: WireTap;
}

const u8 = z.int().min(0).max(0xff);
const u16 = z.int().min(0).max(0xffff);
const u32 = z.int().min(0).max(0xffff_ffff);
const size = z.int().min(0).max(65_000);
const ipv4 = z.string().refine(isIPv4, 'is no IPv4 address');

const schema = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(0xffff).default(EXPLICIT_PORT),
  bind: ipv4.optional(),
  ioPort: u16.default(IO_PORT),
  rpiMs: z.number().min(0.1).max(60_000).default(10),
  output: z
    .strictObject({ instance: u16, size, runIdleHeader: z.boolean().default(true) })
    .default({ instance: 150, size: 32, runIdleHeader: true }),
  input: z.strictObject({ instance: u16, size }).default({ instance: 100, size: 32 }),
  config: z
    .strictObject({ instance: u16, data: z.instanceof(Uint8Array).default(new Uint8Array(0)) })
    .nullable()
    .default({ instance: 151, data: new Uint8Array(0) }),
  electronicKey: z
    .strictObject({
      vendorId: u16.default(0),
      deviceType: u16.default(0),
      productCode: u16.default(0),
      majorRevision: z.int().min(0).max(0x7f).default(0),
      minorRevision: u8.default(0),
      compatible: z.boolean().default(false),
    })
    .optional(),
  timeoutMultiplier: z.int().min(0).max(7).optional(),
  large: z.boolean().optional(),
  connectionSerial: u16.optional(),
  vendorId: u16.optional(),
  originatorSerial: u32.optional(),
  timeoutMs: z.int().min(1).max(600_000).default(DEFAULT_TIMEOUT_MS),
  tap: z.custom<WireTap>((value) => typeof value === 'function').optional(),
});

/** Everything the scanner goes by: complete, in range. */
export type ScannerSettings = z.output<typeof schema> & { readonly timeoutMultiplier: number };

/** @throws EipConfigError naming the option. */
export function normalize(options: ScannerOptions): ScannerSettings {
  const result = schema.safeParse(options);
  if (!result.success) throw optionInvalid(result.error.issues);
  const settings = result.data;
  return { ...settings, timeoutMultiplier: settings.timeoutMultiplier ?? multiplierFor(settings.rpiMs) };
}

/** A JavaScript event loop pauses now and then: a connection should not end because of that. */
const LEAST_TIMEOUT_MS = 250;

function multiplierFor(rpiMs: number): number {
  let multiplier = 0;
  while (multiplier < 7 && watchdogMs(multiplier, rpiMs) < LEAST_TIMEOUT_MS) multiplier++;
  return multiplier;
}

/** docs/protocol.md, "Watchdog". */
export function watchdogMs(multiplier: number, intervalMs: number): number {
  return (4 << multiplier) * intervalMs;
}
