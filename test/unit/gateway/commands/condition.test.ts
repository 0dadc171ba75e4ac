import { describe, expect, it } from 'vitest';
import { conditionProblem } from '../../../../src/gateway/commands/condition.js';

const of = (condition: object) => ({ tag: 'A', ...condition });

describe('a condition', () => {
  it.each([
    [true, { equals: true }, undefined],
    [false, { equals: true }, 'is false, and has to be true'],
    [1, { equals: true }, 'is 1, and has to be true'],
    [true, { equals: 1 }, 'is true, and has to be 1'],
    [1, { equals: 1 }, undefined],
    [1n, { equals: 1 }, undefined],
    [2n, { equals: 1 }, 'is 2n, and has to be 1'],
    [9_007_199_254_740_993n, { equals: 9_007_199_254_740_992 }, 'is 9007199254740993n, and has to be 9007199254740992'],
    [-0, { equals: 0 }, undefined],
    [Number.NaN, { equals: 0 }, 'is NaN, and has to be 0'],
    ['Auto', { equals: 'Auto' }, undefined],
    ['auto', { equals: 'Auto' }, 'is "auto", and has to be "Auto"'],
    ['1', { equals: 1 }, 'is "1", and has to be 1'],
    [5, { min: 5 }, undefined],
    [4.999, { min: 5 }, 'is 4.999, and has to be 5 at least'],
    [5, { max: 5 }, undefined],
    [6n, { max: 5 }, 'is 6n, and has to be 5 at most'],
    [3, { min: 2, max: 4 }, undefined],
    [5, { min: 6, max: 4 }, 'is 5, and has to be 6 at least, and 4 at most'],
    [Number.NaN, { min: 0 }, 'is NaN, and has to be 0 at least'],
    [Number.NaN, { max: 0 }, 'is NaN, and has to be 0 at most'],
    ['9', { min: 1 }, 'is "9", and has to be 1 at least'],
    [true, { max: 1 }, 'is true, and has to be 1 at most'],
    [[1], { equals: 1 }, 'is an array, and has to be 1'],
    [{ a: 1 }, { min: 1 }, 'is an object, and has to be 1 at least'],
    [new Date(0), { min: 0 }, 'is an object, and has to be 0 at least'],
  ])('%s with %o: %s', (value, condition, expected) => expect(conditionProblem(value, of(condition))).toBe(expected));
});
