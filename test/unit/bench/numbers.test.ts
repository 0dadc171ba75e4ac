import { describe, expect, it } from 'vitest';
import { replaceBetweenMarks } from '../../../bench/lib/docs.mjs';
import { lostPercent, offPercent, slotsOf } from '../../../bench/lib/holding.mjs';
import { machineText } from '../../../bench/lib/machine.mjs';
import { median, spread, sum } from '../../../bench/lib/numbers.mjs';
import { readPattern, writePattern } from '../../../bench/lib/pattern.mjs';
import { alternate, figures } from '../../../bench/lib/rounds.mjs';
import { figure, limitRow, missingRow, ratioRow } from '../../../bench/lib/rows.mjs';
import { tableText } from '../../../bench/lib/table.mjs';

describe('numbers', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it.each([
    [[5], 0],
    [[1, 1, 1, 1], 0],
    [[8, 9, 10, 11, 12], 0.2],
    [[0, 0, 0], 0],
  ])('the spread of %j is %d of the median', (values, expected) => {
    expect(spread(values)).toBeCloseTo(expected);
  });

  it('the sum of nothing is 0', () => {
    expect(sum([])).toBe(0);
    expect(sum([1, 2, 3])).toBe(6);
  });

  it.each([
    [0, '0'],
    [0.001234, '0.00123'],
    [1.2345, '1.23'],
    [12.345, '12.3'],
    [144_308.4, '144308'],
    [-0.0421, '-0.0421'],
  ])('%d is written %s', (value, expected) => {
    expect(figure(value)).toBe(expected);
  });
});

describe('a row with a reference', () => {
  const row = { goal: 'G0', what: 'x', unit: 'us' };
  it('has the ratio of the medians, not the median of the ratios', () => {
    const { ours, reference, ratio } = ratioRow({ ...row, ours: [10, 20, 60], reference: [10, 40, 10], most: 2 });
    expect([ours, reference, ratio]).toEqual(['20.0 us', '10.0 us', '2.00']);
  });

  it.each([
    [{ most: 2 }, 'yes', '<= 2 x'],
    [{ most: 1.99 }, 'no', '<= 1.99 x'],
    [{ least: 2 }, 'yes', '>= 2 x'],
    [{ least: 2.01 }, 'no', '>= 2.01 x'],
    [{}, '-', 'for information'],
  ])('%j: %s', (limits, met, wanted) => {
    expect(ratioRow({ ...row, ours: [4], reference: [2], ...limits })).toMatchObject({ met, wanted });
  });

  it('is not met without a number', () => {
    expect(ratioRow({ ...row, ours: [0], reference: [0], most: 2 }).met).toBe('no');
  });

  it('has the spread of the rounds', () => {
    expect(ratioRow({ ...row, ours: [8, 9, 10, 11, 12], reference: [1, 1, 1, 1, 1] }).spread).toBe('20.0 %');
  });
});

describe('a row with a limit', () => {
  const row = { goal: 'G0', what: 'x', unit: '%' };
  it.each([
    [{ most: 0.2 }, 'yes', '<= 0.2 %'],
    [{ most: 0.19 }, 'no', '<= 0.19 %'],
    [{ least: 0.2 }, 'yes', '>= 0.2 %'],
    [{ least: 0.21 }, 'no', '>= 0.21 %'],
    [{}, '-', 'for information'],
  ])('%j: %s', (limits, met, wanted) => {
    expect(limitRow({ ...row, ours: [0.2], ...limits })).toMatchObject({ met, wanted, ours: '0.200 %' });
  });

  it('is not met where it could not be measured', () => {
    expect(missingRow('G3', 'production', 'no SCHED_FIFO')).toMatchObject({ met: 'no', ours: 'no SCHED_FIFO' });
  });
});

describe('rounds', () => {
  it('run in turn, and the first of each does not count', async () => {
    const order: string[] = [];
    const run = (name: string) => () => {
      order.push(name);
      return Promise.resolve({ n: order.length });
    };
    const results = await alternate(2, run('a'), run('b'));
    expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(figures(results, ({ n }: { n: number }) => n)).toEqual({ ours: [3, 5], reference: [4, 6] });
  });
});

describe('intervals', () => {
  const run = { count: 98, connections: 1, missed: 2, gaps: 1, spanUs: 100_000 };
  it('slots are those with packets, skipped, and with packets that did not arrive', () => {
    expect(slotsOf(run)).toBe(100);
    expect(lostPercent(run)).toBe(3);
  });

  it('the mean is over all of them', () => {
    expect(offPercent([run], 1_000)).toBeCloseTo(0);
    expect(offPercent([run, { ...run, spanUs: 102_000 }], 1_000)).toBeCloseTo(1);
  });
});

describe('the table', () => {
  it('aligns numbers to the right, the named columns to the left', () => {
    const text = tableText(
      ['what', 'n'],
      [
        ['a', 1],
        ['long', 1000],
      ],
      ['what'],
    );
    expect(text.split('\n')).toEqual(['| what |    n |', '|:-----|-----:|', '| a    |    1 |', '| long | 1000 |']);
  });

  it('goes into the page between its marks, and leaves the rest', () => {
    const page = 'before\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nafter\n';
    expect(replaceBetweenMarks(page, 'new\n')).toBe('before\n<!-- bench: begin -->\nnew\n<!-- bench: end -->\nafter\n');
    expect(() => replaceBetweenMarks('no marks', 'new')).toThrow('lacks');
  });

  it('names the machine, but no host', () => {
    expect(machineText(0.5)).toMatch(/^\d+ x .+, \w+, Linux \d+\.\d+\.\d+, Node v\d+\.\d+\.\d+, load before 0\.50$/);
  });
});

describe('the pattern', () => {
  it('is whole for every number', () => {
    const bytes = new Uint8Array(64);
    for (const number of [0, 1, 255, 256, 0x80000000, 0xffffffff]) {
      writePattern(bytes, number);
      expect(readPattern(bytes)).toBe(number);
    }
  });

  it('shows each byte that belongs to another value', () => {
    const bytes = new Uint8Array(64);
    for (let i = 4; i < bytes.length; i++) {
      writePattern(bytes, 7);
      bytes[i] = i + 8;
      expect(readPattern(bytes)).toBe(-1);
    }
  });
});
