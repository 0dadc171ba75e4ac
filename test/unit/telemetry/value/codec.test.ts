import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TagValue } from '../../../../src/eip-client.js';
import { wireValueSchema } from '../../../../src/telemetry/value/wire-value-schema.js';
import { decodeValue, encodeValue } from '../../../../src/telemetry.js';
import { tagValue } from '../../../support/arbitrary-records.js';

const through = (value: TagValue) => decodeValue(JSON.parse(JSON.stringify(encodeValue(value))));

function nested(levels: number): TagValue {
  let value: TagValue = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

describe('a value through JSON', () => {
  it.each<[TagValue, string]>([
    [true, 'true'],
    [-1.5, '-1.5'],
    [2 ** 53 - 1, '9007199254740991'],
    [2 ** 53, '{"$number":"9007199254740992"}'],
    [-(2 ** 53), '{"$number":"-9007199254740992"}'],
    [1e300, '{"$number":"1e+300"}'],
    [Number.MAX_VALUE, '{"$number":"1.7976931348623157e+308"}'],
    [-0, '{"$number":"-0"}'],
    [Number.NaN, '{"$number":"NaN"}'],
    [Number.NEGATIVE_INFINITY, '{"$number":"-Infinity"}'],
    [0n, '{"$int":"0"}'],
    [-(2n ** 63n), '{"$int":"-9223372036854775808"}'],
    [2n ** 64n - 1n, '{"$int":"18446744073709551615"}'],
    ['9007199254740993', '"9007199254740993"'],
    ['é\ud800', '"é\\ud800"'],
    [Uint8Array.of(0, 255, 7), '{"$bytes":"AP8H"}'],
    [Uint8Array.of(), '{"$bytes":""}'],
    [new Date('2026-03-04T05:06:07.089Z'), '{"$date":"2026-03-04T05:06:07.089Z"}'],
    [{ a: [1n, { b: false }] }, '{"a":[{"$int":"1"},{"b":false}]}'],
  ])('%o is %s and comes back', (value, text) => {
    expect(JSON.stringify(encodeValue(value))).toBe(text);
    expect(through(value)).toStrictEqual(value);
  });

  it('is what it was, whatever it is, and of the form that is read', () => {
    fc.assert(
      fc.property(tagValue, (value) => {
        // toStrictEqual takes a member of the name "constructor" for the class.
        deepStrictEqual(through(value), plain(value));
        expect(wireValueSchema.safeParse(JSON.parse(JSON.stringify(encodeValue(value)))).success).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('shares nothing with what was given', () => {
    const array = [1, 2];
    const form = encodeValue(array);
    array[0] = 9;
    expect(form).toEqual([1, 2]);
  });

  it.each<[string, unknown, RegExp]>([
    ['an invalid Date', new Date(Number.NaN), /no time/],
    ['a year of five digits', new Date('+010000-01-01T00:00:00Z'), /years 0 to 9999/],
    ['an integer of 21 digits', 10n ** 20n, /20 digits/],
    ['a member that looks like a form', { $int: '1' }, /"\$int"/],
    ['a member __proto__', JSON.parse('{"__proto__":1}'), /__proto__/],
    ['null', null, /null/],
    ['undefined in an array', [undefined], /undefined/],
    ['a hole', new Array(1), /undefined/],
    ['a Map', new Map(), /a class/],
    ['a function', () => 1, /a function/],
    ['61 levels', nested(61), /60 levels/],
  ])('%s is refused', (_, value, message) => {
    expect(() => encodeValue(value as TagValue)).toThrow(message);
  });

  it('nests 60 levels', () => expect(through(nested(60))).toEqual(nested(60)));
});

describe('what is read', () => {
  it.each([
    ['an integer that a reader would round', '9007199254740993'],
    ['a number that is Infinity to JSON.parse', '1e400'],
    ['null', 'null'],
    ['a fraction as an integer', '{"$int":"1.5"}'],
    ['an integer with a leading zero', '{"$int":"01"}'],
    ['an integer of 21 digits', '{"$int":"100000000000000000000"}'],
    ['an integer as a number', '{"$int":1}'],
    ['two forms at once', '{"$int":"1","$number":"NaN"}'],
    ['a form with something beside it', '{"$int":"1","x":1}'],
    ['a number beyond a double', '{"$number":"9e+308"}'],
    ['a number that needs no form', '{"$number":"1.5"}'],
    ['base64 without its padding', '{"$bytes":"AB"}'],
    ['base64 with bits that stand for nothing', '{"$bytes":"AB=="}'],
    ['a day that is none', '{"$date":"2026-02-30T00:00:00.000Z"}'],
    ['a time without its zone', '{"$date":"2026-02-03T00:00:00.000"}'],
    ['a form that nobody knows', '{"$other":"1"}'],
    ['a wrong one deep inside', '{"a":[{"b":{"$int":"x"}}]}'],
  ])('%s is refused: %s', (_, text) => expect(wireValueSchema.safeParse(JSON.parse(text)).success).toBe(false));
});

/** Objects of fast-check have no prototype, and Uint8Arrays may be parts of others. */
function plain(value: TagValue): TagValue {
  if (typeof value !== 'object' || value instanceof Date) return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, plain(inner)]));
}
