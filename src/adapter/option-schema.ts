/** Types, ranges and defaults of the options, one by one. What holds between options is in option-checks.ts. */
import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { named } from '../config/named.js';
import { expected, number, oneOf, options, truth, whole } from '../config/schema.js';
import { allowOption } from './allow.js';
import { connectionSchema } from './connection-schema.js';
import { MOST_BYTES } from './fields/field.js';
import { INTERFACE_NAME } from './host.js';
import type { Layout } from './layout.js';
import { dscpOption, inactivityOption, multicastOption } from './settings/settings.js';

const MOST_32_BITS = 0xffff_ffff;

const name = z.string(expected('the name of an assembly'));

const HOST = 'an IPv4 address such as 192.168.1.50, or the name of an interface of this machine';

const host = z
  .string(expected(HOST))
  .refine((text) => isIPv4(text) || INTERFACE_NAME.test(text), { ...expected(HOST), abort: true })
  .refine(
    (text) => !isIPv4(text) || isUnicast(text),
    expected('the address of one interface, neither 0.0.0.0 nor multicast'),
  );

function isUnicast(address: string): boolean {
  const first = Number.parseInt(address, 10);
  return first >= 1 && first < 224;
}

const identity = options({
  vendorId: whole(0, 0xffff),
  deviceType: whole(0, 0xffff).default(12),
  productCode: whole(0, 0xffff).default(1),
  revision: z
    .tuple([whole(1, 127), whole(1, 255)], expected('[major, minor]'))
    .readonly()
    .default([1, 1]),
  serialNumber: whole(0, MOST_32_BITS),
  productName: z
    .string(expected('1 to 32 printable ASCII characters'))
    .regex(/^[\x20-\x7e]{1,32}$/, expected('1 to 32 printable ASCII characters')),
});

const layoutObject = z.custom<Layout>(isLayout, { error: 'expected what layout(...) returns' });

function isLayout(value: unknown): boolean {
  const { fields, size, read, write } = (value ?? {}) as Partial<Layout>;
  return (
    typeof fields === 'object' && typeof size === 'number' && typeof read === 'function' && typeof write === 'function'
  );
}

export const assemblySchema = options({
  instance: whole(1, MOST_32_BITS),
  kind: oneOf(['output', 'input', 'config', 'explicit']),
  layout: layoutObject.optional(),
  size: whole(0, MOST_BYTES).optional(),
  onLoss: oneOf(['hold', 'zero']).optional(),
  onIdle: oneOf(['hold', 'zero', 'apply']).optional(),
  history: whole(1, 65_536).optional(),
  watchdogMs: whole(10, 3_600_000).optional(),
  onWatchdog: oneOf(['hold', 'zero', 'idle', 'close']).optional(),
});

const assemblies = named('assembly', assemblySchema, 'an object of assemblies by name');
const connections = z.array(connectionSchema, expected('an array of connections'));

/** What may come while an adapter is there. */
export const additionSchema = options({ assemblies, connections });

/** An entry of `connections` by itself. */
export const pairSchema = options({ connections: z.tuple([connectionSchema]) });

const schedulingDetails = options({
  policy: oneOf(['auto', 'fifo', 'other']).default('auto'),
  priority: whole(1, 99).default(50),
  cpu: whole(0, 1023).optional(),
});

/** A policy alone stands for a policy with the default details. */
const scheduling = z.preprocess(
  (input) => (typeof input === 'string' ? { policy: input } : input),
  schedulingDetails.prefault({}),
);

const limits = options({
  peers: whole(1, 4096).default(512),
  sessions: whole(1, 4096).default(512),
  ioConnections: whole(1, 4096).default(512),
  explicitConnections: whole(1, 4096).default(128),
  maxMessage: whole(128, 65_535).default(1024),
  pendingRequests: whole(1, 1024).default(32),
  assemblies: whole(1, 4096).optional(),
  connectionPoints: whole(1, 4096).optional(),
  maxIoData: whole(0, MOST_BYTES).optional(),
});

const livenessWanted = expected('0 or a whole number from 20 to 60000');
const livenessMs = z.int(livenessWanted).refine((ms) => ms === 0 || (ms >= 20 && ms <= 60_000), livenessWanted);

export const adapterSchema = options({
  host: host.optional(),
  port: whole(0, 65_535).default(44_818),
  ioPort: whole(0, 65_535).default(2222),
  identity,
  assemblies,
  connections: connections.default([]),
  mirror: z.array(options({ output: name, input: name }), expected('an array of { output, input }')).default([]),
  minRpiMs: number(0.1, 1000).default(1),
  livenessMs: livenessMs.default(1000),
  eventMinIntervalMs: number(0, 1000).default(0),
  scheduling,
  limits: limits.prefault({}),
  allow: allowOption.prefault({}),
  maxSessionsPerPeer: whole(1, 4096).optional(),
  readOnly: truth().default(false),
  inactivityTimeoutS: inactivityOption,
  dscp: dscpOption.prefault({}),
  multicast: multicastOption.prefault({}),
  allowSettings: truth().default(false),
  settingsFile: z.string(expected('the path of a file')).min(1, expected('the path of a file')).optional(),
  requestTimeoutMs: whole(1, 60_000).default(500),
});

export type ParsedOptions = z.output<typeof adapterSchema>;
export type ParsedAssembly = z.output<typeof assemblySchema>;
