/** Writes to a source of a gateway, and where their records stay while samples fill the spool. */
import { describe, expect, test } from 'vitest';
import type { TagValue, WriteResult } from '../../src/eip-client.js';
import { type CommandTarget, type Gateway, osUser } from '../../src/gateway.js';
import { type AuditRecord, encodeRecord, type TelemetryRecord } from '../../src/telemetry.js';
import { auditIn } from './audit-rig.js';
import {
  alarm,
  failing,
  idsOf,
  newFolder,
  newGateway,
  running,
  sample,
  TestSink,
  TestSource,
  until,
} from './gateway-rig.js';
import { openSpool } from './spool-rig.js';

/** A source that can be written. */
class TestTarget extends TestSource implements CommandTarget {
  readonly written: Record<string, TagValue>[] = [];
  readonly tagOf = (name: string) => name;
  readonly targetState = () => ({ state: 'ready' as const, reason: undefined });
  readonly readTags = async () => ({});
  readonly lastGood = () => 1200;
  readonly acknowledgeProgram = () => {};

  async writeTags(values: Readonly<Record<string, TagValue>>): Promise<Record<string, WriteResult>> {
    this.written.push(values);
    return Object.fromEntries(Object.keys(values).map((tag) => [tag, { ok: true }]));
  }
}

const isAudit = (record: TelemetryRecord): record is AuditRecord => record.kind === 'audit';
const short = ({ tag, result }: AuditRecord) => [tag, result.status];

describe('gateway.target()', () => {
  test('writes to a source, and the records of it go to every sink', async () => {
    const [sink, press] = [new TestSink(), new TestTarget()];
    const gateway = await running({ sinks: [sink], sources: [press] });
    const results = await gateway.target('press', { label: 'recipes' }).writeTags({ Speed: 1500 });
    expect([results, press.written]).toEqual([{ Speed: { ok: true } }, [{ Speed: 1500 }]]);
    await sink.written(2);
    const audit = sink.given.filter(isAudit);
    expect(audit.map(short)).toEqual([
      ['Speed', 'unknown'],
      ['Speed', 'ok'],
    ]);
    const { app } = gateway.status();
    const who = { label: 'recipes', osUser: osUser() };
    expect(audit[1]).toMatchObject({ source: 'press', via: 'api', app, who, value: 1500, previous: 1200 });
    expect(gateway.status().router.accepted.audit).toBe(2);
  });

  test.each<[string, (gateway: Gateway) => Promise<unknown>]>([
    ['before the start', async () => {}],
    [
      'after the stop',
      async (gateway) => {
        await gateway.start();
        await gateway.stop();
      },
    ],
  ])('writes nothing %s', async (_, prepare) => {
    const press = new TestTarget();
    const gateway = newGateway({ sinks: [new TestSink()], sources: [press] });
    await prepare(gateway);
    await expect(gateway.target('press').writeTags({ Speed: 1 })).rejects.toMatchObject({
      code: 'EIP_AUDIT_UNAVAILABLE',
      cause: { code: 'EIP_GATEWAY_NOT_RUNNING' },
    });
    expect(press.written).toEqual([]);
  });

  test('is a TypeError for a source that is none, or that can not be written', () => {
    const gateway = newGateway({ sinks: [new TestSink()], sources: [new TestSource('quiet')] });
    expect(() => gateway.target('pres')).toThrow(TypeError);
    expect(() => gateway.target('quiet')).toThrow('The source "quiet" can\'t be written');
  });
});

describe('audit records in memory', () => {
  test('are dropped for nothing: neither for samples, nor for alarms, nor for each other', async () => {
    const [sink, press] = [new TestSink('broker', (batch) => failing(batch, [...batch.keys()])), new TestTarget()];
    const delivery = { broker: { queueRecords: 4 } };
    const gateway = await running({ sinks: [sink], sources: [press], spool: false, delivery });
    const target = gateway.target('press');
    await target.writeTags({ First: 1 });
    await target.writeTags({ Second: 2 });
    for (let i = 0; i < 10; i++) await gateway.emit(sample(i));
    for (let i = 0; i < 10; i++) await gateway.emit(alarm(`a${i}`));
    await expect(target.writeTags({ Third: 3 })).rejects.toMatchObject({ code: 'EIP_AUDIT_UNAVAILABLE' });
    expect(press.written).toEqual([{ First: 1 }, { Second: 2 }]);
    sink.batches.length = 0;
    sink.answer = () => ({ status: 'success' });
    await sink.written(4);
    expect(sink.given.filter(isAudit).map(short)).toEqual([
      ['First', 'unknown'],
      ['First', 'ok'],
      ['Second', 'unknown'],
      ['Second', 'ok'],
    ]);
    await until(() => gateway.status().sinks.broker?.waiting === 0);
    await target.writeTags({ Third: 3 });
  });
});

describe('audit records in the spool', () => {
  const bounds = { maxBytes: 16_384, priorities: { audit: { maxBytes: 4_096, blockMs: 0 } } };
  const spool = () => ({ folder: newFolder(), maxEntryBytes: 4_096, sinks: { broker: bounds } });

  test('stay when samples fill it over and over, and leave before them', async () => {
    const [sink, press] = [new TestSink('broker', (batch) => failing(batch, [...batch.keys()])), new TestTarget()];
    const gateway = await running({ sinks: [sink], sources: [press], spool: spool() });
    await gateway.target('press').writeTags({ Speed: 1 });
    for (let i = 0; i < 300; i++) await gateway.emit(sample(i));
    const { audit, normal } = gateway.status().spool?.sinks.broker ?? {};
    expect(normal?.drops.oldest).toBeGreaterThan(200);
    expect([audit?.entries, audit?.drops.oldest]).toEqual([2, 0]);

    sink.batches.length = 0;
    sink.answer = () => ({ status: 'success' });
    await sink.until(() => sink.given.some((record) => !isAudit(record)));
    expect(sink.given.slice(0, 2).filter(isAudit).map(short)).toEqual([
      ['Speed', 'unknown'],
      ['Speed', 'ok'],
    ]);
  });

  test('that find no place any more refuse the write; samples go on', async () => {
    const [sink, press] = [new TestSink('broker', (batch) => failing(batch, [...batch.keys()])), new TestTarget()];
    const gateway = await running({ sinks: [sink], sources: [press], spool: spool() });
    const target = gateway.target('press');
    const write = () =>
      target.writeTags({ Speed: 1 }).then(
        (results) => results.Speed?.error,
        (error: unknown) => error,
      );
    let refusal = await write();
    for (; refusal === undefined; ) refusal = await write();
    expect(refusal).toMatchObject({ cause: { code: 'EIP_SPOOL_FULL' } });
    const written = press.written.length;
    expect(await write()).toMatchObject({ code: 'EIP_AUDIT_UNAVAILABLE' });
    expect(press.written).toHaveLength(written);
    await gateway.emit(sample(1));
    expect(gateway.status().spool?.sinks.broker?.normal?.entries).toBe(1);
  });

  test('of a write that one of two sinks has no place for say to the other that it was refused', async () => {
    const [sink, full, press] = [new TestSink('broker'), new TestSink('full'), new TestTarget()];
    full.answer = (batch) => failing(batch, [...batch.keys()]);
    const sinks = { full: bounds };
    const gateway = await running({ sinks: [sink, full], sources: [press], spool: { ...spool(), sinks } });
    const target = gateway.target('press');
    const refused = () =>
      target.writeTags({ Speed: 1 }).then(
        () => false,
        () => true,
      );
    for (; !(await refused()); );
    const told = () => sink.given.filter(isAudit).at(-1);
    await until(() => told()?.result.status === 'refused');
    const intents = sink.given.filter(isAudit).filter(({ intentId }) => intentId === undefined);
    const ends = new Set(sink.given.filter(isAudit).map(({ intentId }) => intentId));
    expect(intents.filter(({ messageId }) => !ends.has(messageId))).toEqual([]);
  });

  test('have an age of their own', async () => {
    const sinks = { maxAgeMs: 60_000, priorities: { audit: { maxAgeMs: 3_600_000 } } };
    const kept = await openSpool(newFolder(), sinks);
    const put = (record: TelemetryRecord, priority: 'audit' | 'normal', minutes: number) =>
      kept.put('broker', {
        messageId: record.messageId,
        body: encodeRecord(record),
        priority,
        acceptedAt: new Date(Date.now() - minutes * 60_000),
      });
    const records = [sample(1), sample(2), sample(3), sample(4)] as const;
    await put(records[0], 'audit', 90);
    await put(records[1], 'audit', 30);
    await put(records[2], 'normal', 30);
    await put(records[3], 'normal', 0);
    expect(idsOf(await auditIn(kept))).toEqual(idsOf([records[1], records[3]]));
    const { audit, normal } = kept.status().sinks.broker ?? {};
    expect([audit?.drops.age, normal?.drops.age]).toEqual([1, 1]);
  });
});
