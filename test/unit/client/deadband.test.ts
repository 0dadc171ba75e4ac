import { describe, expect, it } from 'vitest';
import { type Band, differs } from '../../../src/client/subscriptions/deadband.js';
import type { TagValue } from '../../../src/eip-client.js';

const none: Band = { kind: 'absolute', most: 0 };
const two: Band = { kind: 'absolute', most: 2 };
const half: Band = { kind: 'absolute', most: 0.5 };
const tenth: Band = { kind: 'relative', percent: 10 };
const day = new Date(86_400_000);

describe('a value is another than the one that was told', () => {
  it.each<[string, TagValue, TagValue, Band, boolean]>([
    ['the same number', 5, 5, none, false],
    ['another number', 5, 5.001, none, true],
    ['zero with another sign', 0, -0, none, false],
    ['as far as the deadband', 5, 7, two, false],
    ['as far, down', 5, 3, two, false],
    ['further', 5, 7.01, two, true],
    ['further, down', 5, 2.99, two, true],
    ['as far as so many percent of the value told', 200, 220, tenth, false],
    ['further than that', 200, 220.5, tenth, true],
    ['percent of a negative value', -200, -221, tenth, true],
    ['not of a negative value', -200, -219, tenth, false],
    ['percent of zero: any change', 0, 1e-9, tenth, true],
    ['NaN again', Number.NaN, Number.NaN, two, false],
    ['NaN comes', 1, Number.NaN, { kind: 'absolute', most: 1e300 }, true],
    ['NaN goes', Number.NaN, 1, { kind: 'absolute', most: 1e300 }, true],
    ['infinity again', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, two, false],
    ['infinity of the other sign', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, two, true],
    ['infinity goes', Number.POSITIVE_INFINITY, 1, tenth, true],
    ['the same bigint', 2n ** 63n, 2n ** 63n, none, false],
    ['a bigint by one, beyond what a number tells apart', 2n ** 63n, 2n ** 63n + 1n, none, true],
    ['a bigint as far as the deadband', 2n ** 63n, 2n ** 63n - 2n, two, false],
    ['a bigint further', 2n ** 63n, 2n ** 63n - 3n, two, true],
    ['a bigint and a deadband with a fraction', 1n, 2n, half, true],
    ['a bigint by percent', -1_000n, -1_101n, tenth, true],
    ['a bigint within percent', -1_000n, -900n, tenth, false],
    ['a number that is a bigint now', 5, 5n, two, true],
    ['the same text', 'a', 'a', two, false],
    ['another text', 'a', 'b', two, true],
    ['true and false', true, false, two, true],
    ['true and one', true, 1, two, true],
    ['the same time', day, new Date(86_400_000), two, false],
    ['another time', day, new Date(86_400_001), two, true],
    ['a time that is none, again', new Date(Number.NaN), new Date(Number.NaN), two, false],
    ['a time and a structure', day, {}, two, true],
    ['each element within', [1, 2, 3], [3, 0, 5], two, false],
    ['one element further', [1, 2, 3], [1, 2, 5.5], two, true],
    ['a longer array', [1, 2], [1, 2, 3], two, true],
    ['a shorter array', [1, 2], [1], two, true],
    ['arrays in arrays', [[1], [2]], [[1], [5]], two, true],
    ['NaN in an array, again', [Number.NaN], [Number.NaN], two, false],
    ['bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 9), two, true],
    ['bytes within', Uint8Array.of(1, 2), Uint8Array.of(1, 3), two, false],
    ['each member within', { a: 1, b: 'x' }, { a: 3, b: 'x' }, two, false],
    ['a number member further', { a: 1, b: { c: 1 } }, { a: 1, b: { c: 4 } }, two, true],
    ['a text member', { a: 1, b: 'x' }, { a: 1, b: 'y' }, two, true],
    ['another member', { a: 1 }, { b: 1 }, two, true],
    ['one member more', { a: 1 }, { a: 1, b: 1 }, two, true],
    ['a member of a name that every object has', { constructor: 1 }, { constructor: 9 }, two, true],
    ['an array and a structure', [1], { 0: 1 }, two, true],
    ['a number that is an array now', 1, [1], two, true],
  ])('%s', (_, told, value, band, other) => expect(differs(told, value, band)).toBe(other));
});
