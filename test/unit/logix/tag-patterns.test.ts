import { describe, expect, it } from 'vitest';
import { TagPatterns } from '../../../src/logix/index.js';

const patterns = new TagPatterns(
  [
    'Line.Speed',
    'Recipe[*]',
    'Fixed[3]',
    'Grid',
    'Part[0]',
    'part[1]',
    'Program:Main.*',
    'press speed',
    'alias',
    'All*',
  ],
  (name) => (name === 'alias' ? 'Real.Name' : name),
);

describe('covers', () => {
  it.each([
    ['Line.Speed', true, 'named'],
    ['line.SPEED', true, 'case does not count'],
    ['Line.Speed.3', true, 'within it'],
    ['Line', false, 'more than is named'],
    ['Line.Speeds', false, 'another one'],
    ['Recipe[7]', true, 'any index'],
    ['Recipe[1]{5}', true, 'each element is named'],
    ['Recipe', false, 'the whole of an array whose elements are named'],
    ['Fixed[3]', true, 'the element'],
    ['Fixed[03]', true, 'zeros in front'],
    ['Fixed[3]{1}', true, 'a part of one'],
    ['Fixed[3]{2}', false, 'one element too many'],
    ['Fixed[4]', false, 'another element'],
    ['Part[0]{2}', true, 'both of them'],
    ['Part[0]{3}', false, 'one of them is not named'],
    ['Grid[0,0]{4}', true, 'the whole array is named'],
    ['Recipe[0,0]{4}', false, 'which elements these are is not known'],
    ['Recipe[0]{10001}', false, 'too many to look at'],
    ['Program:Main.Counter', true, 'of the program'],
    ['Program:Main.Counter.ACC', true, 'within a tag of the program'],
    ['Program:Other.Counter', false, 'of another program'],
    ['Allowed', true, 'a part of a name'],
    ['All.Inner', true, 'within it'],
    ['press speed', true, 'no name of a controller, as it is written'],
    ['press Speed', false, 'no name of a controller, in another case'],
    ['Recipe[1] ', false, 'no name at all'],
    ['', false, 'nothing'],
    ['Real.Name', true, 'what an alias stands for'],
    ['alias', false, 'an alias is resolved by whoever asks'],
  ])('%s: %s, %s', (name, expected) => expect(patterns.covers(name)).toBe(expected));
});
