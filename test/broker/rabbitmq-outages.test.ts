/** A broker that holds still, is low on memory, closes connections: the client notices, waits, and comes back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Broker } from '../support/broker/broker.js';
import { connected, expectFailure, Inbox, inbox, next } from './rabbit-rig.js';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch();
});
afterAll(() => broker?.dispose());

test('low on memory it blocks: sends wait, handlers go on, and all is sent once it has memory again', async () => {
  const client = await connected({ addresses: broker.address, queues: { alarm: {}, spare: {} } });
  await client.sendMessage('first', { queue: 'alarm' });
  const box = new Inbox();
  await broker.setMemoryAlarm(true);
  const blocked = next(client, 'blocked');
  const waiting = [1, 2, 3].map((n) => client.sendMessage(n, { queue: 'spare', messageId: `wait-${n}` }));
  await blocked;
  const late = client.sendMessage('too late', { queue: 'spare', timeoutMs: 200 });
  await expectFailure(late, 'EIP_MESSAGE_TIMEOUT', /not confirmed within 200 ms.*(memory|block)/i);
  await client.consumeMessages('alarm', box.take);
  await box.first(1);
  await expect.poll(() => broker.queue('alarm')).toMatchObject({ messages: 0 });
  expect(await client.healthCheck()).toMatchObject({ healthy: false, blocked: expect.stringMatching(/./) });
  const unblocked = next(client, 'unblocked');
  await broker.setMemoryAlarm(false);
  await unblocked;
  await Promise.all(waiting);
  const spare = await inbox(client, 'spare');
  expect((await spare.first(3)).map(({ messageId }) => messageId)).toEqual(['wait-1', 'wait-2', 'wait-3']);
});

test('a client that is blocked can be closed', async () => {
  const client = await connected({ addresses: broker.address, queues: { spare: {} }, drainTimeoutMs: 300 });
  await broker.setMemoryAlarm(true);
  const blocked = next(client, 'blocked');
  const waiting = client.sendMessage('x', { queue: 'spare' });
  waiting.catch(() => {});
  await blocked;
  await client.close();
  await expectFailure(waiting, 'EIP_CLIENT_CLOSED', /closed/);
  await broker.setMemoryAlarm(false);
});

test('a broker that holds still is noticed by its missing heartbeats, and come back to', async () => {
  const client = await connected({
    addresses: broker.address,
    queues: { still: {} },
    heartbeat: 1,
    connectTimeoutMs: 1_000,
  });
  const box = await inbox(client, 'still');
  await client.sendMessage('before', { queue: 'still' });
  await box.first(1);
  const lost = next(client, 'disconnected');
  broker.suspend();
  const during = client.sendMessage('during', { queue: 'still', messageId: 'during', timeoutMs: 60_000 });
  await lost;
  const back = next(client, 'connected');
  broker.resume();
  await back;
  await during;
  await box.first(2);
  expect(box.ids).toContain('during');
});

test('an operator closes its connections: the reason is told, and the client is back', async () => {
  const client = await connected({ addresses: broker.address, queues: { kept: {} } });
  const box = await inbox(client, 'kept');
  await client.sendMessage(1, { queue: 'kept' });
  await box.first(1);
  const lost = next(client, 'disconnected');
  const back = next(client, 'connected');
  expect(await broker.closeConnections('maintenance at noon')).toBe(2);
  expect(JSON.stringify((await lost) ?? '', messages)).toContain('maintenance at noon');
  await back;
  await client.sendMessage(2, { queue: 'kept' });
  expect((await box.first(2)).map(({ body }) => body)).toEqual([1, 2]);
});

/** Errors show their message. */
function messages(_key: string, value: unknown): unknown {
  return value instanceof Error ? value.message : value;
}

test('stopped before its first connection, it is found when it comes', async () => {
  await broker.stop();
  const client = connected({ addresses: broker.address });
  await broker.start();
  await client;
});

test('after the retries allowed the loss is told, to the waiting sends too; reconnect() tries again', async () => {
  const client = await connected({ addresses: broker.address, queues: { gone: {} }, maxRetries: 2, retryDelayMs: 50 });
  const error = next(client, 'error');
  const lost = next(client, 'disconnected');
  await broker.stop();
  await lost;
  const waiting = client.sendMessage('x', { queue: 'gone' });
  await expectFailure(waiting, 'EIP_BROKER_LOST', /after 2 retries/);
  expect((await error).code).toBe('EIP_BROKER_LOST');
  await broker.start();
  await client.reconnect();
  await client.sendMessage('y', { queue: 'gone' });
  expect((await broker.queue('gone'))?.messages).toBe(1);
});
