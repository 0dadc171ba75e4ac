/** Types, ranges and defaults of the scanner's options. What holds between options is in option-checks.ts. */
import { z } from 'zod';
import { CONNECTION_PRIORITIES, EXPLICIT_PORT, IO_PORT } from '../cip/index.js';
import { expected, ipv4, number, oneOf, options, truth, whole } from '../config/schema.js';
import type { WireTap } from '../link/wire-tap.js';
import { type IoShape, REALTIME_FORMATS } from './io-format.js';
import { DEFAULT_TIMEOUT_MS } from './link.js';

const u16 = () => whole(0, 0xffff);
const size = () => whole(0, 65_000);

/** What both directions have. */
const direction = () => ({
  instance: u16(),
  size: size(),
  variable: truth().default(false),
  priority: oneOf(CONNECTION_PRIORITIES).default('scheduled'),
});

const hostWanted = expected('a name or an IPv4 address');

/** Where the target is, and how long it may think. */
export const linkShape = {
  host: z.string(hostWanted).min(1, hostWanted),
  port: whole(1, 0xffff).default(EXPLICIT_PORT),
  bind: ipv4().optional(),
  timeoutMs: whole(1, 600_000).default(DEFAULT_TIMEOUT_MS),
  tap: z.custom<WireTap>((value) => typeof value === 'function', expected('a function')).optional(),
};

/** The three numbers that name a connection, random where not given. */
export const triadShape = {
  connectionSerial: u16().optional(),
  vendorId: u16().optional(),
  originatorSerial: whole(0, 0xffff_ffff).optional(),
};

export const scannerSchema = options({
  ...linkShape,
  ioPort: u16().default(IO_PORT),
  type: oneOf(['owner', 'input', 'listen']).default('owner'),
  trigger: oneOf(['cyclic', 'changeOfState', 'application']).default('cyclic'),
  inhibitMs: number(0, 60_000).optional(),
  transportClass: whole(0, 1).default(1),
  rpiMs: number(0.1, 60_000).default(10),
  output: options({ ...direction(), format: oneOf(REALTIME_FORMATS).optional() }).optional(),
  input: options({
    ...direction(),
    format: oneOf(REALTIME_FORMATS).default('modeless'),
    multicast: truth().default(false),
  }).prefault({ instance: 100, size: 32 }),
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
  redundantOwner: truth().default(false),
  large: truth().optional(),
  ...triadShape,
});

export type ParsedScannerOptions = z.output<typeof scannerSchema>;

type ParsedOutput = NonNullable<ParsedScannerOptions['output']>;

/** What is left once the type has said what the output is. */
export type CompleteScannerOptions = Omit<ParsedScannerOptions, 'output'> & {
  readonly output: ParsedOutput & Pick<IoShape, 'format'>;
};

/** Everything the scanner goes by: complete, in range. */
export type ScannerSettings = CompleteScannerOptions & { readonly timeoutMultiplier: number };
