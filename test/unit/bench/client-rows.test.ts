import { describe, expect, it } from 'vitest';
import { clientRows, floorTooSlow } from '../../../bench/client/rows.mjs';
import { replaceBetweenMarks } from '../../../bench/lib/docs.mjs';

const rounds = (perSecond: number, cpuMsPerThousand = 10) => [1, 2, 3].map(() => ({ perSecond, cpuMsPerThousand }));
const floor = {
  single: rounds(50_000),
  batch: rounds(8_000_000),
  list1000: rounds(20_000),
  list10000: rounds(4_000),
  four: rounds(50_500),
};

describe('the rows of the client bench', () => {
  it('hold our client against the floor of the same run', () => {
    const ours = { single: rounds(37_500, 15), batch: rounds(1_999_999), four: rounds(51_000) };
    const rows = clientRows({ ours, floor }).map(({ what, ratio, wanted, met }: Record<string, string>) => [
      what,
      ratio,
      wanted,
      met,
    ]);
    expect(rows).toEqual([
      ['single DINT', '0.75', '>= 0.75 x', 'yes'],
      ['500 DINT', '0.25', '>= 0.25 x', 'no'],
      ['single DINT, 4 in flight', '1.01', '>= 1 x', 'yes'],
      ['CPU of 1,000 single reads', '1.50', 'for information', '-'],
    ]);
  });

  it('judge nobody else', () => {
    const rows = clientRows({ other: { single: rounds(1) }, floor });
    expect(rows.map(({ client, met }: Record<string, string>) => [client, met])).toEqual([
      ['other', '-'],
      ['other', '-'],
    ]);
  });

  it('mean nothing when the floor is slow', () => {
    expect(floorTooSlow({ floor: { single: rounds(40_000) } })).toBe(false);
    expect(floorTooSlow({ floor: { single: rounds(39_999) } })).toBe(true);
  });
});

it('a table goes between the marks of its own bench', () => {
  const page = (text: string) =>
    `<!-- bench: begin -->\na\n<!-- bench: end -->\n<!-- bench:client: begin -->\n${text}<!-- bench:client: end -->\n`;
  expect(replaceBetweenMarks(page('old\n'), 'new', 'bench:client')).toBe(page('new\n'));
});
