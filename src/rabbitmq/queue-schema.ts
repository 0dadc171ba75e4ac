/** Queues and exchanges of the option `queues` and `exchanges`, and what of them the broker would not honour. */
import { z } from 'zod';
import { expected, oneOf, options, truth, whole } from '../config/schema.js';

const MOST_MS = 4_294_967_295;
const MOST_NAME_BYTES = 255;

/** Names travel in 255 bytes. */
export function brokerName(what: string) {
  const wanted = expected(`${what}: 1 to ${MOST_NAME_BYTES} bytes`);
  return z.string(wanted).refine((name) => name !== '' && Buffer.byteLength(name) <= MOST_NAME_BYTES, wanted);
}

const routingKeyWanted = expected(`a routing key of at most ${MOST_NAME_BYTES} bytes`);
export const routingKey = () =>
  z.string(routingKeyWanted).refine((key) => Buffer.byteLength(key) <= MOST_NAME_BYTES, routingKeyWanted);

export const DECLARES = ['active', 'passive', 'none'] as const;

/** Any further argument, as it goes to the broker. */
const argument = z.union(
  [z.string(), z.number(), z.boolean()],
  expected('a text, a number or true/false for each argument'),
);

const binding = options({
  exchange: brokerName('the name of an exchange').describe('Exchange that the queue takes messages from'),
  routingKey: routingKey().default('').describe('Routing key, or pattern of one for a topic exchange'),
});

const queueShape = {
  declare: oneOf(DECLARES)
    .default('active')
    .describe('active: made where it is missing; passive: must be there; none: not looked at'),
  type: oneOf(['classic', 'quorum', 'stream']).default('classic').describe('Type of the queue'),
  durable: truth().default(true).describe('Outlives a restart of the broker'),
  exclusive: truth().default(false).describe('For this connection only, gone with it'),
  autoDelete: truth().default(false).describe('Gone with its last consumer'),
  singleActiveConsumer: truth()
    .default(false)
    .describe('One consumer at a time gets messages, the next one takes over'),
  maxPriority: whole(1, 255).optional().describe('Highest priority of messages; classic queues only'),
  messageTtlMs: whole(0, MOST_MS).optional().describe('Messages older than this are dropped or dead-lettered'),
  expiresMs: whole(1, MOST_MS).optional().describe('The queue goes after so long without use'),
  maxLength: whole(1, Number.MAX_SAFE_INTEGER).optional().describe('Messages it holds at most'),
  maxLengthBytes: whole(1, Number.MAX_SAFE_INTEGER).optional().describe('Bytes of messages it holds at most'),
  overflow: oneOf(['drop-head', 'reject-publish', 'reject-publish-dlx'])
    .optional()
    .describe('What happens to messages beyond the limit'),
  deadLetterExchange: z
    .string(expected('the name of an exchange, or an empty text for the default one'))
    .max(MOST_NAME_BYTES)
    .optional()
    .describe('Exchange that takes what the broker drops or a consumer rejects; empty: the default one'),
  deadLetterRoutingKey: routingKey().optional().describe('Routing key for the dead-letter exchange'),
  deliveryLimit: whole(1, 1_000_000).optional().describe('Deliveries before the broker dead-letters it; quorum queues'),
  maxAge: z
    .string(expected('an age such as 7D, 12h or 30m'))
    .regex(/^[1-9]\d{0,8}[YMDhms]$/, expected('an age such as 7D, 12h or 30m'))
    .optional()
    .describe('Age after which messages of a stream go'),
  bindings: z
    .array(binding, expected('a list of { exchange, routingKey }'))
    .max(1_000)
    .default(() => [])
    .describe('Exchanges that it takes messages from'),
  arguments: z
    .record(z.string(), argument, expected('arguments by name'))
    .default(() => ({}))
    .describe('Further arguments of the declaration, by their name at the broker'),
};

type Shape = typeof queueShape;
type QueueKey = keyof Shape;
type ParsedQueueShape = z.output<z.ZodObject<Shape>>;

/** What each type of queue ignores or refuses (RabbitMQ 3.10 to 4.1): `x-max-priority` on a quorum queue ... */
const NOT_FOR: Readonly<Record<string, readonly QueueKey[]>> = {
  classic: ['deliveryLimit', 'maxAge'],
  quorum: ['maxPriority', 'maxAge'],
  stream: [
    ...(['maxPriority', 'singleActiveConsumer', 'messageTtlMs', 'expiresMs', 'maxLength', 'overflow'] as const),
    ...(['deadLetterExchange', 'deadLetterRoutingKey', 'deliveryLimit'] as const),
  ],
};

/** Why, where that helps. */
const BECAUSE: Readonly<Record<string, string>> = {
  'quorum maxPriority':
    'a quorum queue has no such argument: from RabbitMQ 4.0 on it takes messages of priority 5 and above before the others by itself, before that it ignores priorities',
};

export const queueSchema = options(queueShape).superRefine((queue, context) => {
  const complain = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  for (const key of NOT_FOR[queue.type] ?? []) {
    if (!isSet(queue, key)) continue;
    complain(key, BECAUSE[`${queue.type} ${key}`] ?? `a ${queue.type} queue does not honour it`);
  }
  if (queue.type !== 'classic')
    for (const [key, wrong] of onlyClassic(queue)) if (wrong) complain(key, mustBe(queue.type));
  if (queue.deadLetterRoutingKey !== undefined && queue.deadLetterExchange === undefined) {
    complain('deadLetterRoutingKey', 'needs deadLetterExchange');
  }
  for (const name of Object.keys(queue.arguments).filter((name) => OPTION_OF[name] !== undefined)) {
    context.addIssue({ code: 'custom', path: ['arguments', name], message: `use the option "${OPTION_OF[name]}"` });
  }
});

export type ParsedQueue = z.output<typeof queueSchema>;

function isSet(queue: ParsedQueueShape, key: QueueKey): boolean {
  return queue[key] !== undefined && queue[key] !== false;
}

function onlyClassic(queue: ParsedQueueShape): readonly (readonly [string, boolean])[] {
  return [
    ['durable', !queue.durable],
    ['exclusive', queue.exclusive],
    ['autoDelete', queue.autoDelete],
  ];
}

const mustBe = (type: string): string => `a ${type} queue is durable and shared: not for it`;

/** The arguments that have an option here. */
export const ARGUMENTS = {
  singleActiveConsumer: 'x-single-active-consumer',
  maxPriority: 'x-max-priority',
  messageTtlMs: 'x-message-ttl',
  expiresMs: 'x-expires',
  maxLength: 'x-max-length',
  maxLengthBytes: 'x-max-length-bytes',
  overflow: 'x-overflow',
  deadLetterExchange: 'x-dead-letter-exchange',
  deadLetterRoutingKey: 'x-dead-letter-routing-key',
  deliveryLimit: 'x-delivery-limit',
  maxAge: 'x-max-age',
} as const satisfies Partial<Record<QueueKey, string>>;

const OPTION_OF: Readonly<Record<string, string>> = {
  'x-queue-type': 'type',
  ...Object.fromEntries(Object.entries(ARGUMENTS).map(([option, name]) => [name, option])),
};

export const exchangeSchema = options({
  declare: oneOf(DECLARES)
    .default('active')
    .describe('active: made where it is missing; passive: must be there; none: not looked at'),
  type: oneOf(['direct', 'topic', 'fanout', 'headers']).default('topic').describe('How it chooses queues'),
  durable: truth().default(true).describe('Outlives a restart of the broker'),
  autoDelete: truth().default(false).describe('Gone with its last binding'),
});

export type ParsedExchange = z.output<typeof exchangeSchema>;
