/** Connections, against a real broker: how they begin, break, are made again and end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RabbitClient } from '../../src/rabbitmq.js';
import { Broker } from '../support/broker/broker.js';
import { failureOf, Inbox, next } from './rabbit-rig.js';
import { client, connected } from './rabbitmq-client-rig.js';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch();
});
afterAll(() => broker?.dispose());

/** Of the broker, when those that just ended are forgotten. */
async function connectionsEnd(): Promise<void> {
  while ((await broker.connectionCount()) > 0);
}

describe('connecting', () => {
  test('nobody there: retried, then ConnectionLossError with the reason', async () => {
    const { client: rabbit, errors } = client({ address: '127.0.0.1:1' }, { maxRetries: 2, retryDelayMs: 1 });
    const attempts: number[] = [];
    rabbit.on('reconnecting', ({ attempt }) => attempts.push(attempt));
    const waiting = failureOf(rabbit.connect());
    const send = failureOf(rabbit.sendMessage(1, { queue: 'q' }));
    const error = await waiting;
    expect(error).toMatchObject({
      name: 'ConnectionLossError',
      code: 'EIP_BROKER_LOST',
      cause: { code: 'EIP_BROKER_CONNECT_FAILED' },
    });
    expect(error.message).toMatch(/after 2 retries: No connection to the broker at 127\.0\.0\.1:1: refused/);
    expect(await send).toMatchObject({ name: 'ConnectionLossError', outcome: 'notSent' });
    expect(attempts).toEqual([1, 2]);
    expect(errors).toEqual([]);
    const { healthy, state, reason } = await rabbit.healthCheck();
    expect({ healthy, state }).toEqual({ healthy: false, state: 'lost' });
    expect(reason).toMatch(/retries are used up: .*127\.0\.0\.1:1: refused/);
  });

  test('while it tries, its health says what it meets', async () => {
    const { client: rabbit } = client({ address: '127.0.0.1:1' }, { maxRetries: 'infinity', retryDelayMs: 60_000 });
    const tried = next(rabbit, 'reconnecting');
    const connecting = failureOf(rabbit.connect());
    await tried;
    expect((await rabbit.healthCheck()).reason).toMatch(/^connecting for the first time: .*127\.0\.0\.1:1: refused/);
    await rabbit.close();
    await connecting;
  });

  test('a signal ends it', async () => {
    const { client: rabbit } = client({ address: '127.0.0.1:1' }, { maxRetries: 'infinity', retryDelayMs: 60_000 });
    const abort = new AbortController();
    const waiting = failureOf(rabbit.connect({ signal: abort.signal }));
    await next(rabbit, 'reconnecting');
    abort.abort(new Error('enough'));
    expect((await waiting).message).toBe('enough');
    expect((await rabbit.healthCheck()).state).toBe('idle');
  });

  test('the second address is taken when the first is dead', async () => {
    const rabbit = await connected(broker, { addresses: ['127.0.0.1:1', broker.address], maxRetries: 0 });
    expect((await rabbit.healthCheck()).address).toBe(broker.address);
  });

  test('a wrong password is told at once, and never shown', async () => {
    const credentials = { username: 'guest', password: 'hidden-one' };
    const { client: rabbit } = client(broker, { credentials });
    const error = await failureOf(rabbit.connect());
    expect(error).toMatchObject({ code: 'EIP_BROKER_LOGIN_REFUSED' });
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('hidden-one');
  });

  test.each([
    ['nothing at all', 'nope', /there is none of this name/],
    ['no permission', 'closed', /"outsider" may not use it/],
  ])('a virtual host, %s', async (_, vhost, why) => {
    if (vhost === 'closed') {
      await broker.addVhost('closed');
      await broker.addUser('outsider', 'x');
    }
    const credentials = vhost === 'closed' ? { username: 'outsider', password: 'x' } : {};
    const { client: rabbit } = client(broker, { vhost, credentials });
    const error = await failureOf(rabbit.connect());
    expect(error).toMatchObject({ code: 'EIP_BROKER_VHOST_REFUSED' });
    expect(error.message).toMatch(why);
  });
});

describe('queues as they are declared', () => {
  test('with another argument than the one that is there: both are named', async () => {
    await connected(broker, { queues: { sized: { maxPriority: 5 } } });
    const { client: rabbit } = client(broker, { queues: { sized: { maxPriority: 7 } } });
    const error = await failureOf(rabbit.connect());
    expect(error).toMatchObject({ code: 'EIP_TOPOLOGY_DIFFERS', queue: 'sized' });
    expect(error.message).toMatch(
      /"sized" is there with another x-max-priority: expected here 7, found at the broker 5/,
    );
    expect((await rabbit.healthCheck()).state).toBe('idle');
  });

  test('passive wants it to be there, none does not look', async () => {
    const { client: rabbit } = client(broker, { queues: { absent: { declare: 'passive' } } });
    expect(await failureOf(rabbit.connect())).toMatchObject({ code: 'EIP_QUEUE_MISSING', queue: 'absent' });
    await connected(broker, { queues: { absent: { declare: 'none' } } });
    expect(await broker.queue('absent')).toBeUndefined();
  });

  test('an exchange of another type, and one that is not there', async () => {
    await connected(broker, { exchanges: { kind: { type: 'topic' } } });
    const differs = client(broker, { exchanges: { kind: { type: 'direct' } } });
    expect(await failureOf(differs.client.connect())).toMatchObject({ code: 'EIP_TOPOLOGY_DIFFERS', exchange: 'kind' });
    const bound = client(broker, { queues: { bound: { bindings: [{ exchange: 'nothing' }] } } });
    expect(await failureOf(bound.client.connect())).toMatchObject({
      code: 'EIP_EXCHANGE_MISSING',
      exchange: 'nothing',
    });
  });

  test('a quorum queue of the broker would not have the priorities that are refused here', async () => {
    const rabbit = await connected(broker, { queues: { q4: { type: 'quorum', arguments: { 'x-own': 1 } } } });
    expect((await rabbit.healthCheck()).healthy).toBe(true);
  });
});

describe('a connection that breaks', () => {
  test('closed by an operator: said why, made again, consumers go on, nothing is lost', async () => {
    const rabbit = await connected(broker, { queues: { operated: {} } });
    const inbox = new Inbox();
    await rabbit.consumeMessages('operated', inbox.take);
    const [gone, back] = [next(rabbit, 'disconnected'), next(rabbit, 'connected')];
    await broker.closeConnections('maintenance');
    expect((await gone).error).toMatchObject({
      code: 'EIP_BROKER_CONNECTION_LOST',
      message: expect.stringMatching(/maintenance/),
    });
    const send = rabbit.sendMessage('while it is away', { queue: 'operated' });
    await back;
    await send;
    await inbox.first(1);
    expect(await rabbit.healthCheck()).toMatchObject({
      healthy: true,
      lastError: { code: 'EIP_BROKER_CONNECTION_LOST' },
    });
  });

  test('a broker that holds still does not look healthy, and is left', async () => {
    const rabbit = await connected(broker, { queues: { still: {} } });
    const gone = next(rabbit, 'disconnected');
    const back = next(rabbit, 'connected');
    broker.suspend();
    let health = await rabbit.healthCheck({ timeoutMs: 200 });
    while (health.healthy) health = await rabbit.healthCheck({ timeoutMs: 200 });
    const send = rabbit.sendMessage('in between', { queue: 'still' });
    const { error } = await gone;
    broker.resume();
    expect(health).toMatchObject({
      healthy: false,
      roundTripMs: null,
      reason: expect.stringMatching(/did not answer/),
    });
    expect(error.message).toMatch(/silent for two heartbeats/);
    await back;
    await send;
  });

  test('given up after the retries: told once, and connect() begins again with its consumers', async () => {
    const own = await Broker.launch();
    try {
      const { client: rabbit, errors } = client(own, { maxRetries: 2, retryDelayMs: 1, queues: { kept: {} } });
      await rabbit.connect();
      const inbox = new Inbox();
      await rabbit.consumeMessages('kept', inbox.take);
      const told = next(rabbit, 'error');
      await own.stop();
      const error = await told;
      expect(error).toMatchObject({ name: 'ConnectionLossError' });
      expect(await failureOf(rabbit.sendMessage(1, { queue: 'kept' }))).toMatchObject({ name: 'ConnectionLossError' });
      expect(errors).toHaveLength(1);
      await own.start();
      await rabbit.connect();
      await rabbit.sendMessage(1, { queue: 'kept' });
      await inbox.first(1);
    } finally {
      await own.dispose();
    }
  });
});

describe('reconnect()', () => {
  test('moves to a new connection under traffic, and loses nothing', async () => {
    const rabbit = await connected(broker, { queues: { moving: {} } });
    const seen = new Set<unknown>();
    const inbox = new Inbox();
    await rabbit.consumeMessages('moving', (message) => {
      if (seen.has(message.messageId)) return;
      seen.add(message.messageId);
      inbox.take(message);
    });
    let broken = 0;
    rabbit.on('disconnected', () => {
      broken += 1;
    });
    const sends: Promise<unknown>[] = [];
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 200; n++) sends.push(rabbit.sendMessage(n, { queue: 'moving' }));
      await rabbit.reconnect();
    }
    await Promise.all(sends);
    await inbox.first(600);
    expect(broken).toBe(0);
    expect((await rabbit.healthCheck()).healthy).toBe(true);
  });

  test('keeps what it has when the new one fails', async () => {
    await broker.addUser('mover', 'first');
    process.env.EIP_TEST_MOVER = 'first';
    const credentials = { username: 'mover', password: 'env:EIP_TEST_MOVER' };
    const rabbit = await connected(broker, { credentials, queues: { stays: {} } });
    process.env.EIP_TEST_MOVER = 'second';
    expect(await failureOf(rabbit.reconnect())).toMatchObject({ code: 'EIP_BROKER_LOGIN_REFUSED' });
    await rabbit.sendMessage(1, { queue: 'stays' });
    await broker.ctl('change_password', 'mover', 'second');
    await rabbit.reconnect();
    await rabbit.sendMessage(1, { queue: 'stays' });
    expect((await broker.queue('stays'))?.messages).toBe(2);
  });
});

describe('close()', () => {
  async function busy(): Promise<{ rabbit: RabbitClient; inbox: Inbox }> {
    const rabbit = await connected(broker, { queues: { closing: {} } });
    const inbox = new Inbox();
    await rabbit.consumeMessages('closing', inbox.take);
    return { rabbit, inbox };
  }

  test('waits for confirms, is idempotent, and leaves no connection', async () => {
    await connectionsEnd();
    const { rabbit } = await busy();
    const sends = Array.from({ length: 100 }, (_, n) => rabbit.sendMessage(n, { queue: 'closing' }));
    await Promise.all([rabbit.close(), rabbit.close()]);
    await Promise.all(sends);
    await connectionsEnd();
    expect(await failureOf(rabbit.sendMessage(1, { queue: 'closing' }))).toMatchObject({ code: 'EIP_CLIENT_CLOSED' });
    expect(await failureOf(rabbit.connect())).toMatchObject({ code: 'EIP_CLIENT_CLOSED' });
    expect(await failureOf(rabbit.reconnect())).toMatchObject({ code: 'EIP_CLIENT_CLOSED' });
    expect(await rabbit.healthCheck()).toMatchObject({ healthy: false, state: 'closed' });
  });

  test('aborts the signal of handlers, waits for them, and gives back what they did not do', async () => {
    const rabbit = await connected(broker, { queues: { undone: {} } });
    let begun = (): void => {};
    const running = new Promise<void>((resolve) => {
      begun = resolve;
    });
    await rabbit.consumeMessages('undone', async ({ signal }) => {
      begun();
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    await rabbit.sendMessage(1, { queue: 'undone' });
    await running;
    await rabbit.close();
    await connectionsEnd();
    expect((await broker.queue('undone'))?.messages).toBe(1);
  });

  test('ends attempts to connect', async () => {
    const { client: rabbit } = client({ address: '127.0.0.1:1' }, { maxRetries: 'infinity', retryDelayMs: 60_000 });
    const waiting = failureOf(rabbit.connect());
    await next(rabbit, 'reconnecting');
    await rabbit.close();
    expect(await waiting).toMatchObject({ code: 'EIP_CLIENT_CLOSED' });
  });
});
