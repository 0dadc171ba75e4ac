import { describe, expect, it } from 'vitest';
import { asKey, PlanCache, type ReadPlan, tagsOf } from '../../../src/client/tags/read-plan.js';

function planFor(keys: readonly string[], names: readonly string[] = keys): ReadPlan {
  const { tags, slots } = tagsOf(names);
  return { keys, names, tags, slots, packets: [], large: [] };
}

/** Text that is the same and another object. */
const again = (names: readonly string[]) => JSON.parse(JSON.stringify(names)) as string[];

describe('tagsOf', () => {
  it('has each tag once, and for each key which it is', () => {
    expect(tagsOf(['a', 'b', 'a', 'c', 'b'])).toEqual({ tags: ['a', 'b', 'c'], slots: [0, 1, 0, 2, 1] });
    expect(tagsOf(['__proto__', 'constructor', '__proto__'])).toEqual({
      tags: ['__proto__', 'constructor'],
      slots: [0, 1, 0],
    });
  });
});

describe('a plan is found for exactly what it was made for', () => {
  const names = ['Speed', 'Counts[3]', 'Word.2'];
  const aliases = { s: 'Speed', c: 'Counts[3]' };

  it.each<[string, unknown]>([
    ['the same array', names],
    ['an array of the same names', again(names)],
  ])('%s', (_, asked) => {
    const cache = new PlanCache();
    const plan = planFor(names);
    cache.add(plan);
    expect(cache.find(asked)).toBe(plan);
  });

  it.each<[string, unknown]>([
    ['another order', ['Counts[3]', 'Speed', 'Word.2']],
    ['one less', ['Speed', 'Counts[3]']],
    ['one more', [...names, 'Big']],
    ['another case', ['speed', 'Counts[3]', 'Word.2']],
    ['what is no name', ['Speed', 'Counts[3]', 5]],
    ['holes', new Array(3)],
    ['aliases that are those names', Object.fromEntries(names.map((name) => [name, name]))],
    ['nothing', undefined],
    ['null', null],
    ['a text', 'Speed'],
  ])('%s is none of its', (_, asked) => {
    const cache = new PlanCache();
    cache.add(planFor(names));
    expect(cache.find(asked)).toBeUndefined();
  });

  it('aliases go with their names and their order', () => {
    const cache = new PlanCache();
    const plan = planFor(Object.keys(aliases), Object.values(aliases));
    cache.add(plan);
    expect(cache.find({ ...aliases })).toBe(plan);
    for (const other of [
      { s: 'Speed' },
      { s: 'Speed', c: 'Counts[4]' },
      { c: 'Counts[3]', s: 'Speed' },
      { x: 'Speed', c: 'Counts[3]' },
    ]) {
      expect(cache.find(other)).toBeUndefined();
    }
    expect(cache.find(Object.keys(aliases))).toBeUndefined();
  });

  it('an array that was changed since is another one', () => {
    const cache = new PlanCache();
    cache.add(planFor([...names]));
    const asked = [...names];
    expect(cache.find(asked)).toBeDefined();
    asked[1] = 'Counts[4]';
    expect(cache.find(asked)).toBeUndefined();
  });
});

describe('there are only so many plans', () => {
  it('the one that was used longest ago goes', () => {
    const cache = new PlanCache();
    const plans = Array.from({ length: 32 }, (_, i) => planFor([`T${i}`]));
    for (const plan of plans) cache.add(plan);
    expect(cache.find(['T0'])).toBe(plans[0]);
    cache.add(planFor(['Last']));
    expect([cache.find(['T1']), cache.find(['T0']), cache.find(['Last'])]).toMatchObject([undefined, plans[0], {}]);
  });

  it('nor do they have more than so many tags together', () => {
    const cache = new PlanCache();
    const large = (letter: string) => Array.from({ length: 60_000 }, (_, i) => `${letter}${i}`);
    cache.add(planFor(large('A')));
    cache.add(planFor(large('B')));
    expect([cache.find(large('A')), cache.find(large('B'))]).toMatchObject([undefined, {}]);
    cache.add(planFor(Array.from({ length: 100_001 }, (_, i) => `C${i}`)));
    expect(cache.find(large('B'))).toBeUndefined();
    cache.add(planFor(['Speed']));
    expect(cache.find(['Speed'])).toBeDefined();
  });
});

it('a key is the same text', () => {
  for (const text of ['Speed', '__proto__', '5', '', 'é']) expect(asKey(text)).toBe(text);
});
