/** Consuming, against a real broker: what cannot be handled, who comes first, where a stream goes on. */

import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { correlationId } from '../../src/logging.js';
import { keepBytes, rawMessage } from '../../src/rabbitmq/raw-body.js';
import { Broker } from '../support/broker/broker.js';
import { expectFailure, failureOf, Inbox, next } from './rabbit-rig.js';
import { client, connected } from './rabbitmq-client-rig.js';

let broker: Broker;
let foreign: Connection;
beforeAll(async () => {
  broker = await Broker.launch();
  foreign = new Connection({ hostname: '127.0.0.1', port: broker.amqpPort });
  foreign.on('error', () => {});
  await foreign.onConnect();
});
afterAll(async () => {
  await foreign?.close();
  await broker?.dispose();
});

/** As another client would, whatever it is. */
async function publish(envelope: object, body: Buffer): Promise<void> {
  const publisher = foreign.createPublisher({ confirm: true });
  await publisher.send(envelope, body);
  await publisher.close();
}

test('a message tells the user who sent it, where the sender says so', async () => {
  const rabbit = await connected(broker, { queues: { users: {} } });
  const inbox = new Inbox();
  await rabbit.consumeMessages('users', inbox.take);
  await publish({ routingKey: 'users', userId: 'guest' }, Buffer.from('x'));
  await publish({ routingKey: 'users' }, Buffer.from('x'));
  const [named, unnamed] = await inbox.first(2);
  expect(named?.userId).toBe('guest');
  expect(unnamed).not.toHaveProperty('userId');
});

describe('a message that cannot be handled', () => {
  test.each([
    ['no JSON', { contentType: 'application/json' }, Buffer.from('{"a":'), /the text is none/],
    ['no UTF-8', { contentType: 'application/json' }, Buffer.from([0x22, 0xff, 0x22]), /no UTF-8/],
    ['no id', { contentType: 'text/plain' }, Buffer.from('x'), /no messageId/],
  ])('%s: goes to the dead letters at once, byte for byte', async (name, fields, bytes, why) => {
    const queue = `poison ${name}`;
    const rabbit = await connected(broker, { queues: { [queue]: {} } });
    const handled = new Inbox();
    await rabbit.consumeMessages(queue, handled.take, { requireMessageId: true });
    await publish({ routingKey: queue, durable: true, headers: { own: 7 }, ...fields }, bytes);
    const letter = await firstOf(`${queue}.dead`);
    expect(letter.body).toEqual(bytes);
    expect(letter.messageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(letter.headers).toMatchObject({ own: 7, 'eip-dead-queue': queue, 'eip-dead-attempts': 0 });
    expect(letter.headers?.['eip-dead-error']).toMatch(why);
    expect(handled.messages).toEqual([]);
  });

  test('is read as its bytes with parse: false', async () => {
    const rabbit = await connected(broker, { queues: { 'unread.dead': {} } });
    const dead = new Inbox();
    await rabbit.consumeMessages('unread.dead', dead.take, { parse: false });
    const bytes = Buffer.from('{"a":');
    await publish({ routingKey: 'unread.dead', contentType: 'application/json' }, bytes);
    await publish({ routingKey: 'unread.dead', contentType: 'application/json' }, Buffer.from('{}'));
    const letters = await dead.first(2);
    expect(letters.map(({ body }) => body)).toEqual([bytes, Buffer.from('{}')]);
    expect(letters[0]?.contentType).toBe('application/json');
  });

  test('a number that JavaScript would round is dead-lettered as it was', async () => {
    const rabbit = await connected(broker, { queues: { exact: {} } });
    const bytes = Buffer.from('{ "n": 12345678901234567890, "z": -0 }');
    await rabbit.consumeMessages(
      'exact',
      ({ content }) => {
        throw new Error(`no: ${content}`);
      },
      { retry: { maxAttempts: 2, delayMs: 0 } },
    );
    await publish({ routingKey: 'exact', contentType: 'application/json', messageId: 'big' }, bytes);
    const dead = new Inbox();
    await rabbit.consumeMessages('exact.dead', dead.take);
    const [letter] = await dead.first(1);
    expect(letter?.content.toString()).toBe(bytes.toString());
    expect(letter?.messageId).toBe('big');
    expect(letter?.headers).toMatchObject({ 'eip-dead-attempts': 2, 'eip-dead-error': `Error: no: ${bytes}` });
  });

  test('headers of any size and kind do not hold it up', async () => {
    const rabbit = await connected(broker, { queues: { laden: {} } });
    await rabbit.consumeMessages('laden', () => Promise.reject(new Error('x'.repeat(5_000))), {
      retry: { maxAttempts: 1 },
    });
    const headers = { small: 1, large: 'y'.repeat(6_500), deep: { a: [{ b: 1 }] } };
    await publish({ routingKey: 'laden', headers }, Buffer.from('1'));
    const letter = await firstOf('laden.dead');
    expect(letter.headers).toMatchObject({ small: 1, deep: { a: [{ b: 1 }] } });
    expect(letter.headers).not.toHaveProperty('large');
    expect(letter.headers?.['eip-dead-error']).toHaveLength(500);
  });

  test('a rule says that another attempt is of no use', async () => {
    const rabbit = await connected(broker, { queues: { hopeless: {} } });
    await rabbit.consumeMessages('hopeless', () => Promise.reject(new Error('no')), {
      retry: { retryable: () => false },
    });
    await rabbit.sendMessage(1, { queue: 'hopeless' });
    expect((await firstOf('hopeless.dead')).headers).toMatchObject({ 'eip-dead-attempts': 1 });
  });

  test('the dead-letter exchange of the queue takes it', async () => {
    const queues = {
      mourned: { deadLetterExchange: 'graves', deadLetterRoutingKey: 'row1' },
      grave: { bindings: [{ exchange: 'graves', routingKey: 'row1' }] },
    };
    const rabbit = await connected(broker, { exchanges: { graves: {} }, queues });
    await rabbit.consumeMessages('mourned', () => Promise.reject(new Error('no')), { retry: { maxAttempts: 1 } });
    await rabbit.sendMessage(1, { queue: 'mourned' });
    expect((await firstOf('grave')).headers).toMatchObject({ 'eip-dead-queue': 'mourned' });
  });

  test('the broker does it with "broker", by what the queue says', async () => {
    const queues = { rejected: { deadLetterExchange: '', deadLetterRoutingKey: 'taken' }, taken: {} };
    const rabbit = await connected(broker, { queues });
    await rabbit.consumeMessages('rejected', () => Promise.reject(new Error('no')), {
      retry: { maxAttempts: 1 },
      deadLetter: 'broker',
    });
    await rabbit.sendMessage(1, { queue: 'rejected' });
    expect((await firstOf('taken')).headers?.['x-first-death-reason']).toBe('rejected');
  });

  test('a dead-letter queue that is gone: told, held, and moved when it is there again', async () => {
    const { client: rabbit } = client(broker, { queues: { held: {}, tomb: {} } });
    await rabbit.connect();
    let dig = (): void => {};
    const dug = new Promise<void>((resolve) => {
      dig = resolve;
    });
    await rabbit.consumeMessages('held', () => dug.then(() => Promise.reject(new Error('no'))), {
      retry: { maxAttempts: 1 },
      deadLetter: { queue: 'tomb' },
    });
    await rabbit.sendMessage(1, { queue: 'held', messageId: 'h' });
    await broker.deleteQueue('tomb');
    const told = next(rabbit, 'error');
    dig();
    expect(await told).toMatchObject({
      code: 'EIP_DEAD_LETTER_FAILED',
      queue: 'held',
      cause: { code: 'EIP_MESSAGE_RETURNED' },
    });
    expect((await broker.queue('held'))?.messages).toBe(1);
    await foreign.queueDeclare({ queue: 'tomb', durable: true });
    expect((await firstOf('tomb')).messageId).toBe('h');
  });
});

interface DeadLetter {
  readonly body: Buffer;
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** The first message of a queue, whenever it comes. */
async function firstOf(queue: string): Promise<DeadLetter> {
  await foreign.queueDeclare({ queue, durable: true });
  const channel = await foreign.acquire();
  keepBytes(channel);
  const letter = await new Promise<DeadLetter>((resolve) => {
    void channel.basicConsume({ queue, noAck: true }, (message) => resolve(rawMessage(message)));
  });
  await channel.close();
  return letter;
}

describe('a handler', () => {
  test('runs under the id of its message', async () => {
    const rabbit = await connected(broker, { queues: { ids: {} } });
    const seen: (string | undefined)[] = [];
    const inbox = new Inbox();
    await rabbit.consumeMessages('ids', async (message) => {
      await Promise.resolve();
      seen.push(correlationId());
      inbox.take(message);
    });
    await rabbit.sendMessage(1, { queue: 'ids', correlationId: 'c-1' });
    await rabbit.sendMessage(2, { queue: 'ids', correlationId: 'c-2' });
    await inbox.first(2);
    expect(seen).toEqual(['c-1', 'c-2']);
  });

  test('never runs oftener at a time than asked for', async () => {
    const rabbit = await connected(broker, { queues: { crowd: {} } });
    await rabbit.sendMessages(
      Array.from({ length: 30 }, (_, body) => ({ body })),
      { queue: 'crowd' },
    );
    const inbox = new Inbox();
    let [running, most] = [0, 0];
    await rabbit.consumeMessages(
      'crowd',
      async (message) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running -= 1;
        inbox.take(message);
      },
      { concurrency: 3, prefetch: 10 },
    );
    await inbox.first(30);
    expect(most).toBe(3);
  });

  test('a message that was delivered too often is not handled again', async () => {
    const queue = 'crashing';
    const rabbit = await connected(broker, { queues: { [queue]: { type: 'quorum' } } });
    await rabbit.sendMessage(1, { queue, messageId: 'crasher' });
    const channel = await foreign.acquire();
    for (let n = 0; n < 3; n++) {
      let got = await channel.basicGet({ queue });
      while (got === undefined) got = await channel.basicGet({ queue });
      channel.basicNack({ deliveryTag: got.deliveryTag, requeue: true });
    }
    await channel.close();
    const handled = new Inbox();
    await rabbit.consumeMessages(queue, handled.take, { maxDeliveries: 3 });
    const letter = await firstOf(`${queue}.dead`);
    expect(letter.messageId).toBe('crasher');
    expect(letter.headers?.['eip-dead-error']).toMatch(/delivered 4 times/);
    expect(handled.messages).toEqual([]);
  });
});

describe('a consumer', () => {
  test.each([
    [undefined, {}, /no queue is given/],
    [[], {}, /no queue is given/],
    ['', {}, /expected the name of a queue/],
    ['q', { prefetch: 0 }, /prefetch/],
    ['q', { retry: { maxAttempts: 1_000, delayMs: 60_000 } }, /retry\.maxAttempts: all pauses together/],
    ['q', { deadLetter: {} }, /deadLetter/],
    ['q', { prefech: 1 }, /prefech: no such option \(did you mean "prefetch"\?\)/],
  ])('of %j with %j is refused before anything is asked', async (queue, options, message) => {
    const { client: rabbit } = client({ address: '127.0.0.1:1' });
    const error = await failureOf(rabbit.consumeMessages(queue as string, () => {}, options as object));
    expect(error).toMatchObject({ name: 'ConsumerConfigurationError', code: 'EIP_CONSUMER_CONFIG' });
    expect(error.message).toMatch(message);
  });

  test('whose queue is deleted: told, made again, and goes on', async () => {
    const { client: rabbit } = client(broker, { queues: { fleeting: {} } });
    await rabbit.connect();
    const inbox = new Inbox();
    const consumer = await rabbit.consumeMessages('fleeting', inbox.take);
    const told = next(rabbit, 'error');
    await broker.deleteQueue('fleeting');
    expect(await told).toMatchObject({ code: 'EIP_CONSUMER_CANCELLED', queue: 'fleeting' });
    expect(consumer.status()[0]).toMatchObject({ active: false, error: { code: 'EIP_CONSUMER_CANCELLED' } });
    expect(await rabbit.healthCheck()).toMatchObject({
      healthy: false,
      reason: expect.stringMatching(/"fleeting" gets no/),
    });
    await sentAtLast(rabbit, 'fleeting');
    await inbox.first(1);
    expect(await rabbit.healthCheck()).toMatchObject({ healthy: true });
  });

  test('of a queue for one consumer at a time takes over when that stops', async () => {
    const config = { queues: { single: { singleActiveConsumer: true } } };
    const [one, two] = [await connected(broker, config), await connected(broker, config)];
    const [first, second] = [new Inbox(), new Inbox()];
    await one.consumeMessages('single', first.take);
    await two.consumeMessages('single', second.take);
    for (let n = 0; n < 4; n++) await one.sendMessage(n, { queue: 'single' });
    await first.first(4);
    expect(second.messages).toEqual([]);
    await one.stopConsuming('single');
    await one.sendMessage('next', { queue: 'single' });
    await second.first(1);
    expect(second.bodies).toEqual(['next']);
  });

  test('that has to be the only active one declares its queue so, or refuses what it can not know', async () => {
    const [one, two] = [await connected(broker), await connected(broker)];
    const [first, second] = [new Inbox(), new Inbox()];
    const options = { singleActiveConsumer: true } as const;
    await one.consumeMessages('declared single', first.take, options);
    await two.consumeMessages('declared single', second.take, options);
    for (let n = 0; n < 4; n++) await one.sendMessage(n, { queue: 'declared single' });
    await first.first(4);
    expect(second.messages).toEqual([]);

    await connected(broker, { queues: { 'for all': {} } });
    await expectFailure(
      one.consumeMessages('for all', () => {}, options),
      'EIP_TOPOLOGY_DIFFERS',
      /another x-single-active-consumer: expected here true, found at the broker none/,
    );
    for (const queue of [{ singleActiveConsumer: true, declare: 'passive' }, { declare: 'none' }] as const) {
      const other = await connected(broker, { queues: { 'declared single': queue } });
      await expectFailure(
        other.consumeMessages('declared single', () => {}, options),
        'EIP_CONSUMER_CONFIG',
        /has to have one active consumer/,
      );
    }
  });

  test('that is exclusive lets nobody in beside it', async () => {
    const config = { queues: { mine: {} } };
    const [one, two] = [await connected(broker, config), await connected(broker, config)];
    await one.consumeMessages('mine', () => {}, { exclusive: true });
    expect(await failureOf(two.consumeMessages('mine', () => {}))).toMatchObject({
      code: 'EIP_QUEUE_IN_USE',
      queue: 'mine',
    });
    await one.reconnect();
    expect(await one.healthCheck()).toMatchObject({ consumers: [{ queue: 'mine' }] });
  });

  test('has a queue for itself, that goes with it', async () => {
    const config = { queues: { own: { exclusive: true } } };
    const rabbit = await connected(broker, config);
    const inbox = new Inbox();
    await rabbit.consumeMessages('own', inbox.take);
    await rabbit.sendMessage(1, { queue: 'own' });
    await inbox.first(1);
    const other = client(broker, { ...config, maxRetries: 0 }).client;
    expect(await failureOf(other.connect())).toMatchObject({ cause: { code: 'EIP_QUEUE_IN_USE', queue: 'own' } });
    expect(await failureOf(rabbit.reconnect())).toMatchObject({ code: 'EIP_QUEUE_IN_USE' });
    await rabbit.sendMessage(2, { queue: 'own' });
    await inbox.first(2);
    await rabbit.close();
    while ((await broker.queue('own')) !== undefined);
  });

  test('of a stream begins where it is told, and goes on after a lost connection where it was', async () => {
    const rabbit = await connected(broker, { queues: { log: { type: 'stream' } } });
    await rabbit.sendMessages(
      Array.from({ length: 10 }, (_, body) => ({ body })),
      { queue: 'log' },
    );
    const inbox = new Inbox();
    await rabbit.consumeMessages('log', inbox.take, { offset: 4 });
    await inbox.first(6);
    expect(inbox.bodies).toEqual([4, 5, 6, 7, 8, 9]);
    const back = next(rabbit, 'connected');
    await broker.closeConnections('a test');
    await back;
    await rabbit.sendMessage(10, { queue: 'log' });
    await inbox.first(7);
    expect(inbox.bodies).toEqual([4, 5, 6, 7, 8, 9, 10]);
  });

  test('may not name an offset where there is no stream', async () => {
    const rabbit = await connected(broker, { queues: { plain: {} } });
    expect(await failureOf(rabbit.consumeMessages('plain', () => {}, { offset: 'first' }))).toMatchObject({
      code: 'EIP_CONSUMER_CONFIG',
    });
  });

  test('ends with its signal', async () => {
    const rabbit = await connected(broker, { queues: { ended: {} } });
    const abort = new AbortController();
    await rabbit.consumeMessages('ended', () => {}, { signal: abort.signal });
    abort.abort();
    await rabbit.stopConsuming();
    expect((await broker.queue('ended'))?.consumers).toBe(0);
  });
});

/** The queue is being made again. */
async function sentAtLast(rabbit: Awaited<ReturnType<typeof connected>>, queue: string): Promise<void> {
  for (;;) {
    try {
      await rabbit.sendMessage(1, { queue });
      return;
    } catch (error) {
      expect(error).toMatchObject({ code: 'EIP_MESSAGE_RETURNED' });
    }
  }
}
