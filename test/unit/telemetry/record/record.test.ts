import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withCorrelationId } from '../../../../src/logging.js';
import {
  createRecord,
  encodeRecord,
  encodeValue,
  type NewRecord,
  newMessageId,
  parseRecord,
  type SampleRecord,
} from '../../../../src/telemetry.js';
import { arbitraryRecord } from '../../../support/arbitrary-records.js';

const app = { name: 'cell', instance: 'edge-1' };
const sample = (values: SampleRecord['values']) => createRecord({ kind: 'sample', source: 'press', app, values });
const good = sample({ Speed: { quality: 'good', value: 1500 } });
const textOf = (changes: object) => JSON.stringify({ ...good, ...changes });

function refusalOf(text: string | Uint8Array, options = {}): unknown {
  try {
    parseRecord(text, options);
  } catch (error) {
    return error;
  }
  throw new Error('it was taken');
}

describe('createRecord', () => {
  it('adds version, id, time and correlation id', () => {
    const before = Date.now();
    const record = withCorrelationId('job-7', () => sample({ A: { quality: 'good', value: true } }));
    expect(record).toMatchObject({ schemaVersion: 1, kind: 'sample', correlationId: 'job-7', source: 'press', app });
    expect(record.messageId.slice(0, 8)).toBe(newMessageId(before).slice(0, 8));
    expect(Date.parse(record.timestamp)).toBeGreaterThanOrEqual(before);
  });

  it('takes what is given instead', () => {
    const messageId = newMessageId();
    const timestamp = new Date('2026-03-04T05:06:07.089Z');
    const given = {
      messageId,
      timestamp,
      correlationId: 'mine',
      kind: 'event',
      name: 'x',
      source: 'press',
      app,
    } as const;
    const record = withCorrelationId('around', () => createRecord(given));
    expect(record).toMatchObject({ messageId, timestamp: '2026-03-04T05:06:07.089Z', correlationId: 'mine' });
    expect(createRecord({ ...given, timestamp: '2026-03-04T05:06:07.089Z' }).timestamp).toBe(record.timestamp);
  });

  it('has no correlation id outside of any work, and none that no record can carry', () => {
    expect(good).not.toHaveProperty('correlationId');
    for (const foreign of ['', 'a\nb', 'x'.repeat(256)])
      expect(withCorrelationId(foreign, () => sample(good.values))).not.toHaveProperty('correlationId');
    expect(withCorrelationId('😀'.repeat(255), () => sample(good.values)).correlationId).toHaveLength(510);
  });

  it.each<[string, object, string]>([
    ['no source', { source: undefined }, 'source: expected the name of a source'],
    ['a name with a line end', { source: 'a\nb' }, 'source'],
    ['an invalid Date', { timestamp: new Date(Number.NaN) }, 'timestamp'],
    ['a time without milliseconds', { timestamp: '2026-03-04T05:06:07Z' }, 'timestamp'],
    ['a time that is no UTC', { timestamp: '2026-03-04T05:06:07.089+01:00' }, 'timestamp'],
    ['an id in capitals', { messageId: newMessageId().toUpperCase() }, 'messageId'],
    ['an explicit correlation id of 256 characters', { correlationId: 'x'.repeat(256) }, 'correlationId'],
    ['no values', { values: {} }, 'values: expected one tag at least'],
    ['values by __proto__', { values: JSON.parse('{"__proto__":{"quality":"good","value":1}}') }, 'values.__proto__'],
    ['an app without instance', { app: { name: 'x' } }, 'app.instance'],
    ['a kind that there is not', { kind: 'trace' }, 'kind: expected an object with a kind'],
  ])('refuses %s', (_, changes, message) => {
    const fields = { kind: 'sample', source: 'press', app, values: good.values, ...changes } as NewRecord<'sample'>;
    expect(() => createRecord(fields)).toThrow(
      expect.objectContaining({ code: 'EIP_MESSAGE_INVALID', message: expect.stringContaining(message) }),
    );
  });

  it('is not changed by what happens to the values that it was given', () => {
    const values = { A: { quality: 'good' as const, value: [1, 2] } };
    const record = sample(values);
    values.A.value[0] = 9;
    expect(record.values.A).toEqual({ quality: 'good', value: [1, 2] });
  });
});

describe('parseRecord', () => {
  it('reads what encodeRecord writes, whatever it is', () => {
    fc.assert(
      fc.property(arbitraryRecord, (record) => {
        const read = parseRecord(JSON.stringify(record));
        expect(read).toEqual(JSON.parse(JSON.stringify(record)));
        expect(parseRecord(encodeRecord(read))).toEqual(read);
      }),
    );
  });

  it('passes over fields that it does not know, at every level', () => {
    const { values } = good;
    const newer = { ...good, later: 1, app: { ...app, later: 2 }, values: { Speed: { ...values.Speed, later: 3 } } };
    expect(parseRecord(JSON.stringify(newer))).toEqual(good);
  });

  it.each([
    ['a value that is not good', { Speed: { quality: 'stale', value: 5, reason: 'x' } }, 'values.Speed.value'],
    ['a last value that is good', { Speed: { quality: 'good', value: 5, lastValue: 5 } }, 'values.Speed.lastValue'],
    ['a reason of what is good', { Speed: { quality: 'good', value: 5, reason: 'x' } }, 'values.Speed.reason'],
    ['no quality', { Speed: { value: 5 } }, 'values.Speed.quality'],
    ['a quality of other letters', { Speed: { quality: 'Good', value: 5 } }, 'values.Speed.quality'],
    ['good without a value', { Speed: { quality: 'good' } }, 'values.Speed.value'],
    ['good that is null', { Speed: { quality: 'good', value: null } }, 'values.Speed.value'],
    ['not good without a reason', { Speed: { quality: 'bad' } }, 'values.Speed.reason'],
    ['an integer that would be rounded', { Speed: { quality: 'good', value: 2 ** 53 } }, 'values.Speed.value'],
  ])('refuses %s and says where', (_, values, option) => {
    expect(refusalOf(textOf({ values }))).toMatchObject({ code: 'EIP_MESSAGE_INVALID', option });
  });

  it('keeps a 64-bit integer to its last digit', () => {
    const record = sample({ Count: { quality: 'good', value: encodeValue(9_007_199_254_740_993n) } });
    expect(encodeRecord(record).toString()).toContain('{"$int":"9007199254740993"}');
    expect(parseRecord(encodeRecord(record))).toEqual(record);
  });

  it.each([2, 3, 1_000_000])('refuses version %i in words, whatever else is in it', (schemaVersion) => {
    expect(refusalOf(JSON.stringify({ schemaVersion, whatever: true }))).toMatchObject({
      code: 'EIP_MESSAGE_TOO_NEW',
      message: expect.stringContaining(`This record is of version ${schemaVersion}, and this release reads version 1.`),
    });
  });

  it.each([0, -1, 1.5, '1', null, undefined])('takes %o for no version', (schemaVersion) => {
    expect(refusalOf(textOf({ schemaVersion }))).toMatchObject({
      code: 'EIP_MESSAGE_INVALID',
      option: 'schemaVersion',
    });
  });

  it('tells all that is wrong, and of very much the first 20', () => {
    expect(refusalOf(textOf({ source: '', timestamp: 5 }))).toMatchObject({
      problems: [{ option: 'timestamp' }, { option: 'source' }],
    });
    const values = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`T${i}`, { quality: 'bad' }]));
    const { problems, message } = refusalOf(textOf({ values })) as { problems: unknown[]; message: string };
    expect(problems).toHaveLength(20);
    expect(message).toContain('and 4980 more');
  });

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['an array', '[]'],
    ['a text', '"x"'],
    ['a key twice', '{"schemaVersion":1,"schemaVersion":1}'],
  ])('refuses %s', (_, text) => {
    expect(refusalOf(text)).toMatchObject({ code: 'EIP_MESSAGE_INVALID', option: 'record' });
  });

  it('reads every cut of a record without harm', () => {
    const bytes = encodeRecord(good);
    for (let length = 0; length < bytes.length; length++)
      expect(refusalOf(bytes.subarray(0, length))).toMatchObject({ code: 'EIP_MESSAGE_INVALID' });
    expect(parseRecord(bytes)).toEqual(good);
  });

  it('reads UTF-8 only', () => {
    const bytes = encodeRecord(sample({ Größe: { quality: 'good', value: 'ä' } }));
    expect(parseRecord(bytes)).toHaveProperty('values.Größe.value', 'ä');
    expect(refusalOf(Buffer.from(bytes.toString(), 'latin1'))).toMatchObject({
      message: expect.stringContaining('it is no UTF-8'),
    });
  });

  it('refuses what is too long, unread', () => {
    const bytes = encodeRecord(good);
    expect(parseRecord(bytes, { maxBytes: bytes.length })).toEqual(good);
    for (const text of [bytes, bytes.toString()])
      expect(refusalOf(text, { maxBytes: bytes.length - 1 })).toMatchObject({
        message: expect.stringContaining(`it has ${bytes.length} bytes`),
      });
    expect(refusalOf('x'.repeat(1_048_577))).toMatchObject({ message: expect.stringContaining('1048577 bytes') });
    expect(refusalOf(bytes, { maxBytes: 2 ** 21 })).toMatchObject({ code: 'EIP_OPTION_INVALID', option: 'maxBytes' });
  });

  it('bears a megabyte of one thing', () => {
    const million = 1_000_000;
    const texts = [
      textOf({ values: { A: { quality: 'good', value: { $bytes: 'A'.repeat(million) } } } }),
      textOf({ values: { A: { quality: 'good', value: { $int: '1'.repeat(million) } } } }),
      textOf({ source: 'x'.repeat(million) }),
    ];
    for (const text of texts.slice(1)) expect(refusalOf(text)).toMatchObject({ code: 'EIP_MESSAGE_INVALID' });
    expect(parseRecord(texts[0] ?? '')).toHaveProperty('kind', 'sample');
  });

  it.each([5, null, undefined, {}])('takes %o for a mistake of the program', (input) => {
    expect(() => parseRecord(input as unknown as string)).toThrow(TypeError);
  });
});

describe('encodeRecord', () => {
  it('writes nothing that would not be read', () => {
    const text = (length: number) => sample({ A: { quality: 'good', value: 'x'.repeat(length) } });
    const most = 1_048_576 - (encodeRecord(text(1)).length - 1);
    expect(parseRecord(encodeRecord(text(most)))).toHaveProperty('kind', 'sample');
    expect(() => encodeRecord(text(most + 1))).toThrow(expect.objectContaining({ code: 'EIP_MESSAGE_INVALID' }));
  });
});
