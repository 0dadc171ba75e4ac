/** From emit to a sink, through a spool on a real disk and without one. */
import { describe, expect, test } from 'vitest';
import {
  alarm,
  failing,
  idsOf,
  newFolder,
  running,
  sample,
  samples,
  success,
  TestSink,
  TestSource,
} from './gateway-rig.js';

const kinds = [
  ['with a spool', undefined],
  ['without one', false],
] as const;

const spoolOf = (spool: false | undefined) => (spool === false ? { spool } : {});

describe.each(kinds)('records %s', (_, spool) => {
  test('reach every sink in the order in which they were emitted', async () => {
    const sinks = [new TestSink('a'), new TestSink('b')];
    const gateway = await running({ sinks, ...spoolOf(spool) });
    const records = samples(1_200);
    await Promise.all(records.map((record) => gateway.emit(record)));
    await gateway.stop();
    expect(sinks.map(({ given }) => given)).toEqual([records, records]);
    expect(gateway.status().router).toMatchObject({ accepted: { sample: 1_200 }, rejected: 0, waiting: 0 });
  });

  test('of a source reach the sink', async () => {
    const sink = new TestSink();
    const source = new TestSource();
    const gateway = await running({ sinks: [sink], sources: [source], ...spoolOf(spool) });
    const record = sample(1);
    await source.emit?.(record);
    await sink.written(1);
    await gateway.stop();
    expect([sink.given, source.stopped, sink.closed]).toEqual([[record], 1, true]);
  });

  test('that are not taken come again, in order, and count as redelivered', async () => {
    const records = samples(5);
    const sink: TestSink = new TestSink('broker', (batch) =>
      sink.batches.length === 1 ? failing(batch, [1, 3]) : success,
    );
    const gateway = await running({ sinks: [sink], ...spoolOf(spool) });
    await Promise.all(records.map((record) => gateway.emit(record)));
    await gateway.stop();
    const last = new Map(sink.given.map((record) => [record.messageId, record]));
    expect(idsOf(sink.given).slice(-4)).toEqual(idsOf(records).slice(1));
    expect(last.size).toBe(5);
    expect(gateway.status().sinks.broker).toMatchObject({
      delivered: 5,
      redelivered: 4,
      failures: 1,
      refused: 0,
      reason: null,
    });
  });

  test('that the sink will never take are dropped and counted', async () => {
    const sink = new TestSink('broker', (batch) => failing(batch, [0], false));
    const gateway = await running({ sinks: [sink], ...spoolOf(spool) });
    await gateway.emit(sample(1));
    await sink.written(1);
    await gateway.stop();
    expect(gateway.status().sinks.broker).toMatchObject({ delivered: 0, refused: 1, waiting: 0 });
  });

  test('alarms overtake a backlog', async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const sink = new TestSink('broker', async () => {
      await gate;
      return success;
    });
    const gateway = await running({ sinks: [sink], delivery: { broker: { maxRecords: 2 } }, ...spoolOf(spool) });
    const records = samples(6);
    await Promise.all(records.map((record) => gateway.emit(record)));
    await sink.written(2);
    const loud = alarm('Overheated');
    const urgent = sample(7);
    await gateway.emit(loud);
    await gateway.emit(urgent, { priority: 'alarm' });
    open();
    await gateway.stop();
    const first = (sink.batches[0] ?? []).length;
    expect(sink.given).toEqual([...records.slice(0, first), loud, urgent, ...records.slice(first)]);
  });
});

test('what is on disk when a gateway ends is delivered by the next one', async () => {
  const folder = newFolder();
  const down = new TestSink('broker', (batch) => failing(batch, [...batch.keys()]));
  const first = await running({ sinks: [down], spool: { folder }, stopMs: 0 });
  const records = samples(20);
  await Promise.all(records.map((record) => first.emit(record)));
  await first.stop();
  const up = new TestSink();
  const second = await running({ sinks: [up], spool: { folder } });
  await up.written(20);
  await second.stop();
  expect(up.given).toEqual(records);
});
