/** A bad line to a good broker: slow, cut at any byte, dead without a word; and messages and queues at their limits. */
import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Broker } from '../support/broker/broker.js';
import { Wire } from '../support/broker/wire.js';
import { connected, expectFailure, inbox, newClient, next } from './rabbit-rig.js';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch();
});
afterAll(() => broker?.dispose());

async function withWire<T>(body: (wire: Wire) => Promise<T>): Promise<T> {
  const wire = await Wire.listen(broker.amqpPort);
  try {
    return await body(wire);
  } finally {
    await wire.close();
  }
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('a slow line: large and small messages arrive whole and in order', async () => {
  await withWire(async (wire) => {
    wire.slowDown(1_000);
    const client = await connected({ addresses: wire.address, queues: { slow: {} } });
    const box = await inbox(client, 'slow');
    const bodies = [10, 100_000, 1, 300_000, 8_192, 8_191].map((size) => randomBytes(size));
    await Promise.all(bodies.map((body) => client.sendMessage(body, { queue: 'slow' })));
    const received = await box.first(bodies.length);
    expect(received.map(({ content }) => digest(content))).toEqual(bodies.map(digest));
  });
});

test('a line that dies without a word is given up after two heartbeats; what was under way is sent again', async () => {
  await withWire(async (wire) => {
    const config = { addresses: wire.address, queues: { dead: {} }, heartbeat: 1, connectTimeoutMs: 1_000 };
    const client = await connected(config);
    await client.sendMessage('a', { queue: 'dead', messageId: 'a' });
    const lost = next(client, 'disconnected');
    wire.silence();
    const under = client.sendMessage('b', { queue: 'dead', messageId: 'b' });
    await lost;
    const back = next(client, 'connected');
    wire.cut();
    wire.unsilence();
    await back;
    await under;
    const box = await inbox(client, 'dead');
    await box.first(2);
    expect(new Set(box.ids)).toEqual(new Set(['a', 'b']));
  });
});

test('cut at any byte amid publishing and consuming, again and again: nothing confirmed is missing', async () => {
  await withWire(async (wire) => {
    const queues = { cuts: {} };
    const client = await connected({ addresses: wire.address, queues, retryDelayMs: 1, sendTimeoutMs: 60_000 });
    const box = await inbox(client, 'cuts', { prefetch: 50, concurrency: 10 });
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 3 }), async (cuts) => {
        const ids = Array.from({ length: 100 }, () => `cut-${n++}`);
        const sends = Promise.all(
          ids.map((messageId) => client.sendMessage(`body of ${messageId}`, { queue: 'cuts', messageId })),
        );
        let done = false;
        const cutting = (async () => {
          for (const bytes of cuts) {
            await Promise.race([wire.passed(bytes), sends]);
            if (!done) wire.cut();
          }
        })();
        await sends;
        done = true;
        await cutting;
        await expect.poll(() => ids.filter((id) => !box.ids.includes(id)), { timeout: 20_000 }).toEqual([]);
      }),
      { numRuns: 20 },
    );
    for (const { messageId, body } of box.messages) expect(body).toBe(`body of ${messageId}`);
  });
});

test('refused while it is down, and back when it is up: no attempt is made after close()', async () => {
  await withWire(async (wire) => {
    const client = await connected({ addresses: wire.address, retryDelayMs: 1 });
    const retried = next(client, 'reconnecting');
    wire.refuse();
    await retried;
    await client.close();
    const made = wire.connections;
    wire.accept();
    await broker.connectionCount();
    expect(wire.connections).toBe(made);
    expect(wire.openConnections).toBe(0);
  });
});

test('messages of 16 MiB pass, one byte more is refused before anything is sent', async () => {
  const client = await connected({ addresses: broker.address, queues: { large: {} } });
  const box = await inbox(client, 'large', { prefetch: 2 });
  const body = randomBytes(16 * 1_024 * 1_024);
  const sends = [1, 2, 3].map((n) => client.sendMessage(body, { queue: 'large', messageId: `large-${n}` }));
  await Promise.all(sends);
  const received = await box.first(3);
  expect(received.map(({ content }) => digest(content))).toEqual([1, 2, 3].map(() => digest(body)));
  const more = client.sendMessage(Buffer.alloc(body.length + 1), { queue: 'large' });
  await expectFailure(more, 'EIP_PUBLISHER_CONFIG', /16777217 bytes/);
});

test('an empty message, and one of exactly a frame', async () => {
  const client = await connected({ addresses: broker.address, queues: { edges: {} } });
  const box = await inbox(client, 'edges');
  const sizes = [0, 1, 8_183, 8_184, 8_185, 8_191, 8_192, 8_193];
  for (const size of sizes) await client.sendMessage(randomBytes(size), { queue: 'edges' });
  expect((await box.first(sizes.length)).map(({ content }) => content.length)).toEqual(sizes);
});

test('two thousand queues: declared, sent to in two calls, counted', async () => {
  const names = Array.from({ length: 2_000 }, (_, n) => `many-${n}`);
  const queues = Object.fromEntries(names.map((name) => [name, { durable: false }]));
  const client = newClient({ addresses: broker.address, queues, connectTimeoutMs: 60_000 });
  await client.connect();
  for (const half of [names.slice(0, 1_000), names.slice(1_000)]) {
    await client.sendMessage('to all', { queues: half, timeoutMs: 60_000 });
  }
  const count = 'lists:sum([M || [{messages, M}] <- rabbit_amqqueue:info_all(<<"/">>, [messages]), is_integer(M)])';
  const before = await broker.eval<number>(count);
  expect(before).toBeGreaterThanOrEqual(2_000);
  expect(await broker.queue('many-1999')).toMatchObject({ messages: 1 });
});
