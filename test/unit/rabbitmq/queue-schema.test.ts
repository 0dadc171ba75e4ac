import { describe, expect, it } from 'vitest';
import type { QueueOptions } from '../../../src/rabbitmq/option-types.js';
import { normalise } from '../../../src/rabbitmq/options.js';
import { queueArguments } from '../../../src/rabbitmq/topology.js';

const argumentsOf = (queue: QueueOptions) => {
  const [only] = Object.values(normalise({ queues: { q: queue } }).queues);
  return only && queueArguments(only);
};
const refusal = (queue: object): string => {
  try {
    normalise({ queues: { q: queue as QueueOptions } });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('accepted');
};

describe('arguments of a queue', () => {
  it.each<[QueueOptions, object]>([
    [{}, {}],
    [{ type: 'classic' }, {}],
    [{ type: 'quorum' }, { 'x-queue-type': 'quorum' }],
    [
      { type: 'stream', maxAge: '7D', maxLengthBytes: 9 },
      { 'x-queue-type': 'stream', 'x-max-age': '7D', 'x-max-length-bytes': 9 },
    ],
    [{ singleActiveConsumer: true }, { 'x-single-active-consumer': true }],
    [{ singleActiveConsumer: false }, {}],
    [{ maxPriority: 10 }, { 'x-max-priority': 10 }],
    [
      { messageTtlMs: 0, expiresMs: 1 },
      { 'x-message-ttl': 0, 'x-expires': 1 },
    ],
    [
      { maxLength: 5, overflow: 'reject-publish' },
      { 'x-max-length': 5, 'x-overflow': 'reject-publish' },
    ],
    [
      { deadLetterExchange: '', deadLetterRoutingKey: 'k' },
      { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'k' },
    ],
    [
      { type: 'quorum', deliveryLimit: 3 },
      { 'x-queue-type': 'quorum', 'x-delivery-limit': 3 },
    ],
    [{ arguments: { 'x-own': 'v' } }, { 'x-own': 'v' }],
  ])('%j', (queue, wanted) => expect(argumentsOf(queue)).toEqual(wanted));
});

describe('a queue refuses what its type would not honour', () => {
  it.each([
    [{ type: 'quorum', maxPriority: 2 }, /queues\.q\.maxPriority: a quorum queue has no such argument/],
    [{ type: 'stream', maxPriority: 2 }, /maxPriority: a stream queue does not honour it/],
    [{ type: 'stream', singleActiveConsumer: true }, /singleActiveConsumer/],
    [{ type: 'stream', messageTtlMs: 1 }, /messageTtlMs/],
    [{ type: 'stream', maxLength: 1 }, /maxLength/],
    [{ type: 'stream', overflow: 'drop-head' }, /overflow/],
    [{ type: 'stream', deadLetterExchange: 'x' }, /deadLetterExchange/],
    [{ type: 'stream', deliveryLimit: 1 }, /deliveryLimit/],
    [{ type: 'stream', expiresMs: 1 }, /expiresMs/],
    [{ type: 'quorum', durable: false }, /durable: a quorum queue is durable and shared/],
    [{ type: 'stream', exclusive: true }, /exclusive/],
    [{ type: 'quorum', autoDelete: true }, /autoDelete/],
    [{ type: 'classic', deliveryLimit: 1 }, /deliveryLimit: a classic queue does not honour it/],
    [{ type: 'classic', maxAge: '1h' }, /maxAge/],
    [{ type: 'stream', maxAge: 'soon' }, /maxAge: expected an age/],
    [{ maxPriority: 0 }, /maxPriority/],
    [{ maxPriority: 256 }, /maxPriority/],
    [{ deadLetterRoutingKey: 'k' }, /deadLetterRoutingKey: needs deadLetterExchange/],
    [{ arguments: { 'x-max-priority': 3 } }, /arguments\.x-max-priority: use the option "maxPriority"/],
    [{ arguments: { 'x-queue-type': 'quorum' } }, /use the option "type"/],
    [{ declare: 'maybe' }, /declare: expected one of "active", "passive", "none"/],
    [{ bindings: [{ routingKey: 'x' }] }, /bindings\[0\]\.exchange/],
  ])('%j', (queue, message) => expect(refusal(queue)).toMatch(message));
});
