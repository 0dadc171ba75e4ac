import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { IO_PORT } from '../cip/index.js';
import { optionInvalid } from './failures.js';
import { DEFAULT_TIMEOUT_MS, EXPLICIT_PORT } from './link.js';
import type { ScannerOptions } from './option-types.js';
import type { WireTap } from './wire-tap.js';

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
