/** Types, ranges and defaults of the options, one by one. What holds between options is in option-checks.ts. */
import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { named } from '../config/named.js';
import { expected, number, oneOf, options, truth, whole } from '../config/schema.js';
import { logTarget } from '../logging/log-target.js';
import { allowOption } from './allow.js';
import { connectionSchema } from './connection-schema.js';
import { MOST_BYTES } from './fields/field.js';
import { INTERFACE_NAME } from './host.js';
import type { Layout } from './layout.js';
import { dscpOption, inactivityOption, multicastOption } from './settings/settings.js';

const MOST_32_BITS = 0xffff_ffff;

const name = z.string(expected('the name of an assembly'));
const output = () => name.describe('Name of an output');
const input = () => name.describe('Name of an input of the same size');

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
  vendorId: whole(0, 0xffff).describe('Vendor id, assigned by ODVA'),
  deviceType: whole(0, 0xffff).default(12).describe('Device type; 12 is a communications adapter'),
  productCode: whole(0, 0xffff).default(1).describe('Product code'),
  revision: z
    .tuple([whole(1, 127), whole(1, 255)], expected('[major, minor]'))
    .readonly()
    .default([1, 1])
    .describe("Major and minor revision, which a scanner's electronic key is compared with"),
  serialNumber: whole(0, MOST_32_BITS).describe('Serial number, different for every device of a vendor'),
  productName: z
    .string(expected('1 to 32 printable ASCII characters'))
    .regex(/^[\x20-\x7e]{1,32}$/, expected('1 to 32 printable ASCII characters'))
    .describe('Product name: 1 to 32 printable ASCII characters'),
});

const layoutObject = z.custom<Layout>(isLayout, { error: 'expected what layout(...) returns' });

/** What `layout(...)` returns. */
export function isLayout(value: unknown): boolean {
  const { fields, size, read, write } = (value ?? {}) as Partial<Layout>;
  return (
    typeof fields === 'object' && typeof size === 'number' && typeof read === 'function' && typeof write === 'function'
  );
}

export const assemblySchema = options({
  instance: whole(1, MOST_32_BITS).describe('Instance number of the assembly object, each once'),
  kind: oneOf(['output', 'input', 'config', 'explicit']).describe('Which way it goes: output O->T, input T->O'),
  layout: layoutObject.optional().describe('Names for the bytes'),
  size: whole(0, MOST_BYTES)
    .optional()
    .meta({ description: 'Bytes; of kind config at most 510', defaultText: 'what the layout needs' }),
  onLoss: oneOf(['hold', 'zero'])
    .optional()
    .meta({ description: 'Outputs: the value once its connection has ended', defaultText: 'hold' }),
  onIdle: oneOf(['hold', 'zero', 'apply'])
    .optional()
    .meta({ description: 'Outputs: the value while the originator says idle', defaultText: 'hold' }),
  history: whole(1, 65_536)
    .optional()
    .meta({ description: 'Outputs: values that are kept in order', defaultText: 'the latest value alone' }),
  watchdogMs: whole(10, 3_600_000)
    .optional()
    .meta({ description: 'Inputs: time without a write until onWatchdog acts, ms', defaultText: 'not watched' }),
  onWatchdog: oneOf(['hold', 'zero', 'idle', 'close'])
    .optional()
    .meta({ description: 'Inputs: what becomes of a value that nobody writes any more', defaultText: 'close' }),
});

const assemblies = named('assembly', assemblySchema, 'an object of assemblies by name');
const connections = z.array(connectionSchema, expected('an array of connections'));

/** What may come while an adapter is there. */
export const additionSchema = options({ assemblies, connections });

/** An entry of `connections` by itself. */
export const pairSchema = options({ connections: z.tuple([connectionSchema]) });

export const schedulingPolicy = oneOf(['auto', 'fifo', 'other']);
export const schedulingDetails = options({
  policy: schedulingPolicy.default('auto').describe('fifo: real time or an error; auto: where permitted; other: never'),
  priority: whole(1, 99).default(50).describe('Real-time priority'),
  cpu: whole(0, 1023).optional().meta({ description: 'CPU that the I/O thread is bound to', defaultText: 'not bound' }),
});

/** A policy alone stands for a policy with the default details. */
const scheduling = z.preprocess(
  (input) => (typeof input === 'string' ? { policy: input } : input),
  schedulingDetails.prefault({}),
);

const limits = options({
  peers: whole(1, 4096).default(512).describe('TCP connections at once'),
  sessions: whole(1, 4096).default(512).describe('Encapsulation sessions at once'),
  ioConnections: whole(1, 4096).default(512).describe('I/O connections at once'),
  explicitConnections: whole(1, 4096).default(128).describe('Class 3 connections at once'),
  maxMessage: whole(128, 65_535).default(1024).describe('Bytes of one encapsulation message'),
  pendingRequests: whole(1, 1024).default(32).describe("Requests that wait for a handler's answer at once"),
  assemblies: whole(1, 4096)
    .optional()
    .meta({ description: 'Assemblies at once', defaultText: '16 more than there are' }),
  connectionPoints: whole(1, 4096)
    .optional()
    .meta({ description: 'Entries of connections at once', defaultText: '16 more than there are' }),
  maxIoData: whole(0, MOST_BYTES)
    .optional()
    .meta({ description: 'Bytes of an output or input', defaultText: '512, or as many as the largest has' }),
});

const livenessWanted = expected('0 or a whole number from 20 to 60000');
const livenessMs = z.int(livenessWanted).refine((ms) => ms === 0 || (ms >= 20 && ms <= 60_000), livenessWanted);

export const adapterSchema = options({
  host: host.optional().meta({
    description: 'IPv4 address of this machine, or the name of an interface that has exactly one',
    defaultText: 'its only address that is not loopback',
  }),
  port: whole(0, 65_535).default(44_818).describe('TCP and UDP port of explicit messages; 0: any free one'),
  ioPort: whole(0, 65_535).default(2222).describe('UDP port of cyclic data; 0: any free one'),
  identity: identity.describe('What the Identity object tells'),
  assemblies: assemblies.describe('The assemblies, by the names that the program uses'),
  connections: connections.default([]).describe('Which assemblies an originator may open together'),
  mirror: z
    .array(options({ output: output(), input: input() }), expected('an array of { output, input }'))
    .default([])
    .describe('Inputs that hold what outputs received'),
  minRpiMs: number(0.1, 1000).default(1).describe('Shortest interval (RPI) that is granted, ms'),
  livenessMs: livenessMs
    .default(1000)
    .describe('Standstill of the event loop after which I/O connections end, ms; 0: never'),
  eventMinIntervalMs: number(0, 1000).default(0).describe('Least time between two events for data, ms'),
  scheduling: scheduling.describe('How the I/O thread is scheduled'),
  limits: limits.prefault({}).describe('Bounds of what the network can make the adapter hold'),
  allow: allowOption.prefault({}).describe('Who may talk to it: IPv4 addresses and networks'),
  maxSessionsPerPeer: whole(1, 4096).optional().meta({
    description: 'TCP connections of one address at once',
    defaultText: 'as many as limits allow for all',
  }),
  readOnly: truth().default(false).describe('Explicit messages change nothing'),
  inactivityTimeoutS: inactivityOption.describe(
    'A TCP connection without a message for so long (s) is closed; 0: never',
  ),
  dscp: dscpOption.prefault({}).describe('Priority of packets'),
  multicast: multicastOption.prefault({}).describe('For connections whose T->O data goes to a group'),
  allowSettings: truth().default(false).describe('Whether peers may set dscp, multicast and inactivityTimeoutS'),
  settingsFile: z
    .string(expected('the path of a file'))
    .min(1, expected('the path of a file'))
    .optional()
    .meta({ description: 'File that keeps what peers set over a restart', defaultText: 'none' }),
  requestTimeoutMs: whole(1, 60_000).default(500).describe('How long a handler may take to answer, ms'),
  logger: logTarget().optional(),
});

export type ParsedOptions = z.output<typeof adapterSchema>;
export type ParsedAssembly = z.output<typeof assemblySchema>;
