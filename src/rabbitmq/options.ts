/** Types, ranges and defaults of the section `rabbitmq`. No part of the broker's library is needed for it. */
import { z } from 'zod';
import { named } from '../config/named.js';
import { type Complain, parsed } from '../config/refusal.js';
import { expected, number, options, whole } from '../config/schema.js';
import { Secret, secret } from '../config/secret.js';
import { AddressError, type ParsedAddress, parseAddress } from './address.js';
import type { BrokerConfig } from './option-types.js';
import { brokerName, exchangeSchema, type ParsedExchange, type ParsedQueue, queueSchema } from './queue-schema.js';

const MOST_MS = 86_400_000;
const MOST_ADDRESSES = 32;
const MOST_MESSAGE_BYTES = 128 * 1024 * 1024;
const PLAIN_PORT = 5672;
const TLS_PORT = 5671;

const addressShape = z.union([
  z.string(),
  options({
    host: z.string(expected('a host name or an IP address')).describe('Name or IP address'),
    port: whole(1, 0xffff).optional().describe('TCP port; default 5672, with TLS 5671'),
  }),
]);

const addresses = z
  .union([addressShape, z.array(addressShape)], {
    error: () => 'expected an address such as broker.example:5672, { host, port }, or a list of them',
  })
  .transform((given, context): readonly ParsedAddress[] => {
    const list = Array.isArray(given) ? given : [given];
    if (list.length === 0 || list.length > MOST_ADDRESSES) {
      context.addIssue({ code: 'custom', message: `expected 1 to ${MOST_ADDRESSES} addresses, got ${list.length}` });
    }
    return list.map((one, index) => {
      try {
        return parsedAddress(one);
      } catch (error) {
        if (!(error instanceof AddressError)) throw error;
        const path = Array.isArray(given) ? [index] : [];
        context.addIssue({ code: 'custom', message: error.message, input: undefined, path });
        return z.NEVER;
      }
    });
  });

function parsedAddress(given: z.output<typeof addressShape>): ParsedAddress {
  if (typeof given === 'string') return parseAddress(given);
  return { ...parseAddress(given.host.includes(':') ? `[${given.host}]` : given.host), port: given.port };
}

const MOST_RETRIES = 1_000_000;
const retriesWanted = expected(`a whole number from 0 to ${MOST_RETRIES}, or "infinity" (.inf in YAML)`);

const retries = z
  .preprocess(
    (given) => (given === Number.POSITIVE_INFINITY ? 'infinity' : given),
    z.union(
      [
        z.int(retriesWanted).min(0, retriesWanted).max(MOST_RETRIES, retriesWanted),
        z.literal('infinity', retriesWanted),
      ],
      retriesWanted,
    ),
  )
  .transform((given) => (given === 'infinity' ? Number.POSITIVE_INFINITY : given));

const tls = options({
  ca: secret().optional().describe('Certificate of the authority, PEM: a path, a reference or its text'),
  cert: secret().optional().describe('Certificate of this client, PEM: a path, a reference or its text'),
  key: secret().optional().describe('Private key of this client, PEM: a path, a reference or its text'),
  passphrase: secret().optional().describe('Passphrase of the private key'),
  serverName: brokerName('a name').optional().describe('Name that the certificate of the broker must have'),
}).superRefine(({ cert, key }, context) => {
  if ((cert === undefined) !== (key === undefined)) {
    context.addIssue({
      code: 'custom',
      path: [cert === undefined ? 'cert' : 'key'],
      message: 'cert and key go together',
    });
  }
});

/** Without what was given: it may be a passphrase. */
const tlsSwitch = z.union([z.boolean(), tls], { error: () => 'expected true, false or { ca, cert, key, ... }' });

export const brokerSchema = options({
  addresses: addresses
    .default(() => [{ host: 'localhost' }])
    .describe('Where brokers of one cluster listen: host:port, amqp:// or amqps:// addresses'),
  credentials: options({
    username: brokerName('a user name').optional().describe('Name of the user; default guest'),
    password: secret().optional().describe('Password of the user, best as a reference; default guest'),
  })
    .default(() => ({}))
    .describe('Who logs in'),
  vhost: brokerName('the name of a virtual host').optional().describe('Virtual host; default /'),
  tls: tlsSwitch.optional().describe('TLS, with the authority and the certificate of this client'),
  heartbeat: whole(0, 3_600)
    .default(10)
    .describe('Seconds between heartbeats; after twice of it in silence the connection is lost; 0: none'),
  connectTimeoutMs: whole(100, 600_000).default(10_000).describe('Time for one attempt to connect'),
  maxRetries: retries.default(5).describe('Attempts to connect again after a loss, or "infinity"'),
  retryDelayMs: whole(0, MOST_MS).default(5_000).describe('Pause before each attempt'),
  retryJitter: number(0, 1).default(0.2).describe('Share of the pause that is random'),
  prefetch: whole(1, 0xffff).default(20).describe('Messages a consumer holds unacknowledged at most'),
  sendTimeoutMs: whole(1, MOST_MS).default(30_000).describe('Time from a send to its confirm'),
  maxInFlight: whole(1, 100_000).default(1_000).describe('Messages on the way without their confirm'),
  maxWaiting: whole(1, 10_000_000).default(10_000).describe('Messages that wait to be sent'),
  maxMessageBytes: whole(1, MOST_MESSAGE_BYTES).default(16_777_216).describe('Longest message that is sent'),
  drainTimeoutMs: whole(0, MOST_MS).default(10_000).describe('What closing and stopping wait for work under way'),
  queues: named('queue', queueSchema, 'queues by name')
    .default(() => ({}))
    .describe('Queues by name, and how they are declared'),
  exchanges: named('exchange', exchangeSchema, 'exchanges by name')
    .default(() => ({}))
    .describe('Exchanges by name, and how they are declared'),
}).superRefine((broker, context) => {
  checkTogether(broker, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }));
});

type Parsed = z.output<typeof brokerSchema>;

export interface TlsSettings {
  readonly ca?: Secret | undefined;
  readonly cert?: Secret | undefined;
  readonly key?: Secret | undefined;
  readonly passphrase?: Secret | undefined;
  readonly serverName?: string | undefined;
}

/** Everything the client goes by: complete, in range. */
export interface BrokerSettings
  extends Omit<Parsed, 'addresses' | 'credentials' | 'vhost' | 'tls' | 'queues' | 'exchanges'> {
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  readonly username: string;
  readonly password: Secret;
  readonly vhost: string;
  /** Undefined: without TLS. */
  readonly tls: TlsSettings | undefined;
  readonly queues: Readonly<Record<string, ParsedQueue>>;
  readonly exchanges: Readonly<Record<string, ParsedExchange>>;
}

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function normalise(given: BrokerConfig): BrokerSettings {
  const { credentials, ...broker } = parsed('RabbitMQ', brokerSchema, given);
  const { addresses } = broker;
  const [first] = addresses;
  const secure = broker.tls ?? addresses.some((one) => one.secure);
  return {
    ...broker,
    tls: secure === false ? undefined : secure === true ? {} : secure,
    addresses: addresses.map(({ host, port }) => ({ host, port: port ?? (secure === false ? PLAIN_PORT : TLS_PORT) })),
    username: credentials.username ?? first?.username ?? 'guest',
    password: credentials.password ?? new Secret(first?.password ?? 'guest'),
    vhost: broker.vhost ?? first?.vhost ?? '/',
  };
}

/** What addresses say beside host and port holds for all of them, and is said once. */
function checkTogether({ addresses, credentials, vhost, tls, queues, exchanges }: Parsed, complain: Complain): void {
  for (const key of ['username', 'password', 'vhost', 'secure'] as const) {
    if (new Set(addresses.map((one) => one[key])).size > 1) {
      complain(['addresses'], `all addresses must have the same ${WORDS[key]}`);
    }
  }
  for (const [kind, names] of [
    ['queues', queues],
    ['exchanges', exchanges],
  ] as const) {
    for (const [name, { declare }] of Object.entries(names)) {
      const fault = nameFault(name, declare);
      if (fault !== undefined) complain([kind, name], fault);
    }
  }
  const [first] = addresses;
  const twice = (path: string[], inAddress: unknown, inOption: unknown): void => {
    if (inAddress !== undefined && inOption !== undefined) complain(path, 'stands in the address already');
  };
  twice(['credentials', 'username'], first?.username, credentials.username);
  twice(['credentials', 'password'], first?.password, credentials.password);
  twice(['vhost'], first?.vhost, vhost);
  if (tls === false && first?.secure) complain(['tls'], 'the address begins with amqps:// and means TLS');
  if (tls !== undefined && tls !== false && first?.secure === false) {
    complain(
      ['addresses'],
      'the address begins with amqp:// and means no TLS: write amqps://, or leave the scheme out',
    );
  }
}

function nameFault(name: string, declare: string): string | undefined {
  if (name === '' || Buffer.byteLength(name) > 255) return 'a queue or exchange needs a name of 1 to 255 bytes';
  const made = declare === 'active' && name.startsWith('amq.');
  return made ? 'names that begin with "amq." belong to the broker: "passive" looks for it' : undefined;
}

const WORDS = { username: 'user name', password: 'password', vhost: 'virtual host', secure: 'scheme' } as const;
