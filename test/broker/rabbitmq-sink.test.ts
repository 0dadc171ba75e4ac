/** Records to a real broker: taken when it has confirmed them, and never said to be taken before. */
import { setMaxListeners } from 'node:events';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  type BrokerConfig,
  RabbitClient,
  RabbitSink,
  type RabbitSinkOptions,
  type ReceivedMessage,
} from '../../src/rabbitmq.js';
import {
  type BatchResult,
  createRecord,
  encodeRecord,
  parseRecord,
  type TelemetryRecord,
} from '../../src/telemetry.js';
import { Broker } from '../support/broker/broker.js';

const app = { name: 'press-monitor', site: 'plant-2', instance: 'edge-7' };
let broker: Broker;

beforeAll(async () => {
  broker = await Broker.launch();
}, 120_000);
afterAll(() => broker?.dispose());

/** A connected client that ends with the test. */
async function client(config: BrokerConfig = {}): Promise<RabbitClient> {
  const made = new RabbitClient(
    { addresses: broker.address, maxRetries: 'infinity', retryDelayMs: 50, ...config },
    { app },
  );
  onTestFinished(() => made.close());
  await made.connect();
  return made;
}

async function sinkOf(options: RabbitSinkOptions, config: BrokerConfig = {}) {
  const rabbit = await client(config);
  const sink = new RabbitSink(rabbit, options);
  onTestFinished(() => sink.close());
  return { rabbit, sink };
}

function event(name: string, changes: { readonly source?: string; readonly group?: string } = {}): TelemetryRecord {
  return createRecord({ kind: 'event', name, source: 'press-1', app, ...changes });
}

const events = (count: number) => Array.from({ length: count }, (_, i) => event(`e${i}`));

/** Takes `count` messages out of a queue. */
async function taken(queue: string, count: number): Promise<ReceivedMessage[]> {
  const reader = await client();
  const messages: ReceivedMessage[] = [];
  await new Promise<void>((resolve, reject) => {
    const take = (message: ReceivedMessage) => {
      messages.push(message);
      if (messages.length >= count) resolve();
    };
    reader.consumeMessages(queue, take).catch(reject);
  });
  await reader.close();
  return messages;
}

const idsOf = (batch: readonly TelemetryRecord[]) => batch.map(({ messageId }) => messageId);
const failuresOf = (result: BatchResult) => (result.status === 'success' ? [] : result.failures);

describe('what arrives', () => {
  test('is the record, with what routes and filters need beside it', async () => {
    const { sink } = await sinkOf({ queue: 'arrives' }, { queues: { arrives: {} } });
    const record = createRecord({
      kind: 'sample',
      source: 'press.1 #ü',
      group: 'fast',
      app,
      correlationId: 'job-7',
      values: { Count: { quality: 'good', value: { $int: '9223372036854775807' } } },
    });
    expect(await sink.write([record])).toEqual({ status: 'success' });
    const [message] = await taken('arrives', 1);
    expect(message?.content.equals(encodeRecord(record))).toBe(true);
    expect(parseRecord(message?.content ?? '')).toEqual(record);
    expect(message).toMatchObject({
      messageId: record.messageId,
      correlationId: 'job-7',
      contentType: 'application/json',
      type: 'sample',
      appId: 'press-monitor',
      source: 'press.1 #ü',
      schemaVersion: 1,
      headers: { 'eip-kind': 'sample', 'eip-group': 'fast', 'eip-app': 'press-monitor' },
    });
  });

  test('keeps the order of its batch', async () => {
    const { sink } = await sinkOf({ queue: 'order' }, { queues: { order: {} } });
    const batch = events(500);
    expect(await sink.write(batch)).toEqual({ status: 'success' });
    expect((await taken('order', 500)).map(({ messageId }) => messageId)).toEqual(idsOf(batch));
  });

  test('goes by the routing key of its fields, a name always one word', async () => {
    const { sink } = await sinkOf(
      { exchange: 'plant', routingKey: '{site}.{source}.{group}' },
      {
        exchanges: { plant: {} },
        queues: {
          fast: { bindings: [{ exchange: 'plant', routingKey: 'plant-2.*.fast' }] },
          odd: { bindings: [{ exchange: 'plant', routingKey: 'plant-2.*.-' }] },
        },
      },
    );
    const batch = [event('a', { group: 'fast' }), event('b', { source: 'x.y.*.#' })];
    expect(await sink.write(batch)).toEqual({ status: 'success' });
    expect(await taken('fast', 1)).toMatchObject([
      { routingKey: 'plant-2.press-1.fast', messageId: batch[0]?.messageId },
    ]);
    expect(await taken('odd', 1)).toMatchObject([
      { routingKey: 'plant-2.x%2Ey%2E%2A%2E%23.-', messageId: batch[1]?.messageId },
    ]);
  });

  test('carries names and ids that no property of AMQP can hold in its body', async () => {
    const { sink } = await sinkOf({ queue: 'long' }, { queues: { long: {} } });
    const long = '😀'.repeat(200);
    const record = createRecord({ kind: 'event', name: 'x', source: long, group: long, app, correlationId: long });
    expect(await sink.write([record])).toEqual({ status: 'success' });
    const [message] = await taken('long', 1);
    expect(parseRecord(message?.content ?? '')).toEqual(record);
    expect(message?.headers['eip-group']).toBe(long);
    expect(message).not.toHaveProperty('source');
  });
});

describe('what does not arrive', () => {
  test('reaches no queue: its place and id, and that it may later', async () => {
    const { sink } = await sinkOf(
      { exchange: 'partly', routingKey: '{group}' },
      { exchanges: { partly: {} }, queues: { partly: { bindings: [{ exchange: 'partly', routingKey: 'known' }] } } },
    );
    const batch = ['known', 'lost', 'known', 'lost'].map((group) => event('x', { group }));
    const result = await sink.write(batch);
    expect(result).toMatchObject({
      status: 'partial',
      failures: [1, 3].map((index) => ({
        index,
        messageId: batch[index]?.messageId,
        retryable: true,
        reason: expect.stringContaining('NO_ROUTE'),
        error: { code: 'EIP_MESSAGE_RETURNED' },
      })),
    });
    expect((await taken('partly', 2)).map(({ messageId }) => messageId)).toEqual(idsOf([batch[0]!, batch[2]!]));
    expect(await sink.healthCheck()).toEqual({
      healthy: false,
      reason: expect.stringContaining('2 of the last 4 records were not taken: Message'),
    });
    await sink.write([event('x', { group: 'known' })]);
    expect(await sink.healthCheck()).toEqual({ healthy: true, reason: null });
  });

  test('unless nobody has to take it', async () => {
    const { sink } = await sinkOf({ exchange: 'nobody', mandatory: false }, { exchanges: { nobody: {} } });
    expect(await sink.write(events(2))).toEqual({ status: 'success' });
  });

  test('all of them: failed', async () => {
    const { sink } = await sinkOf({ queue: 'no-such-queue' });
    const batch = events(3);
    const result = await sink.write(batch);
    expect(result.status).toBe('failed');
    expect(failuresOf(result).map(({ index, messageId }) => [index, messageId])).toEqual(
      batch.map(({ messageId }, index) => [index, messageId]),
    );
  });

  test('a full queue refuses what it does not hold, and takes it when there is room', async () => {
    const queue = { maxLength: 3, overflow: 'reject-publish' } as const;
    const { sink, rabbit } = await sinkOf({ queue: 'full' }, { queues: { full: queue } });
    const batch = events(5);
    const sent = [];
    for (const record of batch) sent.push(await sink.write([record]));
    const refused = sent.flatMap((result, index) => failuresOf(result).map((failure) => ({ ...failure, index })));
    expect(refused.length).toBeGreaterThanOrEqual(1);
    for (const failure of refused)
      expect(failure).toMatchObject({ retryable: true, error: { code: 'EIP_MESSAGE_REFUSED' } });
    const held = batch.length - refused.length;
    expect(await broker.queue('full')).toMatchObject({ messages: held });
    await taken('full', held);
    expect(await sink.write(refused.map(({ index }) => batch[index]!))).toEqual({ status: 'success' });
    expect(await broker.queue('full')).toMatchObject({ messages: refused.length });
    expect((await rabbit.healthCheck()).healthy).toBe(true);
  });

  test('a record that can never be sent hinders no other, and is not to be tried again', async () => {
    const { sink } = await sinkOf(
      { exchange: 'never', routingKey: '{source}' },
      { exchanges: { never: {} }, queues: { never: { bindings: [{ exchange: 'never', routingKey: '#' }] } } },
    );
    const huge = createRecord({
      kind: 'sample',
      source: 'press-1',
      app,
      values: { A: { quality: 'good', value: 'x'.repeat(1_048_576) } },
    });
    const batch = [event('a'), huge, event('b', { source: 'ü'.repeat(50) }), event('c')];
    expect(await sink.write(batch)).toMatchObject({
      status: 'partial',
      failures: [
        {
          index: 1,
          retryable: false,
          reason: expect.stringContaining('1048576 at most'),
          error: { code: 'EIP_MESSAGE_INVALID' },
        },
        { index: 2, retryable: false, reason: expect.stringContaining('its routing key would have 300 bytes') },
      ],
    });
    expect(await broker.queue('never')).toMatchObject({ messages: 2 });
  });
});

describe('the life of a sink', () => {
  test('closed it takes nothing; the client goes on', async () => {
    const { sink, rabbit } = await sinkOf({ name: 'history', queue: 'life' }, { queues: { life: {} } });
    const writing = sink.write(events(50));
    let ended = false;
    void writing.then(() => {
      ended = true;
    });
    await sink.close();
    expect(ended).toBe(true);
    await sink.close();
    await expect(sink.write(events(1))).rejects.toMatchObject({ code: 'EIP_SINK_CLOSED', message: /"history"/ });
    expect(await sink.healthCheck()).toEqual({ healthy: false, reason: 'closed' });
    expect((await rabbit.healthCheck()).healthy).toBe(true);
    expect(await broker.queue('life')).toMatchObject({ messages: 50 });
  });

  test('nothing to write is a success; what is no list is a mistake', async () => {
    const { sink } = await sinkOf({ queue: 'life' });
    expect(await sink.write([])).toEqual({ status: 'success' });
    await expect(sink.write(event('x') as never)).rejects.toThrow(TypeError);
  });

  test('a client that was never connected fails every record', async () => {
    const rabbit = new RabbitClient({ addresses: broker.address });
    const sink = new RabbitSink(rabbit, { queue: 'life' });
    expect(await sink.write(events(2))).toMatchObject({ status: 'failed', failures: [{ retryable: true }, {}] });
    expect((await sink.healthCheck()).healthy).toBe(false);
    await rabbit.close();
  });

  test('an aborted write says of each that it may be sent again', async () => {
    const { sink } = await sinkOf({ queue: 'aborted' }, { queues: { aborted: {} } });
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const abort = new AbortController();
    broker.suspend();
    try {
      const writing = sink.write(events(50), { signal: abort.signal });
      abort.abort(new Error('enough'));
      const result = await writing;
      expect(result.status).toBe('failed');
      expect(failuresOf(result)).toHaveLength(50);
      for (const failure of failuresOf(result)) expect(failure).toMatchObject({ retryable: true, reason: 'enough' });
      const late = await sink.write(events(1), { signal: abort.signal });
      expect(late).toMatchObject({ status: 'failed', failures: [{ retryable: true, reason: 'enough' }] });
    } finally {
      broker.resume();
    }
    // Warnings are told once everything that is due has run.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });
});

describe('a broker that is killed', () => {
  test('while a batch is on its way: what was said to be taken is there, the rest can be sent again', async () => {
    const { sink, rabbit } = await sinkOf({ queue: 'killed', timeoutMs: 600_000 }, { queues: { killed: {} } });
    // A queue that was just declared can vanish with its messages.
    await broker.eval('mnesia:dump_log(), true');
    const batch = events(3_000);
    const lost = new Promise((resolve) => rabbit.once('disconnected', resolve));
    const abort = new AbortController();
    setMaxListeners(0, abort.signal);
    const parts = Array.from({ length: 20 }, (_, n) => batch.slice(n * 150, (n + 1) * 150));
    const writes = parts.map((part) => sink.write(part, { signal: abort.signal }));
    expect(await writes[0]).toEqual({ status: 'success' });
    await broker.kill();
    await lost;
    abort.abort(new Error('the broker is away'));
    const refused = new Set((await Promise.all(writes)).flatMap(failuresOf).map(({ messageId }) => messageId));
    expect(refused.size).toBeGreaterThan(0);
    const away = await sink.write(batch.slice(0, 3), { signal: AbortSignal.timeout(1) });
    expect(away).toMatchObject({ status: 'failed', failures: [{ retryable: true }, {}, {}] });
    expect((await sink.healthCheck()).healthy).toBe(false);

    const back = new Promise((resolve) => rabbit.once('connected', resolve));
    await broker.start();
    await back;
    const again = batch.filter(({ messageId }) => refused.has(messageId));
    expect(await sink.write([...again, event('last')])).toEqual({ status: 'success' });
    expect((await sink.healthCheck()).healthy).toBe(true);

    const there = (await broker.queue('killed'))?.messages ?? 0;
    const messages = await taken('killed', there);
    const ids = new Set(messages.map(({ messageId }) => messageId));
    expect(idsOf(batch).filter((id) => !ids.has(id))).toEqual([]);
    expect(ids.size).toBe(batch.length + 1);
  });

  test('and comes back in time: the batch is taken, no record missing', async () => {
    const { sink, rabbit } = await sinkOf({ queue: 'restarted', timeoutMs: 600_000 }, { queues: { restarted: {} } });
    await broker.eval('mnesia:dump_log(), true');
    const batch = events(2_000);
    const lost = new Promise((resolve) => rabbit.once('disconnected', resolve));
    const writing = sink.write(batch);
    await broker.kill();
    await lost;
    await broker.start();
    expect(await writing).toEqual({ status: 'success' });
    const there = (await broker.queue('restarted'))?.messages ?? 0;
    const ids = new Set((await taken('restarted', there)).map(({ messageId }) => messageId));
    expect(idsOf(batch).filter((id) => !ids.has(id))).toEqual([]);
  });
});
