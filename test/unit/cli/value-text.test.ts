import { describe, expect, it } from 'vitest';
import { sampleOf, sparkline } from '../../../src/cli/sparkline.js';
import { plainValue, ValueTextError, valueOfText, valueText } from '../../../src/cli/value-text.js';
import { WatchTable } from '../../../src/cli/watch-table.js';
import type { TagValue } from '../../../src/eip-client.js';

const time = new Date('2024-05-01T06:00:00Z');

describe('a text is a value of the kind that the tag has', () => {
  it.each<[string, TagValue, TagValue]>([
    ['5', 1, 5],
    [' 0x10 ', 1, 16],
    ['-2.5e3', 1, -2500],
    ['9007199254740993', 1n, 9_007_199_254_740_993n],
    ['0xff', 1n, 255n],
    ['TRUE', false, true],
    ['off', true, false],
    ['1', false, true],
    ['a=b ', '', 'a=b '],
    ['', 'x', ''],
    ['2024-05-01T06:00:00Z', new Date(0), time],
    ['01 ff', Uint8Array.of(0), Uint8Array.of(1, 255)],
    ['[1,2]', [0, 0], [1, 2]],
    ['[1,"2"]', [0n, 0n], [1n, 2n]],
    ['[[1],[2]]', [[0], [0]], [[1], [2]]],
    [
      '{"name":"x","Big":"5","At":"2024-05-01T06:00:00Z"}',
      { Name: '', Big: 1n, At: new Date(0) },
      { name: 'x', Big: 5n, At: time },
    ],
    ['{"Other":1}', { Name: '' }, { Other: 1 }],
  ])('%#', (text, old, value) => expect(valueOfText(text, old)).toEqual(value));

  it.each<[string, TagValue, string]>([
    ['', 1, 'expected a number, got ""'],
    ['1,5', 1, 'expected a number, got "1,5"'],
    ['NaN', 1, 'expected a number'],
    ['Infinity', 1, 'expected a number'],
    ['1.5', 1n, 'expected a whole number, got "1.5"'],
    ['yes', true, 'expected true or false, got "yes"'],
    ['tomorrow', time, 'expected a time'],
    ['0', Uint8Array.of(0), 'expected bytes in hex'],
    ['1,2', [0, 0], 'expected JSON, as in [0,0], got "1,2"'],
    ['{"Big":"x"}', { Big: 1n }, 'expected a whole number'],
  ])('%j is none: %#', (text, old, message) => {
    expect(() => valueOfText(text, old)).toThrow(ValueTextError);
    expect(() => valueOfText(text, old)).toThrow(message);
  });
});

it.each<[unknown, string, unknown]>([
  [1.5, '1.5', 1.5],
  [5n, '5', '5'],
  ['a\u001bb', '"a\\u001bb"', 'a\u001bb'],
  [time, '2024-05-01T06:00:00.000Z', '2024-05-01T06:00:00.000Z'],
  [new Date(Number.NaN), 'an invalid time', null],
  [Number.NaN, 'NaN', 'NaN'],
  [Uint8Array.of(1, 255), '01 ff', '01ff'],
  [{ A: [1, 2n] }, '{ A: [ 1, 2n ] }', { A: [1, '2'] }],
])('a value as text and as JSON: %#', (value, text, plain) => {
  expect([valueText(value), plainValue(value)]).toEqual([text, plain]);
});

it('a long value is cut', () => expect(valueText(Array(500).fill('long text'))).toHaveLength(1_003));

describe('a course', () => {
  it.each<[(number | undefined)[], string]>([
    [[0, 1], '▁█'],
    [[0, 1, 2, 3, 4, 5, 6, 7, 8], '▁▂▃▄▅▆▇██'],
    [[5, 5], '▁▁'],
    [[1, undefined, 2], '▁ █'],
    [[-1e308, 1e308], '▁█'],
    [[], ''],
  ])('%j', (samples, line) => expect(sparkline(samples)).toBe(line));

  it.each([
    [true, 1],
    [5n, 5],
    [2, 2],
    ['x', undefined],
    [Number.NaN, undefined],
    [[1], undefined],
  ])('of %s: %#', (value, sample) => expect(sampleOf(value)).toBe(sample));
});

it('a table has a row a tag: value, unit, course, or why there is none', () => {
  const table = new WatchTable(['speed', 'name', 'gone'], new Map([['speed', 'm/s']]));
  expect(table.lines()).toEqual(['speed    waiting', 'name     waiting', 'gone     waiting']);
  const take = (key: string, value: unknown, error?: string) =>
    table.take({
      key,
      name: key,
      timestamp: time,
      value,
      quality: error ? 'bad' : 'good',
      error: error && { message: error },
    } as never);
  for (let i = 0; i < 40; i++) take('speed', i % 2);
  take('name', 'x'.repeat(60));
  take('gone', undefined, 'no such tag');
  take('stranger', 1);
  expect(table.lines()).toEqual([
    `speed  ${'1 m/s'.padStart(40)}  ${'▁█'.repeat(16)}`,
    `name   "${'x'.repeat(36)}...`,
    `gone   ${' '.repeat(40)}  bad: no such tag`,
  ]);
});
