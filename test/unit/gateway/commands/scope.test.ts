import { describe, expect, it } from 'vitest';
import { TagScope } from '../../../../src/gateway/commands/scope.js';

const tagOf = (name: string) => (name === 'alias' ? 'Line.Speed' : name);

describe('a rule is about', () => {
  it.each([
    ['*', 'Speed', true],
    ['*', 'Line.Speed', true],
    ['*', 'Program:Main.Counter', true],
    ['*', 'Recipe[3]', true],
    ['*', 'press speed', true],
    ['*', '', true],
    ['Line.Speed', 'Line.Speed', true],
    ['Line.Speed', 'LINE.speed', true],
    ['Line.Speed', 'Line', true],
    ['Line.Speed', 'Line.Speed.3', true],
    ['Line.Speed', 'Line.Speeds', false],
    ['Line.Speed', 'Line2.Speed', false],
    ['Line.Speed', 'Line.Other', false],
    ['alias', 'Line', true],
    ['Word.3', 'Word', true],
    ['Word.3', 'Word.3', true],
    ['Word.3', 'Word.4', false],
    ['Recipe[3]', 'Recipe', true],
    ['Recipe[3]', 'Recipe[3]', true],
    ['Recipe[3]', 'Recipe[03].Name', true],
    ['Recipe[3]', 'Recipe[4]', false],
    ['Recipe[3]', 'Recipe[0]{5}', true],
    ['Recipe[3]', 'Recipe{5}', true],
    ['Recipe[*]', 'Recipe[4]', true],
    ['Recipe[*].Speed', 'Recipe[4].Name', false],
    ['Recipe[*].Speed', 'Recipe[0]{2}', true],
    ['Grid[1,*]', 'Grid[1,2]', true],
    ['Grid[1,2]', 'Grid[1,3]', false],
    ['Line*', 'Line7.Speed', true],
    ['Line*', 'Other', false],
    ['Program:Main.*', 'Program:Main.Counter.ACC', true],
    ['Program:Main.*', 'Program:Other.Counter', false],
    ['Program:Main', 'Program:Main.Counter', true],
    ['Program:Main.Counter', 'Counter', false],
    ['press speed', 'press speed', true],
    ['press speed', 'PRESS SPEED', true],
    ['press speed', 'press', false],
    ['Line*', 'press speed', true],
    ['A.B', 'A.C', false],
    ['A$B', 'AxB', false],
  ])('%s: %s, %s', (pattern, name, expected) => expect(new TagScope([pattern], tagOf).touches(name)).toBe(expected));

  it('any of its patterns', () => expect(new TagScope(['A', 'B'], tagOf).touches('B.C')).toBe(true));
});
