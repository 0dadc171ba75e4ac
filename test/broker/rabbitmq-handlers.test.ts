/** Handlers that fail, are stopped amid their work, or are cut off: with the real broker, counted there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Broker } from '../support/broker/broker.js';
import { connected, deferred, Inbox, inbox, next } from './rabbit-rig.js';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch();
});
afterAll(() => broker?.dispose());

const RETRY = { maxAttempts: 3, delayMs: 10, factor: 1 };

describe('a handler that fails', () => {
  test('is called again, and acknowledges once it does not', async () => {
    const client = await connected({ addresses: broker.address, queues: { again: {} } });
    const attempts: number[] = [];
    const box = new Inbox();
    await client.consumeMessages(
      'again',
      (message) => {
        attempts.push(message.attempt);
        if (message.attempt < 3) throw new Error('not yet');
        box.take(message);
      },
      { retry: RETRY },
    );
    await client.sendMessage('x', { queue: 'again' });
    await box.first(1);
    expect(attempts).toEqual([1, 2, 3]);
    await expect.poll(() => broker.queue('again')).toMatchObject({ messages: 0 });
    expect((await broker.queue('again.dead'))?.messages).toBe(0);
  });

  test('to the end dead-letters the message as it was, with the reason', async () => {
    const client = await connected({ addresses: broker.address, queues: { fails: {} } });
    await client.consumeMessages(
      'fails',
      () => {
        throw new TypeError('press 7 has no recipe');
      },
      { retry: RETRY },
    );
    const dead = await inbox(client, 'fails.dead', { deadLetter: 'broker' });
    const sent = { queue: 'fails', messageId: 'm-1', correlationId: 'c-1', headers: { line: 4 }, source: 'plc-1' };
    await client.sendMessage({ recipe: 7 }, sent);
    const [message] = await dead.first(1);
    expect(message).toMatchObject({ body: { recipe: 7 }, messageId: 'm-1', correlationId: 'c-1', source: 'plc-1' });
    expect(message?.headers.line).toBe(4);
    expect(JSON.stringify(message?.headers)).toContain('press 7 has no recipe');
    expect(JSON.stringify(message?.headers)).toContain('fails');
    await expect.poll(() => broker.queue('fails')).toMatchObject({ messages: 0 });
  });

  test('goes to the dead-letter exchange of the broker where the queue has one', async () => {
    const client = await connected({
      addresses: broker.address,
      exchanges: { grave: { type: 'fanout' } },
      queues: { buried: { bindings: [{ exchange: 'grave' }] }, ill: { deadLetterExchange: 'grave' } },
    });
    await client.consumeMessages('ill', () => Promise.reject(new Error('no')), { retry: RETRY });
    const dead = await inbox(client, 'buried');
    await client.sendMessage('x', { queue: 'ill', messageId: 'm-2' });
    expect((await dead.first(1))[0]?.messageId).toBe('m-2');
  });

  test('does not hold up the messages behind it', async () => {
    const client = await connected({ addresses: broker.address, queues: { mixed: {} } });
    const box = new Inbox();
    await client.consumeMessages(
      'mixed',
      (message) => {
        if (message.body === 'bad') throw new Error('bad');
        box.take(message);
      },
      { retry: RETRY, concurrency: 4 },
    );
    for (const body of ['bad', 'good', 'bad', 'good']) await client.sendMessage(body, { queue: 'mixed' });
    await box.first(2);
    await expect.poll(() => broker.queue('mixed.dead')).toMatchObject({ messages: 2 });
  });

  test('amid its attempts when the connection goes: the message comes again and is not lost', async () => {
    const client = await connected({ addresses: broker.address, queues: { cut: {} } });
    const box = new Inbox();
    const failing = deferred();
    let healed = false;
    await client.consumeMessages(
      'cut',
      (message) => {
        if (healed) return box.take(message);
        failing.resolve();
        throw new Error('later');
      },
      { retry: { maxAttempts: 1_000, delayMs: 10, factor: 1 } },
    );
    await client.sendMessage('x', { queue: 'cut', messageId: 'm-3' });
    await failing.promise;
    const back = next(client, 'connected');
    await broker.closeConnections('cut');
    await back;
    healed = true;
    expect((await box.first(1))[0]).toMatchObject({ messageId: 'm-3', redelivered: true });
    await expect.poll(() => broker.queue('cut')).toMatchObject({ messages: 0 });
  });
});

describe('stopping', () => {
  test('waits for running handlers, acknowledges them, and leaves the rest to others', async () => {
    const client = await connected({ addresses: broker.address, queues: { work: {} } });
    for (let n = 0; n < 20; n++) await client.sendMessage(n, { queue: 'work' });
    const started = deferred();
    const release = deferred();
    const done: unknown[] = [];
    await client.consumeMessages(
      'work',
      async ({ body }) => {
        if (body === 1) started.resolve();
        await release.promise;
        done.push(body);
      },
      { concurrency: 2, prefetch: 10 },
    );
    await started.promise;
    const stopped = client.stopConsuming('work');
    await expect.poll(async () => (await broker.queue('work'))?.consumers).toBe(0);
    expect(done).toEqual([]);
    release.resolve();
    await stopped;
    expect(done.sort()).toEqual([0, 1]);
    await expect.poll(() => broker.queue('work')).toMatchObject({ messages: 18 });
    const other = await inbox(await connected({ addresses: broker.address }), 'work');
    const rest = (await other.first(18)).map(({ body }) => Number(body));
    expect(rest.sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, n) => n + 2));
  });

  test('close() does so too', async () => {
    const client = await connected({ addresses: broker.address, queues: { last: {} } });
    const started = deferred();
    const release = deferred();
    await client.consumeMessages('last', () => {
      started.resolve();
      return release.promise;
    });
    await client.sendMessage('x', { queue: 'last' });
    await started.promise;
    const closed = client.close();
    release.resolve();
    await closed;
    expect(await broker.queue('last')).toMatchObject({ messages: 0, consumers: 0 });
  });
});

test('as many handlers run at a time as are allowed, and as many messages are held', async () => {
  const client = await connected({ addresses: broker.address, queues: { wide: {} } });
  for (let n = 0; n < 30; n++) await client.sendMessage(n, { queue: 'wide' });
  let running = 0;
  let most = 0;
  const full = deferred();
  const release = deferred();
  const box = new Inbox();
  await client.consumeMessages(
    'wide',
    async (message) => {
      running++;
      most = Math.max(most, running);
      if (running === 5) full.resolve();
      await release.promise;
      running--;
      box.take(message);
    },
    { concurrency: 5, prefetch: 8 },
  );
  await full.promise;
  const ready = 'rabbit_misc:r(<<"/">>, queue, <<"wide">>)';
  const held = `{ok, Q} = rabbit_amqqueue:lookup(${ready}), proplists:get_value(messages_unacknowledged, rabbit_amqqueue:info(Q, [messages_unacknowledged]))`;
  await expect.poll(() => broker.eval(held)).toBe(8);
  release.resolve();
  await box.first(30);
  expect(most).toBe(5);
});
