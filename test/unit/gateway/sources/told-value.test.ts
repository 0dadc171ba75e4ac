/** Values as records have them: how long they are in JSON, and what is too long for any record. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EipReadError } from '../../../../src/errors.js';
import { mostBytes } from '../../../../src/gateway/sources/most-bytes.js';
import { sampleOf, toldValue } from '../../../../src/gateway/sources/told-value.js';
import { encodeRecord, parseRecord } from '../../../../src/telemetry/record/record.js';

const at = new Date('2026-03-04T05:06:07.089Z');
const whose = { source: 's', group: 'g', app: { name: 'a', instance: 'b' } };
const good = (value: string | readonly number[]) => ({ quality: 'good', value, timestamp: at }) as const;

test('what something is in JSON is never more than was reckoned with', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(Buffer.byteLength(JSON.stringify(value))).toBeLessThanOrEqual(mostBytes(value));
    }),
  );
});

test.each(['', 'plain', '"', '\\', '\u0001', '\u2028', 'ä', '€', '😀', '\ud800'])('text %j', (text) => {
  expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(mostBytes(text));
});

describe('a value', () => {
  test('tells its time and its unit; one that is not good when that was found', () => {
    const told = toldValue('t', good('x'), 'm/s');
    expect(told).toMatchObject({ tag: 't', at: at.toISOString(), value: { unit: 'm/s', timestamp: at.toISOString() } });
    const found = new Date('2026-03-04T05:06:08.000Z');
    const error = new EipReadError('EIP_TAG_DISCONNECTED', 'gone', { tag: 't' });
    const lost = toldValue('t', { quality: 'disconnected', value: 5, timestamp: at, error }, undefined, found);
    expect(lost).toMatchObject({ at: found.toISOString(), value: { lastValue: 5, timestamp: at.toISOString() } });
  });

  test('as long as a record takes it is told, longer ones are bad, in words', () => {
    const most = 'x'.repeat(999_900);
    const fits = toldValue('t', good(most), undefined);
    expect(fits.value.quality).toBe('good');
    expect(() => encodeRecord(sampleOf([fits], whose))).not.toThrow();
    const tooLong = toldValue('t', good(`${most}${'x'.repeat(200)}`), undefined);
    expect(tooLong.value).toMatchObject({ quality: 'bad', reason: expect.stringContaining('1000000') });
    expect(parseRecord(encodeRecord(sampleOf([tooLong], whose)))).toMatchObject({ values: { t: { quality: 'bad' } } });
  });

  test('is reckoned exactly where it may be too long', () => {
    const told = toldValue('t', good(Array.from({ length: 100_000 }, () => 1)), undefined);
    expect([told.value.quality, told.bytes < 300_000]).toEqual(['good', true]);
  });
});
