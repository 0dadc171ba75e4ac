import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TagValueError } from '../../../src/logix/index.js';
import { RawRange, rangeProblem, scaled, unscaled, WriteRate } from '../../../src/tag-file/index.js';

describe('value = raw * scale + offset', () => {
  it.each<[unknown, number, number, unknown]>([
    [100, 0.5, 0, 50],
    [100, 1, -5, 95],
    [-3, -2, 1, 7],
    [7n, 10, 0, 70],
    [[1, 2], 2, 0, [2, 4]],
    [[[1], [2]], 2, 1, [[3], [5]]],
    [Number.NaN, 2, 0, Number.NaN],
  ])('is computed: %#', (raw, scale, offset, value) => expect(scaled(raw as never, { scale, offset })).toEqual(value));

  it.each([[true], ['5'], [{ a: 1 }], [[1, 'x']], [new Date(0)]])('%j is no number', (raw) =>
    expect(() => scaled(raw as never, { scale: 2, offset: 0 })).toThrow(TagValueError),
  );

  it.each<[unknown, number, number, 'integer' | 'bigInteger' | 'real', unknown]>([
    [0.3, 0.1, 0, 'integer', 3],
    [50, 0.5, 0, 'integer', 100],
    [-0.0, 0.1, 0, 'integer', 0],
    [20.5, 0.5, 20, 'integer', 1],
    [0.3, 0.1, 0, 'bigInteger', 3n],
    [2_814_749_767_106.56, 0.01, 0, 'bigInteger', 281_474_976_710_656n],
    [[0.1, 0.2], 0.1, 0, 'integer', [1, 2]],
    [1, 3, 0, 'real', 1 / 3],
    [4n, 2, 0, 'integer', 2],
  ])('is undone: %#', (value, scale, offset, kind, raw) =>
    expect(unscaled(value, { scale, offset }, kind)).toEqual(raw),
  );

  it.each<[unknown, 'integer' | 'bigInteger' | 'real', string]>([
    [0.25, 'integer', '0.25 lies between 0.2 and 0.30000000000000004'],
    [Number.NaN, 'integer', 'NaN is no finite number'],
    [Number.NaN, 'real', 'NaN is no finite number'],
    [Number.POSITIVE_INFINITY, 'real', 'Infinity is no finite number'],
    ['1', 'real', '"1" is no finite number'],
    [[0.1, 0.25], 'integer', '[1]: 0.25 lies between'],
    [1e20, 'bigInteger', '100000000000000000000 is raw 1e+21: scaled integers go to 2^48'],
  ])('%j as %s is refused', (value, kind, message) =>
    expect(() => unscaled(value, { scale: 0.1, offset: 0 }, kind)).toThrow(message),
  );

  it('what was read can be written back: every raw integer, for scales as people use them', () => {
    const scales = fc.constantFrom(0.1, 0.01, 0.001, 0.5, 2, -0.1, 1 / 3, 25.4, 0.0625, 1e-3, 100);
    fc.assert(
      fc.property(fc.integer(), scales, fc.integer({ min: -1_000, max: 1_000 }), (raw, scale, offset) => {
        expect(unscaled(scaled(raw, { scale, offset }), { scale, offset }, 'integer')).toBe(raw);
      }),
    );
  });
});

describe('limits of a value', () => {
  const range = (
    min?: number,
    max?: number,
    scale = 1,
    offset = 0,
    kind: 'integer' | 'bigInteger' | 'real' = 'integer',
    single = false,
  ) => new RawRange({ min, max }, scale === 1 && offset === 0 ? undefined : { scale, offset }, kind, single);

  it.each<[string, RawRange, unknown[], unknown[]]>([
    ['both ends belong to it', range(0, 100), [0, 100, 50], [-1, 101]],
    ['only a min', range(5), [5, 1e9], [4]],
    ['only a max', range(undefined, 5), [5, -1e9], [6]],
    ['in the unit of the value', range(0, 0.3, 0.1), [0, 3], [4, -1]],
    ['in that of a negative scale', range(0, 10, -0.5), [0, -20], [1, -21]],
    ['with an offset', range(20, 30, 0.1, 20), [0, 100], [-1, 101]],
    ['between two steps', range(0.05, 0.25, 0.1), [1, 2], [0, 3]],
    ['of 64 bits', range(0, 10, 1, 0, 'bigInteger'), [0n, 10n], [-1n, 11n, 2n ** 63n - 1n]],
    [
      'of a REAL: the nearest one',
      range(0.1, 0.7, 1, 0, 'real', true),
      [Math.fround(0.1), Math.fround(0.7)],
      [0.099, 0.71],
    ],
    ['of an LREAL', range(0.1, 0.7, 1, 0, 'real'), [0.1, 0.7], [0.09999999999999999, 0.7000000000000001]],
    [
      'NaN and infinities are within none',
      range(0, undefined, 1, 0, 'real'),
      [1],
      [Number.NaN, Number.POSITIVE_INFINITY],
    ],
    [
      'arrays, each element',
      range(0, 5),
      [
        [0, 5],
        [[1], [2]],
      ],
      [
        [0, 6],
        [[1], [-2]],
      ],
    ],
  ])('%s', (_what, limits, within, beyond) => {
    for (const raw of within) expect(rangeProblem(limits, raw)).toBeUndefined();
    for (const raw of beyond) expect(rangeProblem(limits, raw)).toBeDefined();
  });

  it.each<[RawRange, unknown, string, string]>([
    [range(0, 100), 101, '101 is more than its max 100', 'max 100'],
    [range(0, 100), -1, '-1 is less than its min 0', 'min 0'],
    [range(0, 10, 0.1), 101, '10.100000000000001 (raw 101) is more than its max 10', 'max 10'],
    [range(0, 10, -0.5), -21, '10.5 (raw -21) is more than its max 10', 'max 10'],
    [range(0, 10, 1, 0, 'real'), Number.NaN, 'NaN is no finite number', 'min 0, max 10'],
    [range(0, 10), [[1], [11]], '[1][0] 11 is more than its max 10', 'max 10'],
    [range(0, 10), true, 'true is no number', 'min 0, max 10'],
  ])('names value and limit: %#', (limits, raw, text, limit) =>
    expect(rangeProblem(limits, raw)).toEqual({ text, limit }),
  );
});

describe('a number of writes a second', () => {
  const taken = (perSecond: number, times: readonly number[]) => {
    const rate = new WriteRate(perSecond);
    return times.filter((now) => {
      if (rate.isExhausted(now)) return false;
      rate.take(now);
      return true;
    });
  };

  it.each<[number, number[], number[]]>([
    [1, [0, 1, 999, 1_000, 1_001], [0, 1_000]],
    [3, [0, 1, 2, 3, 999, 1_000, 1_001, 1_002, 1_003], [0, 1, 2, 1_000, 1_001, 1_002]],
    [0.5, [0, 1_000, 1_999, 2_000], [0, 2_000]],
    [2.5, [0, 1, 799, 800], [0, 1, 800]],
  ])('%d: of %j pass %j', (perSecond, times, passed) => expect(taken(perSecond, times)).toEqual(passed));
});
