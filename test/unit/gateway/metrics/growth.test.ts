/** Counters over parts that begin anew. */
import { describe, expect, it } from 'vitest';
import { Growth } from '../../../../src/gateway/metrics/growth.js';
import type { Sample } from '../../../../src/gateway/metrics/samples.js';

function sample(part: string, name: string, value: number, labels = {}): Sample {
  return { part, name, value, labels };
}

/** What is told for one part's counters a and b, scrape after scrape. */
function toldFor(...scrapes: readonly (readonly [number, number])[]): (readonly number[])[] {
  const growth = new Growth();
  return scrapes.map(([a, b]) => growth.grown([sample('p', 'a', a), sample('p', 'b', b)]).map(({ value }) => value));
}

describe('counters', () => {
  it('are told as they are while they grow', () =>
    expect(toldFor([1, 0], [1, 5], [7, 5])).toEqual([
      [1, 0],
      [1, 5],
      [7, 5],
    ]));

  it('go on when their part begins anew', () =>
    expect(toldFor([10, 20], [0, 0], [3, 1])).toEqual([
      [10, 20],
      [10, 20],
      [13, 21],
    ]));

  it('go on together: one that fell says that the others began anew too', () =>
    expect(toldFor([10, 2], [1, 5], [2, 6])).toEqual([
      [10, 2],
      [11, 7],
      [12, 8],
    ]));

  it('go on over any number of new beginnings', () =>
    expect(toldFor([5, 0], [1, 0], [0, 0], [2, 0]).map(([a]) => a)).toEqual([5, 6, 6, 8]));

  it('of another part do not begin anew with it', () => {
    const growth = new Growth();
    growth.grown([sample('adapter', 'a', 10), sample('assembly', 'b', 10)]);
    const told = growth.grown([sample('adapter', 'a', 11), sample('assembly', 'b', 1)]);
    expect(told.map(({ value }) => value)).toEqual([11, 11]);
  });

  it('of one name are told apart by their labels', () => {
    const growth = new Growth();
    const scrape = (x: number, y: number) =>
      growth.grown([sample('p', 'a', x, { l: 'x' }), sample('p', 'a', y, { l: 'y' })]).map(({ value }) => value);
    scrape(5, 50);
    expect(scrape(1, 2)).toEqual([6, 52]);
  });

  it('go on when their part was away for a while', () => {
    const growth = new Growth();
    growth.grown([sample('sources/press', 'a', 10)]);
    growth.grown([]);
    expect(growth.grown([sample('sources/press', 'a', 2)]).map(({ value }) => value)).toEqual([12]);
  });

  it('of parts that come and go for ever do not fill the memory, and those that are there are kept', () => {
    const growth = new Growth();
    growth.grown([sample('kept', 'a', 7)]);
    growth.grown([sample('kept', 'a', 2)]);
    for (let index = 0; index < 2_500; index++) {
      growth.grown([sample('kept', 'a', 2), sample(`part ${index}`, 'a', 7)]);
    }
    expect(growth.size).toBeLessThan(1_100);
    expect(growth.grown([sample('kept', 'a', 3), sample('part 0', 'a', 1)]).map(({ value }) => value)).toEqual([10, 1]);
  });
});
