/** Writes of a program through `audited`: no write without its record, whatever the disk and the controller do. */
import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { EipClient, TagValue, WriteResult } from '../../src/eip-client.js';
import { EipWriteError } from '../../src/errors.js';
import { type AuditedOptions, audited, type CommandTarget, fromHere, osUser } from '../../src/gateway.js';
import { silent, withCorrelationId } from '../../src/logging.js';
import type { AuditRecord, TelemetryRecord } from '../../src/telemetry.js';
import { app, auditIn, clientOf, controller, emitInto } from './audit-rig.js';
import { newFolder, openSpool } from './spool-rig.js';

const common = { app, source: 'press', who: { label: 'recipes' }, logger: silent };

/** A client of a controller, audited into a spool. */
async function rig(options: Partial<AuditedOptions> = {}) {
  const { plc, writes } = await controller();
  const spool = await openSpool(newFolder());
  const inner = await clientOf(plc);
  return { plc, writes, spool, inner, client: audited(inner, { emit: emitInto(spool), ...common, ...options }) };
}

/** Keeps records until it is told otherwise. */
class Keeper {
  readonly kept: AuditRecord[] = [];
  refuse: (record: AuditRecord, nth: number) => boolean = () => false;
  private count = 0;

  readonly emit = async (record: TelemetryRecord): Promise<void> => {
    if (this.refuse(record as AuditRecord, this.count++))
      throw new EipWriteError('EIP_SPOOL_DISK_FULL', 'No room', { outcome: 'notSent' });
    this.kept.push(record as AuditRecord);
  };
}

const short = ({ tag, value, result, intentId }: AuditRecord) => [tag, value, result.status, intentId !== undefined];

/** A target that answers what a test says. */
function targetOf(writeTags: CommandTarget['writeTags']): CommandTarget {
  return {
    name: 'press',
    tagOf: (name) => name,
    targetState: () => ({ state: 'ready', reason: undefined }),
    readTags: async () => ({}),
    writeTags,
    lastGood: (tag) => {
      if (tag === 'Broken') throw new Error('no');
      return tag === 'Speed' ? 1200 : undefined;
    },
    acknowledgeProgram: () => {},
  };
}

describe('a write', () => {
  test('leaves an intent, and then its result, which is durable when the call is resolved', async () => {
    const { client, plc, spool } = await rig();
    await withCorrelationId('job-7', () => client.writeTag('Speed', 1500));
    expect(plc.read('Speed')).toBe(1500);
    const [intent, result] = await auditIn(spool);
    const shared = { kind: 'audit', via: 'api', source: 'press', app, tag: 'Speed', value: 1500, from: fromHere() };
    const who = { label: 'recipes', osUser: osUser() };
    expect(intent).toMatchObject({
      ...shared,
      who,
      correlationId: 'job-7',
      result: { status: 'unknown', code: 'WRITE_BEGUN' },
    });
    expect(result).toMatchObject({
      ...shared,
      who,
      correlationId: 'job-7',
      result: { status: 'ok' },
      intentId: intent?.messageId,
    });
    expect(result?.messageId).not.toBe(intent?.messageId);
  });

  test('is not sent before its intent is kept', async () => {
    const keeper = new Keeper();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = () => {};
    const waits = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const emit = async (record: TelemetryRecord) => {
      asked();
      await gate;
      await keeper.emit(record);
    };
    const { client, inner, writes } = await rig({ emit });
    const written = client.writeTag('Speed', 1500);
    await waits;
    // What was asked later is answered: the write would have been there by now.
    await inner.readTag('Speed');
    expect(writes).toHaveLength(0);
    release();
    await written;
    expect(writes).toHaveLength(1);
    expect(keeper.kept).toHaveLength(2);
  });

  test('that the controller refuses is audited, and rejects as without audit', async () => {
    const { client, spool, plc } = await rig();
    plc.setMode('run', 'run');
    await expect(client.writeTag('Speed', 1)).rejects.toMatchObject({ code: 'EIP_WRITE_REFUSED' });
    expect((await auditIn(spool)).map(short)).toEqual([
      ['Speed', 1, 'unknown', false],
      ['Speed', 1, 'failed', true],
    ]);
  });

  test('of what is no value is audited in words, and refused', async () => {
    const { client, spool } = await rig();
    await expect(client.writeTag('Speed', new Date(Number.NaN))).rejects.toMatchObject({ code: 'EIP_VALUE_REFUSED' });
    expect((await auditIn(spool)).map(short)).toEqual([
      ['Speed', { notExact: 'a Date', reason: 'an invalid Date has no time' }, 'unknown', false],
      ['Speed', { notExact: 'a Date', reason: 'an invalid Date has no time' }, 'refused', true],
    ]);
  });

  test('writes what it was called with: a later change is neither written nor audited', async () => {
    const { client, plc, spool } = await rig();
    const counts = [1, 2, 3, 4];
    const written = client.writeTag('Counts', counts);
    counts[0] = 99;
    await written;
    expect(plc.read('Counts')).toEqual([1, 2, 3, 4]);
    expect((await auditIn(spool)).map(({ value }) => value)).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });

  test.each<[string, (client: EipClient) => Promise<unknown>]>([
    ['a name that is none', (client) => client.writeTag(5 as never, 1)],
    ['values that are none', (client) => client.writeTags([] as never)],
    ['a signal that is none', (client) => client.writeTag('Speed', 1, { signal: {} as never })],
  ])('with %s is a TypeError, and no write', async (_, call) => {
    const keeper = new Keeper();
    const { client, writes } = await rig({ emit: keeper.emit });
    await expect(call(client)).rejects.toThrow(TypeError);
    expect([keeper.kept, writes]).toEqual([[], []]);
  });
});

describe('writes of several tags', () => {
  test('leave two records each, in their order, and one that is refused does not hinder the others', async () => {
    const { client, spool, plc } = await rig();
    const results = await client.writeTags({ Speed: 7, None: 1, Big: 9n });
    expect(results).toMatchObject({ Speed: { ok: true }, None: { ok: false }, Big: { ok: true } });
    expect([plc.read('Speed'), plc.read('Big')]).toEqual([7, 9n]);
    expect((await auditIn(spool)).map(short)).toEqual([
      ['Speed', 7, 'unknown', false],
      ['None', 1, 'unknown', false],
      ['Big', { $int: '9' }, 'unknown', false],
      ['Speed', 7, 'ok', true],
      ['None', 1, expect.stringMatching(/failed|refused/), true],
      ['Big', { $int: '9' }, 'ok', true],
    ]);
  });

  test('none leave none', async () => {
    const { client, spool } = await rig();
    expect(await client.writeTags({})).toEqual({});
    expect(await auditIn(spool)).toEqual([]);
  });

  test('nothing is sent when one of the intents can not be kept; the others are called off', async () => {
    const keeper = new Keeper();
    keeper.refuse = (_, nth) => nth === 1;
    const { client, writes } = await rig({ emit: keeper.emit });
    const error = await client.writeTags({ Speed: 7, Big: 9n, Text: 'x' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'EIP_AUDIT_UNAVAILABLE',
      outcome: 'notSent',
      message: expect.stringContaining('No room'),
    });
    await expect.poll(() => keeper.kept.length).toBe(5);
    expect(writes).toHaveLength(0);
    expect(keeper.kept.map(short)).toEqual([
      ['Speed', 7, 'unknown', false],
      ['Text', 'x', 'unknown', false],
      ['Speed', 7, 'refused', true],
      ['Big', { $int: '9' }, 'refused', true],
      ['Text', 'x', 'refused', true],
    ]);
  });
});

describe('when the record can not be kept', () => {
  test('nothing is sent, and the caller may write again', async () => {
    const keeper = new Keeper();
    keeper.refuse = () => true;
    const { client, writes, plc } = await rig({ emit: keeper.emit });
    await expect(client.writeTag('Speed', 1)).rejects.toMatchObject({ code: 'EIP_AUDIT_UNAVAILABLE' });
    expect(writes).toHaveLength(0);
    keeper.refuse = () => false;
    await client.writeTag('Speed', 1);
    expect([plc.read('Speed'), keeper.kept.length]).toEqual([1, 2]);
  });

  test('afterwards, the write ends as unknown, and its intent stands', async () => {
    const keeper = new Keeper();
    keeper.refuse = ({ intentId }) => intentId !== undefined;
    const told: unknown[] = [];
    const logger = { ...silent, error: (fields: object) => void told.push(fields) };
    const { client, plc } = await rig({ emit: keeper.emit, logger });
    await expect(client.writeTag('Speed', 1)).rejects.toMatchObject({
      code: 'EIP_AUDIT_INCOMPLETE',
      outcome: 'unknown',
      tag: 'Speed',
      message: expect.stringContaining('"Speed" was written, and the audit record of that could not be kept: No room.'),
    });
    const results = await client.writeTags({ Big: 6n, None: 1 });
    expect(results.Big).toMatchObject({ ok: false, error: { code: 'EIP_AUDIT_INCOMPLETE', tag: 'Big' } });
    expect(results.None.error?.code).not.toBe('EIP_AUDIT_INCOMPLETE');
    expect([plc.read('Speed'), plc.read('Big')]).toEqual([1, 6n]);
    expect(keeper.kept.map(short)).toEqual(
      ['Speed', 'Big', 'None'].map((tag) => [tag, expect.anything(), 'unknown', false]),
    );
    expect(told).toHaveLength(3);
  });

  test('a spool that is closed refuses the write', async () => {
    const { client, spool, writes } = await rig();
    await spool.close();
    await expect(client.writeTag('Speed', 1)).rejects.toMatchObject({
      code: 'EIP_AUDIT_UNAVAILABLE',
      cause: { code: 'EIP_SPOOL_CLOSED' },
    });
    expect(writes).toHaveLength(0);
  });
});

describe('a signal', () => {
  test('that is aborted before leaves nothing', async () => {
    const { client, spool, writes } = await rig();
    await expect(client.writeTag('Speed', 1, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect([await auditIn(spool), writes]).toEqual([[], []]);
  });

  test('ends the wait for the disk at once; an intent that is kept late is called off', async () => {
    const keeper = new Keeper();
    const stop = new AbortController();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const emit = async (record: TelemetryRecord) => {
      stop.abort('enough');
      await gate;
      await keeper.emit(record);
    };
    const { client, writes } = await rig({ emit });
    await expect(client.writeTag('Speed', 1, { signal: stop.signal })).rejects.toBe('enough');
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
    release();
    await expect
      .poll(() => keeper.kept.map(short))
      .toEqual([
        ['Speed', 1, 'unknown', false],
        ['Speed', 1, 'refused', true],
      ]);
    expect(writes).toHaveLength(0);
  });

  test('that comes while the intent is kept is seen before anything is sent', async () => {
    const keeper = new Keeper();
    const stop = new AbortController();
    const emit = async (record: TelemetryRecord) => {
      await keeper.emit(record);
      stop.abort('late');
    };
    const { client, writes } = await rig({ emit });
    await expect(client.writeTag('Speed', 1, { signal: stop.signal })).rejects.toBe('late');
    await expect.poll(() => keeper.kept.length).toBe(2);
    expect(keeper.kept[1]?.result).toMatchObject({ status: 'refused', code: 'CALL_ABORTED' });
    expect(writes).toHaveLength(0);
  });
});

describe('a target of commands', () => {
  const emitting = (keeper: Keeper) => ({ emit: keeper.emit, ...common });

  test('has the previous value from its last good one', async () => {
    const keeper = new Keeper();
    const target = audited(
      targetOf(async () => ({ Speed: { ok: true }, Broken: { ok: true } })),
      emitting(keeper),
    );
    await target.writeTags({ Speed: 1, Broken: 2 });
    expect(keeper.kept.map(({ tag, previous }) => [tag, previous])).toEqual([
      ['Speed', 1200],
      ['Broken', undefined],
      ['Speed', 1200],
      ['Broken', undefined],
    ]);
    expect([target.name, target.targetState().state, target.lastGood('Speed')]).toEqual(['press', 'ready', 1200]);
  });

  test.each<[string, () => Promise<Record<string, WriteResult>>, string]>([
    ['tells no result', async () => ({}), 'NO_RESULT'],
    ['throws', () => Promise.reject(new Error('bug')), 'UNEXPECTED_ERROR'],
    [
      'throws at once',
      () => {
        throw new Error('bug');
      },
      'UNEXPECTED_ERROR',
    ],
  ])('that %s may have written', async (_, writeTags, code) => {
    const keeper = new Keeper();
    const target = audited(targetOf(writeTags), emitting(keeper));
    await target.writeTags({ Speed: 1 }).catch(() => {});
    expect(keeper.kept[1]?.result).toMatchObject({ status: 'unknown', code });
  });

  test('is given names as they are', async () => {
    const given: Record<string, TagValue>[] = [];
    const keeper = new Keeper();
    const write = async (values: Readonly<Record<string, TagValue>>) => {
      given.push(values);
      return {};
    };
    await audited(targetOf(write), emitting(keeper)).writeTags(JSON.parse('{"__proto__":1,"b":2,"a":3}'));
    expect(Object.keys(given[0] as object)).toEqual(['__proto__', 'b', 'a']);
    expect(keeper.kept.map(({ tag }) => tag).slice(0, 3)).toEqual(['(__proto__)', 'b', 'a']);
  });
});

describe('all the rest', () => {
  test('is that of the client behind it', async () => {
    const { client, inner, plc } = await rig();
    expect(client.state).toBe('connected');
    expect(await client.readTag('Speed')).toBe(1200);
    expect((await client.readTags({ v: 'Speed' })).v.value).toBe(1200);
    expect(await client.healthCheck()).toMatchObject({ healthy: true });
    const gone = new Promise((resolve) => {
      expect(client.once('disconnected', resolve)).toBe(client);
    });
    await client.close();
    await gone;
    expect(inner.state).toBe('closed');
    expect(plc.listenerCount('request')).toBe(1);
  });

  test('an app that no record can have is refused before the first write', () => {
    const keeper = new Keeper();
    const options = { ...common, emit: keeper.emit, app: { name: '', instance: 'x' } };
    expect(() =>
      audited(
        targetOf(async () => ({})),
        options,
      ),
    ).toThrow(expect.objectContaining({ code: 'EIP_MESSAGE_INVALID' }));
  });
});
