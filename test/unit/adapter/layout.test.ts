import { describe, expect, expectTypeOf, it } from 'vitest';
import { bool } from '../../../src/adapter/fields/bool.js';
import { int } from '../../../src/adapter/fields/integers.js';
import { real } from '../../../src/adapter/fields/reals.js';
import { FieldRangeError, layout } from '../../../src/adapter/layout.js';

const view = (...bytes: number[]) => new DataView(Uint8Array.from(bytes).buffer);
const bytesIn = (data: DataView) => [...new Uint8Array(data.buffer)];

describe('layout', () => {
  const command = layout({ start: bool(0, 0), stop: bool(0, 7), recipe: int(2), speed: real(4) });

  it('is as long as its last field', () => expect(command.size).toBe(8));
  it('may be empty', () => expect(layout({}).size).toBe(0));

  it('types its value by its fields', () => {
    expectTypeOf(command.read(view(0, 0, 0, 0, 0, 0, 0, 0))).toEqualTypeOf<{
      start: boolean;
      stop: boolean;
      recipe: number;
      speed: number;
    }>();
  });

  it('reads at the place of the view, not of its buffer', () => {
    const shifted = new DataView(Uint8Array.from([9, 9, 1, 0, 5, 0, 0, 0, 0, 0]).buffer, 2);
    expect(command.read(shifted)).toEqual({ start: true, stop: false, recipe: 5, speed: 0 });
  });

  it('leaves every other bit alone', () => {
    const data = view(0x7e, 0xff, 1, 2, 3, 4, 5, 6);
    command.write(data, { start: true });
    expect(bytesIn(data)).toEqual([0x7f, 0xff, 1, 2, 3, 4, 5, 6]);
  });

  it('writes nothing when one value is refused, and names it', () => {
    const data = view(0, 0, 0, 0, 0, 0, 0, 0);
    const write = () => command.write(data, { start: true, recipe: 40_000 });
    expect(write).toThrow(FieldRangeError);
    expect(write).toThrow(/^recipe: 40000 is no integer from -32768 to 32767$/);
    expect(bytesIn(data)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it.each([
    [
      'an unknown field',
      { sped: 1 },
      TypeError,
      'sped: no such field (did you mean "speed"?). There are: start, stop, recipe, speed',
    ],
    ['a name of Object.prototype', { toString: 1 }, TypeError, /^toString: no such field/],
    ['undefined', { start: undefined }, RangeError, 'start: undefined is no boolean'],
    ['a string for a BOOL', { start: 'false' }, RangeError, 'start: "false" is no boolean'],
    ['a bigint for an INT', { recipe: 5n }, RangeError, 'recipe: 5n is no integer'],
    ['nothing', undefined, TypeError, 'expected { field: value, ... }, got undefined'],
    ['a number', 5, TypeError, 'expected { field: value, ... }, got 5'],
    ['a list', [true], TypeError, 'expected { field: value, ... }, got an array'],
    ['a Map', new Map([['start', true]]), TypeError, 'expected { field: value, ... }, got an object'],
    ['NaN', { speed: Number.NaN }, RangeError, 'speed: NaN is no finite 32-bit real'],
    ['a REAL beyond 32 bits', { speed: 1e39 }, RangeError, 'speed: 1e+39 is no finite 32-bit real'],
  ])('refuses to write %s', (_case, values, type, message) => {
    const write = () => command.write(view(0, 0, 0, 0, 0, 0, 0, 0), values as never);
    expect(write).toThrow(type);
    expect(write).toThrow(message);
  });

  it.each([
    ['a field inside another', () => layout({ a: int(0), b: bool(1, 0) }), 'b (BOOL) overlaps a (INT) at byte 1'],
    ['the same bit twice', () => layout({ a: bool(3, 4), b: bool(3, 4) }), 'b (BOOL) overlaps a (BOOL) at byte 3'],
    [
      'a field over the end of one before',
      () => layout({ b: real(2), a: int(0), c: int(5) }),
      'c (INT) overlaps b (REAL) at byte 5',
    ],
    ['nothing', () => layout(undefined as never), 'layout: expected { name: field, ... }, got undefined'],
    ['a list of fields', () => layout([int(0)] as never), 'layout: expected { name: field, ... }, got an array'],
    [
      'a function without its offset',
      () => layout({ a: int as never }),
      'a: expected a field such as int(0), got a function',
    ],
    ['an offset alone', () => layout({ a: 5 as never }), 'a: expected a field such as int(0), got 5'],
    [
      'nothing for a field',
      () => layout({ a: undefined as never }),
      'a: expected a field such as int(0), got undefined',
    ],
    [
      'a field behind every assembly',
      () => layout({ a: int(64_999) }),
      'a (INT) needs 65001 bytes: an assembly has at most 65000',
    ],
  ])('refuses %s', (_case, make, message) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  it.each([
    ['neighbouring bits', { a: bool(0, 3), b: bool(0, 4) }],
    ['neighbouring words', { a: int(2), b: int(0) }],
    ['the last bytes of the largest assembly', { a: int(64_998) }],
  ])('takes %s', (_case, fields) => expect(() => layout(fields)).not.toThrow());
});
