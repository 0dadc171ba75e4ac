/** Sending, against a real broker: what arrives, what comes back, and who is not disturbed. */
import { once } from 'node:events';
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withCorrelationId } from '../../src/logging.js';
import { Returns } from '../../src/rabbitmq/returns.js';
import { Broker } from '../support/broker/broker.js';
import { failureOf, Inbox, next } from './rabbit-rig.js';
import { client, connected } from './rabbitmq-client-rig.js';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch();
});
afterAll(() => broker?.dispose());

describe('a message', () => {
  test('arrives with all that it carries', async () => {
    const app = { name: 'vision', version: '1.0', site: 'plant', instance: 'cell 7' };
    const rabbit = await connected(broker, { queues: { carried: {} } }, app);
    const inbox = new Inbox();
    await rabbit.consumeMessages('carried', inbox.take);
    const { messageId } = await withCorrelationId('work-1', () =>
      rabbit.sendMessage(
        { big: 12345678901234567890n.toString(), n: [1] },
        {
          queue: 'carried',
          source: 'PLC',
          type: 'sample',
          schemaVersion: 3,
          priority: 4,
          headers: { a: [1, { b: null }] },
        },
      ),
    );
    const [message] = await inbox.first(1);
    expect(message).toMatchObject({
      body: { n: [1] },
      messageId,
      correlationId: 'work-1',
      contentType: 'application/json',
      appId: 'vision',
      type: 'sample',
      source: 'PLC',
      schemaVersion: 3,
      priority: 4,
      queue: 'carried',
      exchange: '',
      routingKey: 'carried',
      redelivered: false,
      attempt: 1,
      headers: { a: [1, { b: null }], 'eip-app-version': '1.0', 'eip-app-site': 'plant', 'eip-app-instance': 'cell 7' },
    });
    expect(Math.abs((message?.timestamp?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test.each([
    ['text', 'grüße', 'text/plain'],
    ['bytes', Buffer.from([0, 255, 1]), 'application/octet-stream'],
    ['an empty text', '', 'text/plain'],
    ['JSON null', null, 'application/json'],
    ['more than one frame', { text: 'x'.repeat(100_000) }, 'application/json'],
  ])('%s comes back as it was', async (_, body, contentType) => {
    const rabbit = await connected(broker, { queues: { bodies: {} } });
    await rabbit.sendMessage(body, { queue: 'bodies' });
    const inbox = new Inbox();
    await rabbit.consumeMessages('bodies', inbox.take);
    expect((await inbox.first(1))[0]).toMatchObject({ body, contentType });
    await rabbit.stopConsuming();
  });

  test('goes to several queues under one id', async () => {
    const rabbit = await connected(broker, { queues: { several1: {}, several2: {} } });
    const inbox = new Inbox();
    await rabbit.consumeMessages(['several1', 'several2'], inbox.take);
    const { messageId } = await rabbit.sendMessage(1, { queues: ['several1', 'several2', 'several1'] });
    const got = await inbox.first(2);
    expect(got.map(({ queue }) => queue).sort()).toEqual(['several1', 'several2']);
    expect(new Set(got.map((message) => message.messageId))).toEqual(new Set([messageId]));
  });

  test('goes through an exchange by its routing key', async () => {
    const bindings = [{ exchange: 'plant', routingKey: 'line1.*' }];
    const rabbit = await connected(broker, {
      exchanges: { plant: { type: 'topic' } },
      queues: { line1: { bindings } },
    });
    const inbox = new Inbox();
    await rabbit.consumeMessages('line1', inbox.take);
    await rabbit.sendMessage('alarm', { exchange: 'plant', routingKey: 'line1.alarm' });
    expect((await inbox.first(1))[0]).toMatchObject({ body: 'alarm', exchange: 'plant', routingKey: 'line1.alarm' });
    const error = await failureOf(rabbit.sendMessage('alarm', { exchange: 'plant', routingKey: 'line2.alarm' }));
    expect(error).toMatchObject({ code: 'EIP_MESSAGE_RETURNED', outcome: 'refused' });
  });

  test('of a higher priority comes first', async () => {
    const rabbit = await connected(broker, { queues: { ranked: { maxPriority: 5 } } });
    for (const priority of [0, 3, 5, 1]) await rabbit.sendMessage(priority, { queue: 'ranked', priority });
    const inbox = new Inbox();
    await rabbit.consumeMessages('ranked', inbox.take, { prefetch: 1 });
    await inbox.first(4);
    expect(inbox.bodies).toEqual([5, 3, 1, 0]);
  });
});

describe('what the broker does not take', () => {
  test('a queue that does not exist: rejected, and told', async () => {
    const rabbit = await connected(broker);
    const told = next(rabbit, 'returned');
    const error = await failureOf(rabbit.sendMessage(1, { queue: 'nowhere', messageId: 'm1' }));
    expect(error).toMatchObject({
      name: 'EipWriteError',
      code: 'EIP_MESSAGE_RETURNED',
      outcome: 'refused',
      messageId: 'm1',
    });
    expect(error.message).toMatch(/Message m1 to the queue "nowhere" reached no queue: NO_ROUTE/);
    expect(await told).toMatchObject({ messageId: 'm1', exchange: '', routingKey: 'nowhere', replyCode: 312 });
    await rabbit.sendMessage(1, { queue: 'nowhere', mandatory: false });
  });

  test('among messages that reach their queue only the lost ones are rejected', async () => {
    const rabbit = await connected(broker, { queues: { there: {} } });
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const outcomes = await Promise.all(
      numbers.map((n) =>
        rabbit.sendMessage(n, { queue: n % 3 === 0 ? 'not there' : 'there' }).then(
          () => 'sent',
          (error) => error.code,
        ),
      ),
    );
    expect(outcomes).toEqual(numbers.map((n) => (n % 3 === 0 ? 'EIP_MESSAGE_RETURNED' : 'sent')));
    expect((await broker.queue('there'))?.messages).toBe(outcomes.filter((outcome) => outcome === 'sent').length);
  });

  test('a full queue: a clear error', async () => {
    const rabbit = await connected(broker, { queues: { full: { maxLength: 1, overflow: 'reject-publish' } } });
    await rabbit.sendMessage(1, { queue: 'full' });
    const error = await failureOf(rabbit.sendMessage(2, { queue: 'full' }));
    expect(error).toMatchObject({ code: 'EIP_MESSAGE_REFUSED', outcome: 'refused' });
  });

  test('an exchange that does not exist closes no way but its own', async () => {
    const rabbit = await connected(broker, { queues: { calm: {} } });
    const wrong = Array.from({ length: 20 }, (_, n) => failureOf(rabbit.sendMessage(n, { exchange: 'nobody' })));
    const right = Array.from({ length: 300 }, (_, n) => rabbit.sendMessage(n, { queue: 'calm' }));
    await Promise.all(right);
    for (const error of await Promise.all(wrong)) {
      expect(error).toMatchObject({ code: 'EIP_EXCHANGE_MISSING', exchange: 'nobody' });
    }
    expect((await broker.queue('calm'))?.messages).toBe(300);
  });

  test('a message that the broker closes the channel for takes no other with it', async () => {
    await broker.addUser('topics', 'topics');
    await broker.ctl('set_topic_permissions', 'topics', 'guarded', '^open', '.*');
    const bindings = [{ exchange: 'guarded', routingKey: '#' }];
    const config = { exchanges: { guarded: {} }, queues: { guarded: { bindings } } };
    const rabbit = await connected(broker, { ...config, credentials: { username: 'topics', password: 'topics' } });
    const keys = Array.from({ length: 60 }, (_, n) => (n % 20 === 7 ? 'shut' : 'open'));
    const results = await Promise.allSettled(
      keys.map((routingKey) => rabbit.sendMessage(1, { exchange: 'guarded', routingKey })),
    );
    expect(results.map(({ status }) => (status === 'fulfilled' ? 'open' : 'shut'))).toEqual(keys);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'EIP_BROKER_DENIED' });
    }
  });
});

describe('bounds', () => {
  test('nothing is asked of the broker for what is no message', async () => {
    const { client: rabbit } = client({ address: '127.0.0.1:1' });
    for (const options of [
      {},
      { queues: [] },
      { queue: '' },
      { queue: 'a', exchange: 'b' },
      { queue: 'a', routingKey: 'k' },
    ]) {
      expect(await failureOf(rabbit.sendMessage(1, options))).toMatchObject({
        name: 'PublisherConfigurationError',
        code: 'EIP_PUBLISHER_CONFIG',
      });
    }
    expect(await failureOf(rabbit.sendMessage(1, { queue: 'a' }))).toMatchObject({ code: 'EIP_NOT_CONNECTED' });
  });

  test('what waits is bounded, and says so', async () => {
    const rabbit = await connected(broker, { queues: { narrow: {} }, maxInFlight: 2, maxWaiting: 3 });
    await rabbit.sendMessage(0, { queue: 'narrow' });
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => rabbit.sendMessage(n, { queue: 'narrow' })),
    );
    const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(codes).toEqual(Array.from({ length: 5 }, () => 'EIP_MESSAGE_BACKLOG'));
  });

  test('a signal ends a send that waits, and it is not sent', async () => {
    const rabbit = await connected(broker, { queues: { aborted: {} }, maxInFlight: 1 });
    const abort = new AbortController();
    const first = rabbit.sendMessage(1, { queue: 'aborted' });
    const second = failureOf(rabbit.sendMessage(2, { queue: 'aborted', signal: abort.signal }));
    abort.abort(new Error('enough'));
    expect((await second).message).toBe('enough');
    await first;
    await rabbit.sendMessage(3, { queue: 'aborted' });
    expect((await broker.queue('aborted'))?.messages).toBe(2);
  });

  test('several messages: each has its own result', async () => {
    const rabbit = await connected(broker, { queues: { many: {} } });
    const messages = [
      { body: 1, messageId: 'a' },
      { body: 2, messageId: 'b' },
    ];
    expect(await rabbit.sendMessages(messages, { queue: 'many' })).toEqual([{ messageId: 'a' }, { messageId: 'b' }]);
    const results = await rabbit.sendMessages(messages, { queue: 'missing' });
    expect(results.map(({ messageId, error }) => [messageId, error?.code])).toEqual([
      ['a', 'EIP_MESSAGE_RETURNED'],
      ['b', 'EIP_MESSAGE_RETURNED'],
    ]);
  });
});

describe('the library', () => {
  test('lets a return be seen before its confirm', async () => {
    const connection = new Connection(`amqp://guest:guest@${broker.address}`);
    const channel = await connection.acquire();
    const returns = new Returns(channel);
    channel.on('basic.return', () => returns.told());
    const told = once(channel, 'basic.return');
    await channel.confirmSelect();
    expect(returns.pending).toBe(false);
    await channel.basicPublish({ routingKey: 'nowhere', mandatory: true }, 'x');
    expect(returns.pending).toBe(true);
    await told;
    expect(returns.pending).toBe(false);
    await channel.close();
    await connection.close();
  });
});
