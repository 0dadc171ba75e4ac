import { describe, expect, it } from 'vitest';
import {
  assigned,
  type Entry,
  entryAt,
  entryOf,
  GapInList,
  nearestOrigin,
  overlaid,
  plainOf,
  TooManyValues,
} from '../../../src/config/entry.js';
import { layout, uint } from '../../../src/index.js';

const said = (value: unknown, variable: string): Entry => entryOf(value, () => ({ kind: 'environment', variable }));
const merged = (below: unknown, above: unknown) => {
  const result = overlaid(said(below, 'A'), said(above, 'B'));
  return result === undefined ? undefined : plainOf(result);
};

describe('one source over another', () => {
  it.each<[string, unknown, unknown, unknown]>([
    [
      'objects are merged key by key',
      { a: 1, b: { c: 1, d: 1 } },
      { b: { d: 2, e: 2 } },
      { a: 1, b: { c: 1, d: 2, e: 2 } },
    ],
    ['lists are replaced', { a: [1, 2, 3] }, { a: [4] }, { a: [4] }],
    ['an empty list too', { a: [1] }, { a: [] }, { a: [] }],
    ['scalars are replaced', { a: 1 }, { a: 'x' }, { a: 'x' }],
    ['an object in place of a scalar', { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['a scalar in place of an object', { a: { b: 1 } }, { a: 1 }, { a: 1 }],
    ['a list in place of an object', { a: { b: 1 } }, { a: [1] }, { a: [1] }],
    ['an object in place of a list', { a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['null takes back', { a: 1, b: 2 }, { a: null }, { b: 2 }],
    ['null takes back an object', { a: { b: 1 } }, { a: null }, {}],
    ['null where nothing was said is a value', {}, { a: null }, { a: null }],
    ['undefined says nothing', { a: 1 }, { a: undefined }, { a: 1 }],
    ['an empty object takes nothing back', { a: { b: 1 } }, { a: {} }, { a: { b: 1 } }],
    ['false and 0 are values', { a: true, b: 1 }, { a: false, b: 0 }, { a: false, b: 0 }],
  ])('%s', (_rule, below, above, result) => expect(merged(below, above)).toEqual(result));

  it('each value keeps its source', () => {
    const tree = overlaid(said({ a: 1, b: { c: 1 } }, 'A'), said({ b: { d: 2 } }, 'B')) as Entry;
    const from = (...path: string[]) => (entryAt(tree, path)?.origin as { variable: string } | undefined)?.variable;
    expect([from('a'), from('b', 'c'), from('b', 'd')]).toEqual(['A', 'A', 'B']);
    expect(nearestOrigin(tree, ['b', 'd', 'more'])).toEqual({ kind: 'environment', variable: 'B' });
    expect(entryAt(tree, ['a', 'b'])).toBeUndefined();
  });

  it('what a program made stays one value', () => {
    const made = layout({ n: uint(0) });
    const date = new Date(0);
    expect(plainOf(said({ made, date }, 'A'))).toEqual({ made, date });
    expect((plainOf(said({ made }, 'A')) as { made: unknown }).made).toBe(made);
  });

  it('a key __proto__ is a key, and sets no prototype', () => {
    const result = merged(JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"b":2}}')) as object;
    expect(Object.keys(result)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });
});

describe('a value said anew', () => {
  const set = (tree: unknown, path: (string | number)[], value: unknown) =>
    plainOf(assigned(tree === undefined ? undefined : said(tree, 'A'), path, said(value, 'B')) as Entry);

  it.each<[string, unknown, (string | number)[], unknown, unknown]>([
    ['of an object', { a: { b: 1 } }, ['a', 'c'], 2, { a: { b: 1, c: 2 } }],
    ['where nothing was', undefined, ['a', 'b'], 2, { a: { b: 2 } }],
    ['of a list', { a: [1, 2] }, ['a', 1], 3, { a: [1, 3] }],
    ['the next of a list', { a: [1] }, ['a', 1, 'b'], 3, { a: [1, { b: 3 }] }],
    ['within an object of a list', { a: [{ b: 1, c: 1 }] }, ['a', 0, 'b'], 2, { a: [{ b: 2, c: 1 }] }],
    ['of what was no object', { a: 'text' }, ['a', 'b'], 1, { a: { b: 1 } }],
    ['of what was no list', { a: 'text' }, ['a', 0], 1, { a: [1] }],
  ])('%s', (_case, tree, path, value, result) => expect(set(tree, path, value)).toEqual(result));

  it('a list has no gap', () => {
    expect(() => set({ a: [1] }, ['a', 2], 0)).toThrow(GapInList);
    expect(() => set(undefined, ['a', 1], 0)).toThrow(GapInList);
  });
});

describe('bounds', () => {
  it.each<[string, () => unknown]>([
    ['depth', () => Array.from({ length: 70 }).reduce((inner) => ({ inner }), 1)],
    [
      'a value within itself',
      () => {
        const round: { self?: unknown } = {};
        round.self = round;
        return round;
      },
    ],
    ['count', () => Array.from({ length: 100_001 }, () => 0)],
  ])('%s', (_case, make) => expect(() => said(make(), 'A')).toThrow(TooManyValues));
});
