import { hostname, userInfo } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TagValue } from '../../../../src/eip-client.js';
import { EipConnectionError, EipError, EipTimeoutError, EipWriteError } from '../../../../src/errors.js';
import {
  type AuditFields,
  auditRecord,
  auditValue,
  failedOutcome,
  fromHere,
  osUser,
  WRITE_BEGUN,
  writeOutcome,
} from '../../../../src/gateway.js';
import { withCorrelationId } from '../../../../src/logging.js';
import { encodeRecord, newMessageId, parseRecord } from '../../../../src/telemetry.js';

const app = { name: 'cell', instance: 'edge-1' };
const plain: AuditFields = {
  app,
  source: 'press',
  who: { label: 'recipes' },
  via: 'api',
  tag: 'Speed',
  value: 1500,
  result: { status: 'ok' },
};
const made = (changes: Partial<AuditFields>) => auditRecord({ ...plain, ...changes });
const read = (changes: Partial<AuditFields>) => parseRecord(encodeRecord(made(changes)));

describe('auditRecord', () => {
  it('has all that is known', () => {
    const id = newMessageId();
    const fields = {
      from: 'here',
      commandId: id,
      intentId: id,
      correlationId: 'job 7',
      previous: 1200,
      who: { label: 'recipes', osUser: 'eip', brokerUser: 'mes' },
    };
    expect(read(fields)).toMatchObject({ ...plain, ...fields, kind: 'audit', schemaVersion: 1 });
  });

  it('leaves out what is not', () => {
    const record = made({ who: {} });
    expect(record.who).toEqual({});
    expect(Object.keys(record)).toHaveLength(11);
  });

  it('takes the correlation id of the work around', () => {
    expect(withCorrelationId('job-7', () => made({})).correlationId).toBe('job-7');
  });

  it.each<[string, TagValue, object]>([
    ['an invalid Date', new Date(Number.NaN), { notExact: 'a Date', reason: 'an invalid Date has no time' }],
    ['a function', (() => 5) as never, { notExact: 'a function', reason: 'a function is no value of a tag' }],
    ['nothing', undefined as never, { notExact: 'undefined', reason: 'undefined is no value of a tag' }],
    ['a symbol', Symbol('x') as never, { notExact: 'Symbol(x)' }],
    ['an integer of 21 digits', 10n ** 20n, { notExact: `1${'0'.repeat(20)}n` }],
    ['a member with a line end', { 'a\nb': 1 }, { notExact: 'an object' }],
    ['a member of 201 characters', { ['x'.repeat(201)]: 1 }, { notExact: 'an object' }],
    ['a member without a name', { '': 1 }, { notExact: 'an object' }],
    ['a member that begins with $', { $int: '5' }, { notExact: 'an object' }],
  ])('tells in words: %s', (_, value, expected) => {
    expect(read({ value })).toMatchObject({ value: expected });
  });

  it('has values exactly where that can be', () => {
    expect(read({ value: 2n ** 63n })).toMatchObject({ value: { $int: '9223372036854775808' } });
    expect(read({ value: Number.NaN })).toMatchObject({ value: { $number: 'NaN' } });
  });

  it('survives values whose traps throw', () => {
    const trap = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw { toString: () => ({}) };
        },
      },
    );
    expect(read({ value: trap as never })).toMatchObject({ value: { reason: 'an error that can not be shown' } });
  });

  it('tells of a value that is too long its length, its hash and how it begins', () => {
    const value = 'x'.repeat(300_000);
    const expected = { tooLong: '300002 bytes of JSON', begins: `"${'x'.repeat(199)}` };
    const record = read({ value, previous: value });
    expect(record).toMatchObject({ value: expected, previous: expected });
    expect((record as never as { value: { sha256: string } }).value.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(read({ value: 'x'.repeat(262_142) })).toMatchObject({ value: 'x'.repeat(262_142) });
  });

  it.each<[string, Partial<AuditFields>, object]>([
    ['a tag with a line end', { tag: 'a\nb\u0085' }, { tag: 'a\\u000ab\\u0085' }],
    ['a tag without a name', { tag: '' }, { tag: '(empty)' }],
    ['the tag __proto__', { tag: '__proto__' }, { tag: '(__proto__)' }],
    ['a tag of 501 characters', { tag: '😀'.repeat(501) }, { tag: `${'😀'.repeat(497)}...` }],
    ['a source of 2 MB', { source: 'x'.repeat(2e6) }, { source: `${'x'.repeat(197)}...` }],
    ['an empty label', { who: { label: '' } }, { who: {} }],
    ['a label with NUL', { who: { label: 'a\0' } }, { who: { label: 'a\\u0000' } }],
    ['an origin of 2,001 characters', { from: 'x'.repeat(2001) }, { from: `${'x'.repeat(1997)}...` }],
    [
      'a reason of 2,001 characters and a code that is none',
      { result: { status: 'failed', code: 'no code', reason: 'x'.repeat(2001) } },
      { result: { status: 'failed', code: 'UNKNOWN_CODE', reason: `${'x'.repeat(1997)}...` } },
    ],
    [
      'an empty reason',
      { result: { status: 'failed', code: 'A', reason: '' } },
      { result: { reason: 'no reason is known' } },
    ],
  ])('makes fit: %s', (_, changes, expected) => {
    expect(read(changes)).toMatchObject(expected);
  });

  it('leaves out ids that are none', () => {
    const record = made({ commandId: 'x', intentId: 'X', correlationId: 'a\nb' });
    expect(Object.keys(record)).toHaveLength(11);
  });

  it('can be sent whatever a caller hands over', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3_000 });
    const fields = fc.record({
      source: text,
      tag: text,
      from: text,
      commandId: text,
      correlationId: text,
      who: fc.record({ label: text, osUser: text, brokerUser: text }),
      value: fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withTypedArray: true }),
      result: fc.record({ status: fc.constant('failed'), code: text, reason: text }),
    });
    fc.assert(
      fc.property(fields, (given) => {
        const record = made(given as Partial<AuditFields>);
        expect(parseRecord(encodeRecord(record))).toEqual(record);
      }),
    );
  });

  it('refuses an app that no record can have', () => {
    expect(() => made({ app: { name: '', instance: 'x' } })).toThrow(
      expect.objectContaining({ code: 'EIP_MESSAGE_INVALID' }),
    );
  });
});

describe('auditValue', () => {
  it('is the value as records have it', () => expect(auditValue([1n, true])).toEqual([{ $int: '1' }, true]));
});

describe('what became of a write', () => {
  it.each<[string, unknown, object]>([
    [
      'the controller refused it',
      new EipWriteError('EIP_WRITE_REFUSED', 'No', { outcome: 'refused' }),
      { status: 'failed', code: 'EIP_WRITE_REFUSED' },
    ],
    [
      'it could not be sent',
      new EipWriteError('EIP_WRITE_NOT_SENT', 'No', { outcome: 'notSent' }),
      { status: 'failed', code: 'EIP_WRITE_NOT_SENT' },
    ],
    [
      'a rule was against it',
      new EipWriteError('EIP_WRITE_OUT_OF_LIMITS', 'No', { outcome: 'notSent' }),
      { status: 'refused' },
    ],
    ['a rule of an implicit client', new EipWriteError('EIP_TAG_READ_ONLY', 'No'), { status: 'refused' }],
    [
      'no reply came',
      new EipWriteError('EIP_WRITE_UNCERTAIN', 'Perhaps', { outcome: 'unknown' }),
      { status: 'unknown', code: 'EIP_WRITE_UNCERTAIN' },
    ],
    [
      'read back, it was another value',
      new EipWriteError('EIP_WRITE_NOT_VERIFIED', 'Other', { outcome: 'unknown' }),
      { status: 'unknown' },
    ],
    ['the client was closed', new EipError('EIP_CLIENT_CLOSED', 'Closed'), { status: 'failed' }],
    ['not connected', new EipConnectionError('EIP_NOT_CONNECTED', 'Off'), { status: 'failed' }],
    ['an error that says nothing of it', new EipTimeoutError('EIP_REPLY_TIMEOUT', 'Late'), { status: 'unknown' }],
    ['aborted', new DOMException('stop', 'AbortError'), { status: 'unknown', code: 'CALL_ABORTED' }],
    ['over time', new DOMException('late', 'TimeoutError'), { status: 'unknown', code: 'CALL_ABORTED' }],
    ['anything', 'text', { status: 'unknown', code: 'UNEXPECTED_ERROR', reason: expect.stringContaining('text') }],
    ['nothing', undefined, { status: 'unknown', code: 'UNEXPECTED_ERROR' }],
  ])('%s', (_, error, expected) => {
    const result = failedOutcome(error);
    expect(result).toMatchObject(expected);
    expect(read({ result })).toMatchObject({ result });
    if (error instanceof EipError) expect(writeOutcome({ ok: false, error })).toEqual(result);
  });

  it('is ok where it was carried out', () => expect(writeOutcome({ ok: true })).toEqual({ status: 'ok' }));

  it('is unknown while it is under way', () =>
    expect(read({ result: WRITE_BEGUN })).toMatchObject({ result: { status: 'unknown', code: 'WRITE_BEGUN' } }));
});

describe('who and from where', () => {
  it('is the user of this process', () => expect(osUser()).toBe(userInfo().username));

  it('is this process on this host', () => expect(fromHere()).toBe(`process ${process.pid} on ${hostname()}`));
});
