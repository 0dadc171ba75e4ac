import { describe, expect, it } from 'vitest';
import { compareCounts, differenceOf, toleranceWith, verdictOf } from '../../../bench/lib/budget.mjs';
import { slope, totalOf } from '../../../bench/lib/instructions.mjs';

describe('a count against the budget', () => {
  const CASES: [string, number, number, boolean, string][] = [
    ['the same', 600, 600, true, 'ok x: 600, recorded 600 (+0.00 %)'],
    ['nearly 2 % above', 600, 611.9, true, 'ok x: 611.9, recorded 600 (+1.98 %)'],
    ['more than 2 % above', 600, 612.1, false, 'not ok x: 612.1, recorded 600 (+2.02 %)'],
    ['a little below', 600, 590, true, 'ok x: 590, recorded 600 (-1.67 %)'],
    ['far below', 600, 500, true, 'ok x: 500, recorded 600 (-16.67 %, record the lower count)'],
  ];
  it.each(CASES)('%s', (_name, recorded, counted, ok, text) => {
    const lines = compareCounts({ x: recorded }, { x: counted }, toleranceWith(undefined));
    expect(lines.map((line) => line.ok)).toEqual([ok]);
    expect(lines.map(verdictOf)).toEqual([text]);
  });

  it('fails for a case that only one side knows', () => {
    const lines = compareCounts({ gone: 1 }, { fresh: 2 }, toleranceWith(undefined));
    expect(lines.map(({ ok }) => ok)).toEqual([false, false]);
    expect(lines.map(verdictOf)).toEqual([
      'not ok gone: recorded, but not counted any more',
      'not ok fresh: not recorded',
    ]);
  });
});

describe('counts of another toolchain', () => {
  it('may be up to 20 % above', () => {
    const tolerance = toleranceWith('recorded with compiler gcc 12.2.0, here it is gcc 14.1.0');
    const lines = compareCounts({ a: 600, b: 600 }, { a: 719, b: 721 }, tolerance);
    expect(lines.map(({ ok }) => ok)).toEqual([true, false]);
  });

  it('are known by what differs', () => {
    expect(differenceOf({ compiler: 'gcc 12.2.0' }, { compiler: 'gcc 12.2.0' })).toBeUndefined();
    expect(differenceOf({ compiler: 'gcc 12.2.0' }, { compiler: 'gcc 14.1.0' })).toBe(
      'recorded with compiler gcc 12.2.0, here it is gcc 14.1.0',
    );
    expect(differenceOf({}, { avx2: true })).toBe('recorded with avx2 undefined, here it is true');
  });
});

describe('the slope', () => {
  it('is instructions by cycle, what happens once taken out', () => {
    expect(slope(10_000 + 512 * 600, 10_000 + 1536 * 600)).toBe(600);
    expect(slope(0, 1024 * 0.125)).toBe(0.13);
  });

  it('is refused when nothing was counted', () => {
    expect(() => slope(0, 0)).toThrow('counted nothing');
  });

  it('comes from the total that callgrind wrote', () => {
    expect(totalOf('events: Ir\nfn=(1)\n0 5\ntotals: 1234\n')).toBe(1234);
    expect(() => totalOf('events: Ir\n')).toThrow('no total');
  });
});
