import { describe, expect, it } from 'vitest';
import { browsedTag, listed } from '../../../src/client/browse/browsed-tag.js';
import { browseSettings } from '../../../src/client/browse/options.js';
import { matches } from '../../../src/client/browse/pattern.js';
import { COUNTED_STRING, type SymbolEntry } from '../../../src/logix/index.js';

describe('a pattern of names', () => {
  it.each([
    ['*', '', true],
    ['*', 'Speed', true],
    ['speed', 'SPEED', true],
    ['Speed', 'Speeds', false],
    ['Sp*', 'Speed', true],
    ['*eed', 'Speed', true],
    ['S*e*d', 'Speed', true],
    ['S?eed', 'Speed', true],
    ['?', '', false],
    ['Speed?', 'Speed', false],
    ['*a*b', 'aab', true],
    ['*ab', 'aaab', true],
    ['*ab', 'aba', false],
    ['a.b', 'axb', false],
    ['a**b', 'ab', true],
    ['', 'a', false],
  ])('%s and %s: %s', (pattern, name, expected) => expect(matches(pattern, name)).toBe(expected));

  it('of many stars ends, whatever a controller calls its tags', () => {
    expect(matches(`${'*a'.repeat(100)}*b`, 'a'.repeat(65_535))).toBe(false);
  });
});

describe('the scope', () => {
  it.each([
    [undefined, { controller: true, programs: 'all' }],
    ['all', { controller: true, programs: 'all' }],
    ['controller', { controller: true, programs: [] }],
    ['Programs', { controller: false, programs: 'all' }],
    ['program:Main', { controller: false, programs: ['Main'] }],
  ])('%s', (scope, expected) => {
    expect(browseSettings({ ...(scope && { scope: scope as 'all' }) })).toMatchObject(expected);
  });

  it.each([{ scope: 'Main' }, { scope: 'Program:' }, { scope: 'Program:a b' }, { name: '' }, { name: 7 }])(
    'refuses %o',
    (options) => expect(() => browseSettings(options as never)).toThrow(/browse/),
  );
});

describe('an entry of the list', () => {
  const entry: SymbolEntry = { instance: 7, name: 'Tag', type: 0xc4, softwareControl: 1 << 26, externalAccess: 0 };
  const tag = (more: Partial<SymbolEntry>) => browsedTag(listed({ ...entry, ...more }, undefined), 'tag', undefined);

  it.each([
    [0, 'readWrite'],
    [2, 'readOnly'],
    [3, 'none'],
    [1, 'none'],
  ])('external access %i is %s', (externalAccess, access) => expect(tag({ externalAccess }).access).toBe(access));

  it('tells no access where the controller does not', () => {
    const { externalAccess: _, ...older } = entry;
    expect(browsedTag(listed(older, undefined), 'tag', undefined).access).toBe(null);
  });

  it('is an alias when bit 26 is clear', () => {
    expect([tag({ softwareControl: 0 }).isAlias, tag({}).isAlias]).toEqual([true, false]);
  });

  it('has no size where each value says its own', () => {
    const what = { type: COUNTED_STRING, dimensions: [] };
    expect(browsedTag(listed(entry, undefined), 'tag', what)).toMatchObject({ dataType: 'STRING', bytes: null });
  });
});
