import { describe, expect, it } from 'vitest';
import { normaliseSubscription } from '../../../src/client/subscriptions/options.js';
import type { EipConfigError } from '../../../src/errors.js';

const rate = { rateMs: 100 };

describe('options of a subscription', () => {
  it('are completed', () => {
    expect(normaliseSubscription(['A', 'B', 'A'], rate)).toEqual({
      rateMs: 100,
      report: 'change',
      history: 0,
      staleMs: 1_000,
      signal: undefined,
      tags: [
        { key: 'A', name: 'A', band: { kind: 'absolute', most: 0 } },
        { key: 'B', name: 'B', band: { kind: 'absolute', most: 0 } },
      ],
    });
  });

  it('stale is three cycles, or as said', () => {
    expect(normaliseSubscription(['A'], { rateMs: 5_000 }).staleMs).toBe(15_000);
    expect(normaliseSubscription(['A'], { rateMs: 5_000, staleMs: 70 }).staleMs).toBe(70);
  });

  it('aliases, and deadbands of their own', () => {
    const range = [-100, 400];
    const tags = {
      a: 'A',
      b: { name: 'A', deadband: 2 },
      c: { name: 'C', deadband: { percent: 5, range } },
      d: { name: 'D' },
    };
    expect(normaliseSubscription(tags, { rateMs: 1, deadband: { percent: 1 } }).tags).toEqual([
      { key: 'a', name: 'A', band: { kind: 'relative', percent: 1 } },
      { key: 'b', name: 'A', band: { kind: 'absolute', most: 2 } },
      { key: 'c', name: 'C', band: { kind: 'absolute', most: 25 } },
      { key: 'd', name: 'D', band: { kind: 'relative', percent: 1 } },
    ]);
  });

  it.each<[string, unknown, unknown, string]>([
    ['no options', ['A'], undefined, 'options: expected an object, got nothing'],
    ['no rate', ['A'], {}, 'rateMs: expected a whole number from 1 to 3600000, got nothing'],
    ['a rate of 0', ['A'], { rateMs: 0 }, 'rateMs: expected a whole number from 1 to 3600000, got 0'],
    ['a misspelt option', ['A'], { ...rate, onchange: true }, 'onchange: '],
    [
      'a report that there is none',
      ['A'],
      { ...rate, report: 'x' },
      'report: expected one of "change", "cycle", got "x"',
    ],
    ['a history', ['A'], { ...rate, history: -1 }, 'history: expected a whole number from 0 to 100000, got -1'],
    ['staleMs', ['A'], { ...rate, staleMs: 0 }, 'staleMs: expected a whole number from 1 to 86400000, got 0'],
    ['a signal', ['A'], { ...rate, signal: {} }, 'signal: expected an AbortSignal, got an object'],
    ['no tags', [], rate, 'tags: expected 1 to 100000 tags, got 0'],
    ['a text', 'Speed', rate, 'tags: expected an array of names or { alias: name }, got "Speed"'],
    ['a map', new Map([['a', 'A']]), rate, 'tags: expected an array of names or { alias: name }, got an object'],
    ['a name that is none', ['A', 5], rate, 'tags[1]: expected the name of a tag or { name, deadband }, got 5'],
    // biome-ignore lint/suspicious/noSparseArray: what it is about
    ['a hole', ['A', , 'B'], rate, 'tags[1]: expected the name of a tag or { name, deadband }, got undefined'],
    ['an entry without a name', { a: {} }, rate, 'tags.a.name: expected the name of a tag, got undefined'],
    ['an entry with more', { a: { name: 'A', rateMs: 1 } }, rate, 'tags.a.rateMs: there is no such option'],
    [
      'a negative deadband',
      ['A'],
      { ...rate, deadband: -1 },
      'deadband: expected a number from 0 on or { percent, range }, got -1',
    ],
    ['a deadband of NaN', ['A'], { ...rate, deadband: Number.NaN }, 'deadband: expected a number from 0 on'],
    [
      'too many percent',
      ['A'],
      { ...rate, deadband: { percent: 101 } },
      'deadband.percent: expected a number from 0 to 100, got 101',
    ],
    ['percent and more', ['A'], { ...rate, deadband: { percent: 1, of: 3 } }, 'deadband.of: there is no such option'],
    [
      'a range of nothing',
      { a: { name: 'A', deadband: { percent: 1, range: [1, 1] } } },
      rate,
      'tags.a.deadband.range: expected [low, high]',
    ],
  ])('refuses %s', (_, tags, options, message) => {
    expect(() => normaliseSubscription(tags, options)).toThrow(message);
  });

  it('tells all that is wrong at once', () => {
    let error: unknown;
    try {
      normaliseSubscription([1, 'A', 2], rate);
    } catch (thrown) {
      error = thrown;
    }
    expect((error as EipConfigError).problems?.map(({ option }) => option)).toEqual(['tags[0]', 'tags[2]']);
  });
});
