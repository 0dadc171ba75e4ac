/** Messages between this package and aio-pika, a client for Python, through a real broker: both ways, property by property. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withCorrelationId } from '../../src/logging.js';
import { RabbitClient } from '../../src/rabbitmq.js';
import { consumeWithAioPika, publishWithAioPika } from '../support/broker/aio-pika.js';
import { Broker } from '../support/broker/broker.js';
import { connected, inbox } from './rabbit-rig.js';

let broker: Broker;
let url: string;
beforeAll(async () => {
  broker = await Broker.launch();
  url = `amqp://guest:guest@${broker.address}/`;
});
afterAll(() => broker?.dispose());

test('aio-pika reads what we send', async () => {
  const app = { name: 'filler', version: '1.2.3', site: 'north', instance: 'line-4' };
  const client = new RabbitClient({ addresses: broker.address, queues: { out: { maxPriority: 9 } } }, { app });
  await client.connect();
  const before = Date.now();
  await client.sendMessage(
    { speed: 12.5, name: 'Größe ✓', list: [1, null, true] },
    {
      queue: 'out',
      messageId: 'm-1',
      correlationId: 'c-1',
      priority: 7,
      type: 'sample',
      schemaVersion: 3,
      source: 'plc-1',
      headers: { line: 4, ratio: 0.5, big: 2 ** 40, on: true, none: null, list: ['a', 1], deep: { x: 'y' } },
    },
  );
  await withCorrelationId('c-around', () => client.sendMessage('text', { queue: 'out', persistent: false }));
  await client.sendMessage(Buffer.from('bytes'), { queue: 'out', contentType: 'application/x-own' });
  await client.close();
  const after = Date.now();
  const [json, text, bytes] = await consumeWithAioPika(url, 'out', 3);
  expect(JSON.parse(json?.body ?? '')).toEqual({ speed: 12.5, name: 'Größe ✓', list: [1, null, true] });
  expect(json).toMatchObject({
    messageId: 'm-1',
    correlationId: 'c-1',
    priority: 7,
    type: 'sample',
    contentType: 'application/json',
    appId: 'filler',
    persistent: true,
    exchange: '',
    routingKey: 'out',
    redelivered: false,
    headers: {
      'eip-schema-version': 3,
      'eip-source': 'plc-1',
      'eip-app-instance': 'line-4',
      'eip-app-version': '1.2.3',
      'eip-app-site': 'north',
      line: 4,
      // aio-pika turns numbers with a fraction into their text.
      ratio: '0.5',
      big: 2 ** 40,
      on: true,
      none: null,
      list: ['a', 1],
      deep: { x: 'y' },
    },
  });
  expect(json?.timestampMs).toBeGreaterThanOrEqual(before - 1_000);
  expect(json?.timestampMs).toBeLessThanOrEqual(after);
  expect(text).toMatchObject({ body: 'text', contentType: 'text/plain', correlationId: 'c-around', persistent: false });
  expect(text?.messageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(bytes).toMatchObject({ body: 'bytes', contentType: 'application/x-own' });
});

test('we read what aio-pika sends', async () => {
  const client = await connected({ addresses: broker.address, queues: { in: {} } });
  const before = Math.floor(Date.now() / 1_000) * 1_000;
  await publishWithAioPika(url, 'in', [
    {
      body: '{"speed": 12.5, "name": "Größe ✓"}',
      contentType: 'application/json',
      messageId: 'p-1',
      correlationId: 'pc-1',
      appId: 'python',
      timestamp: true,
      headers: { line: 4, on: true, none: null, list: ['a', 1], deep: { x: 'y' } },
    },
    { body: 'a text', contentType: 'text/plain' },
    { body: 'no type at all' },
    { body: '{ no json', contentType: 'application/json' },
  ]);
  const box = await inbox(client, 'in');
  const [json, text, plain] = await box.first(3);
  expect(json).toMatchObject({
    body: { speed: 12.5, name: 'Größe ✓' },
    contentType: 'application/json',
    messageId: 'p-1',
    correlationId: 'pc-1',
    appId: 'python',
    headers: { line: 4, on: true, none: null, list: ['a', 1], deep: { x: 'y' } },
    queue: 'in',
    routingKey: 'in',
    redelivered: false,
    attempt: 1,
  });
  expect(json?.timestamp?.getTime()).toBeGreaterThanOrEqual(before);
  expect(text).toMatchObject({ body: 'a text' });
  expect(plain?.content.toString()).toBe('no type at all');
  await expect.poll(() => broker.queue('in')).toMatchObject({ messages: 0 });
  const [broken] = await consumeWithAioPika(url, 'in.dead', 1);
  expect(broken?.body).toBe('{ no json');
  expect(broken?.headers['eip-dead-error']).toContain('JSON');
});

test('what a handler of ours could not do is dead-lettered so that aio-pika can read why', async () => {
  const client = await connected({ addresses: broker.address, queues: { tasks: {} } });
  await client.consumeMessages('tasks', () => Promise.reject(new Error('no such recipe')), {
    retry: { maxAttempts: 2, delayMs: 10 },
  });
  await publishWithAioPika(url, 'tasks', [{ body: 'make 7', messageId: 'p-9', headers: { line: 4 } }]);
  await expect.poll(() => broker.queue('tasks.dead')).toMatchObject({ messages: 1 });
  const [dead] = await consumeWithAioPika(url, 'tasks.dead', 1);
  expect(dead).toMatchObject({ body: 'make 7', messageId: 'p-9', headers: { line: 4 } });
  expect(JSON.stringify(dead?.headers)).toContain('no such recipe');
});
