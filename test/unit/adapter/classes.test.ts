import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineClass } from '../../../src/adapter/classes/definition.js';
import { type CipType, codecOf } from '../../../src/adapter/classes/types.js';
import {
  bool,
  bytes,
  dint,
  EipConfigError,
  int,
  layout,
  lint,
  lreal,
  real,
  shortString,
  uint,
  varBytes,
  varShortString,
  varString,
} from '../../../src/index.js';

const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');

describe('types', () => {
  const cases: [string, CipType, unknown, string][] = [
    ['a field', uint, 0x1234, '3412'],
    ['a bit is a byte', bool, true, '01'],
    ['a field with parameters', (at: number) => shortString(at, 3), 'ab', '02616200'],
    ['a structure', layout({ a: int(0), b: bool(2, 1) }), { a: -2, b: true }, 'feff02'],
    ['SHORT_STRING', varShortString(), 'abc', '03616263'],
    ['an empty one', varShortString(), '', '00'],
    ['STRING', varString(), 'abc', '0300616263'],
    ['bytes', varBytes(4), Uint8Array.of(1, 2), '0102'],
    ['no bytes', varBytes(), new Uint8Array(0), ''],
  ];

  it.each(cases)('%s: there and back', (_what, type, value, encoded) => {
    const codec = codecOf(type);
    const there = codec.encode(value);
    expect(hex(there)).toBe(encoded);
    expect(codec.sizeOf(there)).toBe(there.length);
    expect(codec.decode(there)).toEqual(value);
  });

  it.each(cases)('%s: every prefix is either whole or not there', (_what, type, value) => {
    const codec = codecOf(type);
    const there = codec.encode(value);
    for (let length = 0; length < there.length; length++) {
      const size = codec.sizeOf(there.slice(0, length));
      expect(size === undefined || size <= length).toBe(true);
    }
  });

  it('any text and any numbers come back as they were', () => {
    const latin = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
    const kinds: [CipType, fc.Arbitrary<unknown>][] = [
      [varString(), latin],
      [varShortString(), latin.filter((text) => text.length <= 255)],
      [dint, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
      [lint, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
      [lreal, fc.double({ noNaN: true, noDefaultInfinity: true })],
    ];
    for (const [type, values] of kinds) {
      const codec = codecOf(type);
      fc.assert(
        fc.property(values, (value) => {
          expect(codec.decode(codec.encode(value))).toEqual(value);
        }),
      );
    }
  });

  it.each<[string, CipType, unknown]>([
    ['a number that does not fit', uint, 65_536],
    ['NaN', real, Number.NaN],
    ['undefined', uint, undefined],
    ['a number for a text', varString(), 5],
    ['a text that is too long', varString(2), 'abc'],
    ['a SHORT_STRING of 256', varShortString(), 'x'.repeat(256)],
    ['a character beyond ISO 8859-1', varString(), '€'],
    ['bytes that are too many', varBytes(1), new Uint8Array(2)],
    ['a text for bytes', varBytes(), 'x'],
    ['a structure without one of its fields', layout({ a: int(0), b: int(2) }), { a: 1 }],
    ['nothing for a structure', layout({ a: int(0) }), undefined],
  ])('%s is refused', (_what, type, value) => {
    expect(() => codecOf(type).encode(value)).toThrow(RangeError);
  });

  it('what is longer than the type allows is not decoded', () => {
    expect(() => codecOf(varString(2)).decode(Uint8Array.of(3, 0, 1, 2, 3))).toThrow(RangeError);
    expect(() => codecOf(varBytes(2)).decode(new Uint8Array(3))).toThrow(RangeError);
  });

  it.each([undefined, null, 5, 'uint', {}, () => 5, bytes])('%s is no type', (type) => {
    expect(() => codecOf(type as never)).toThrow(TypeError);
  });

  it.each([() => varString(0), () => varString(65_001), () => varShortString(256), () => varBytes(1.5)])(
    'a length out of range is a TypeError',
    (make) => {
      expect(make).toThrow(TypeError);
    },
  );
});

describe('define: options', () => {
  const good = { classId: 0x64, name: 'One' };
  const attribute = { id: 1, type: uint, value: 1 };
  const run = () => {};

  it('defaults: revision 1, instance 1', () => {
    expect(defineClass(good)).toEqual({ ...good, revision: 1, instances: [1], attributes: [], services: [] });
    expect(defineClass({ ...good, instances: 3 }).instances).toEqual([1, 2, 3]);
    expect(defineClass({ ...good, instances: [9, 2] }).instances).toEqual([2, 9]);
  });

  it.each<[string, object, string]>([
    ['class 0', { classId: 0 }, 'classId: expected a whole number from 1 to 65535, got 0'],
    ['a class of the adapter', { classId: 4 }, 'classId: 4 is a class that the adapter has itself'],
    ['no name', { name: '' }, 'name: expected a name'],
    ['revision 0', { revision: 0 }, 'revision: expected a whole number from 1 to 65535, got 0'],
    ['instance 0', { instances: [0] }, 'instances[0]: expected a whole number from 1'],
    ['an instance twice', { instances: [1, 1] }, 'instances: an instance is named twice'],
    ['a negative count', { instances: -1 }, 'instances: expected a count or an array'],
    ['too many instances', { instances: 4097 }, 'instances: expected a count or an array'],
    ['an unknown option', { attribute: {} }, 'attribute: no such option (did you mean "attributes"?)'],
    ['an attribute without a type', { attributes: { a: { id: 1, value: 1 } } }, 'attributes.a.type: expected a type'],
    ['one with id 0', { attributes: { a: { ...attribute, id: 0 } } }, 'attributes.a.id: expected a whole number'],
    ['an id twice', { attributes: { a: attribute, b: attribute } }, 'attributes.b.id: 1 is the id of "a" already'],
    [
      'nothing to do',
      { attributes: { a: { id: 1, type: uint } } },
      'attributes.a: expected at least one of value, get',
    ],
    ['value and get', { attributes: { a: { ...attribute, get: run } } }, 'attributes.a.get: there is a value already'],
    [
      'a value that does not fit',
      { attributes: { a: { ...attribute, value: -1 } } },
      'attributes.a.value: UINT: -1 is no integer from 0 to 65535',
    ],
    [
      'a handler that is none',
      { attributes: { a: { id: 1, type: uint, get: 5 } } },
      'attributes.a.get: expected a function',
    ],
    [
      'service 0x80',
      { services: { s: { code: 0x80, run } } },
      'services.s.code: expected a whole number from 1 to 127',
    ],
    ['a service without run', { services: { s: { code: 1 } } }, 'services.s.run: expected a function, got nothing'],
    ['a place that there is not', { services: { s: { code: 1, on: 'all', run } } }, 'services.s.on: expected one of'],
    [
      'a code twice',
      { services: { s: { code: 9, run }, t: { code: 9, run } } },
      'services.t.code: 9 is the code of "s" already',
    ],
    [
      'a service on attributes beside attributes',
      { attributes: { a: attribute }, services: { s: { code: 0x0e, run } } },
      'services.s.code: 14 is a service on the attributes already',
    ],
  ])('%s is refused by its path', (_what, change, message) => {
    const define = () => defineClass({ ...good, ...change });
    expect(define).toThrow(EipConfigError);
    expect(define).toThrow(`Wrong class options: ${message}`);
  });

  it('no options at all', () => {
    expect(() => defineClass(undefined)).toThrow(EipConfigError);
  });
});
