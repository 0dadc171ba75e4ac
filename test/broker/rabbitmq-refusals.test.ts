/** What the broker refuses, in words; and what comes back by itself once somebody has mended it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Broker } from '../support/broker/broker.js';
import { connected, expectFailure, inbox, newClient, next } from './rabbit-rig.js';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch();
  await broker.addVhost('plant');
  await broker.addUser('line', 'right');
  await broker.addUser('reader', 'right', { configure: '^$', write: '^$', read: '^open$' });
});
afterAll(() => broker?.dispose());

const login = (username: string, password = 'right') => ({
  addresses: broker.address,
  credentials: { username, password },
});

describe('login', () => {
  test.each([
    ['a wrong password', 'line', 'wrong'],
    ['an unknown user', 'nobody', 'right'],
  ])('%s is told at once, without the password', async (_what, username, password) => {
    const client = newClient(login(username, password));
    const error = await expectFailure(client.connect(), 'EIP_BROKER_LOGIN_REFUSED', new RegExp(`of "${username}"`));
    const health = await client.healthCheck();
    expect(health).toMatchObject({ healthy: false, state: 'idle', lastError: { code: 'EIP_BROKER_LOGIN_REFUSED' } });
    expect(JSON.stringify([error, error.message, error.stack, health])).not.toContain(`${password}"`);
  });

  test('a missing virtual host', async () => {
    const client = newClient({ ...login('line'), vhost: 'plnat' });
    await expectFailure(client.connect(), 'EIP_BROKER_VHOST_REFUSED', /virtual host "plnat": there is none/);
  });

  test('a virtual host that is not for this user', async () => {
    const client = newClient({ ...login('line'), vhost: 'plant' });
    await expectFailure(client.connect(), 'EIP_BROKER_VHOST_REFUSED', /"line" may not use it/);
  });

  test('the same client connects once the password is right', async () => {
    await broker.addUser('late', 'old');
    const client = newClient(login('late', 'new'));
    await expectFailure(client.connect(), 'EIP_BROKER_LOGIN_REFUSED', /late/);
    await broker.ctl('change_password', 'late', 'new');
    await client.connect();
  });

  test('a password changed under a running client holds back the next connection only, until it is right again', async () => {
    await broker.addUser('shift', 'first');
    const client = await connected(login('shift', 'first'));
    const lost = next(client, 'disconnected');
    await broker.ctl('change_password', 'shift', 'second');
    await client.sendMessage('still', { queue: 'shift', mandatory: false });
    await broker.closeConnections('shift change');
    await lost;
    await next(client, 'reconnecting');
    const back = next(client, 'connected');
    await broker.ctl('change_password', 'shift', 'first');
    await back;
  });
});

describe('permissions', () => {
  test('to declare', async () => {
    const client = newClient({ ...login('reader'), queues: { closed: {} } });
    await expectFailure(client.connect(), 'EIP_BROKER_DENIED', /"closed".*access/);
  });

  test('to publish: the message is refused, and the connection goes on', async () => {
    const client = await connected(login('reader'));
    await expectFailure(client.sendMessage('x', { queue: 'open' }), 'EIP_BROKER_DENIED', /access/);
    await broker.setPermissions('reader', { configure: '^$', write: '.*', read: '^open$' });
    const owner = await connected({ addresses: broker.address, queues: { open: {} } });
    // The broker remembers for a channel what it has allowed or refused; a refusal has closed that channel.
    await client.sendMessage('x', { queue: 'open' });
    expect((await broker.queue('open'))?.messages).toBe(1);
    await owner.close();
    await broker.setPermissions('reader', { configure: '^$', write: '^$', read: '^open$' });
  });

  test('to consume', async () => {
    await connected({ addresses: broker.address, queues: { private: {} } });
    const client = await connected({ ...login('reader'), queues: { private: { declare: 'none' } } });
    await expectFailure(inbox(client, 'private', { deadLetter: 'broker' }), 'EIP_BROKER_DENIED', /private/);
  });
});

describe('queues', () => {
  test('one that must be there and is not', async () => {
    const client = newClient({ addresses: broker.address, queues: { nowhere: { declare: 'passive' } } });
    await expectFailure(client.connect(), 'EIP_QUEUE_MISSING', /no queue 'nowhere'/);
  });

  test('one that is there with other arguments: both are named', async () => {
    await connected({ addresses: broker.address, queues: { orders: { maxPriority: 5 } } });
    const other = newClient({ addresses: broker.address, queues: { orders: { maxPriority: 9 } } });
    await expectFailure(other.connect(), 'EIP_TOPOLOGY_DIFFERS', /"orders".*x-max-priority.*here 9.*broker 5/);
    const without = newClient({ addresses: broker.address, queues: { orders: {} } });
    await expectFailure(without.connect(), 'EIP_TOPOLOGY_DIFFERS', /x-max-priority.*here none.*broker 5/);
    const volatile = newClient({ addresses: broker.address, queues: { orders: { maxPriority: 5, durable: false } } });
    await expectFailure(volatile.connect(), 'EIP_TOPOLOGY_DIFFERS', /durable.*here false.*broker true/);
    await connected({ addresses: broker.address, queues: { orders: { declare: 'passive' } } });
  });

  test('a message to a queue that is not there comes back', async () => {
    const client = await connected({ addresses: broker.address });
    const returned = next(client, 'returned');
    const error = await expectFailure(
      client.sendMessage('x', { queue: 'nobody', messageId: 'lost-1' }),
      'EIP_MESSAGE_RETURNED',
      /lost-1.*"nobody" reached no queue/,
    );
    expect(error.outcome).toBe('refused');
    expect((await returned).messageId).toBe('lost-1');
  });

  test('an exchange that is not there fails its messages, not those beside them', async () => {
    const client = await connected({ addresses: broker.address, queues: { beside: {} } });
    const sends = Array.from({ length: 200 }, (_, n) => {
      if (n % 20 === 7) return client.sendMessage({ n }, { exchange: 'nobody', routingKey: 'x', messageId: `no-${n}` });
      return client.sendMessage({ n }, { queue: 'beside', messageId: `yes-${n}` });
    });
    const results = await Promise.allSettled(sends);
    for (const [n, result] of results.entries()) {
      if (n % 20 === 7) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'EIP_EXCHANGE_MISSING' } });
      else expect(result, `message ${n}`).toMatchObject({ status: 'fulfilled' });
    }
    const box = await inbox(client, 'beside', { prefetch: 500 });
    const ids = new Set((await box.first(190)).map(({ messageId }) => messageId));
    for (let n = 0; n < 200; n++) if (n % 20 !== 7) expect(ids).toContain(`yes-${n}`);
  });

  test('a full queue that refuses says so', async () => {
    const queue = { maxLength: 2, overflow: 'reject-publish' } as const;
    const client = await connected({ addresses: broker.address, queues: { small: queue } });
    await client.sendMessage('1', { queue: 'small' });
    await client.sendMessage('2', { queue: 'small' });
    const error = await expectFailure(client.sendMessage('3', { queue: 'small' }), 'EIP_MESSAGE_REFUSED', /small/);
    expect(error.outcome).toBe('refused');
    expect((await broker.queue('small'))?.messages).toBe(2);
  });

  test('one deleted under its consumer is told, made again, and consumed from', async () => {
    const client = await connected({ addresses: broker.address, queues: { short: {} } });
    const box = await inbox(client, 'short');
    await client.sendMessage('before', { queue: 'short' });
    await box.first(1);
    const told = next(client, 'error');
    await broker.deleteQueue('short');
    expect(await told).toMatchObject({
      code: expect.stringMatching(/^EIP_/),
      message: expect.stringContaining('short'),
    });
    await expect.poll(async () => (await broker.queue('short'))?.consumers, { timeout: 20_000 }).toBe(1);
    await client.sendMessage('after', { queue: 'short' });
    expect((await box.first(2)).map(({ body }) => body)).toEqual(['before', 'after']);
  });

  test('an exclusive consumer keeps others out', async () => {
    const client = await connected({ addresses: broker.address, queues: { mine: {} } });
    await inbox(client, 'mine', { exclusive: true });
    const other = await connected({ addresses: broker.address, queues: { mine: {} } });
    await expectFailure(inbox(other, 'mine'), 'EIP_QUEUE_IN_USE', /mine/);
  });
});
