/** Types, ranges and defaults of the scanner's options. What holds between options is in option-checks.ts. */
import { z } from 'zod';
import { IO_PORT } from '../cip/index.js';
import { expected, ipv4, number, options, truth, whole } from '../config/schema.js';
import { DEFAULT_TIMEOUT_MS, EXPLICIT_PORT } from './link.js';
import type { WireTap } from './wire-tap.js';

const u16 = () => whole(0, 0xffff);
const size = () => whole(0, 65_000);

const hostWanted = expected('a name or an IPv4 address');

export const scannerSchema = options({
  host: z.string(hostWanted).min(1, hostWanted),
  port: whole(1, 0xffff).default(EXPLICIT_PORT),
  bind: ipv4().optional(),
  ioPort: u16().default(IO_PORT),
  rpiMs: number(0.1, 60_000).default(10),
  output: options({ instance: u16(), size: size(), runIdleHeader: truth().default(true) }).default({
    instance: 150,
    size: 32,
    runIdleHeader: true,
  }),
  input: options({ instance: u16(), size: size() }).default({ instance: 100, size: 32 }),
  config: options({
    instance: u16(),
    data: z.instanceof(Uint8Array, expected('a Uint8Array')).default(new Uint8Array(0)),
  })
    .nullable()
    .default({ instance: 151, data: new Uint8Array(0) }),
  electronicKey: options({
    vendorId: u16().default(0),
    deviceType: u16().default(0),
    productCode: u16().default(0),
    majorRevision: whole(0, 0x7f).default(0),
    minorRevision: whole(0, 0xff).default(0),
    compatible: truth().default(false),
  }).optional(),
  timeoutMultiplier: whole(0, 7).optional(),
  large: truth().optional(),
  connectionSerial: u16().optional(),
  vendorId: u16().optional(),
  originatorSerial: whole(0, 0xffff_ffff).optional(),
  timeoutMs: whole(1, 600_000).default(DEFAULT_TIMEOUT_MS),
  tap: z.custom<WireTap>((value) => typeof value === 'function', expected('a function')).optional(),
});

export type ParsedScannerOptions = z.output<typeof scannerSchema>;

/** Everything the scanner goes by: complete, in range. */
export type ScannerSettings = ParsedScannerOptions & { readonly timeoutMultiplier: number };
