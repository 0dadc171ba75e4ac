import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

/** The table in test/README.md names tests: they have to be there. */

const tests = resolve(import.meta.dirname, '../..');
const page = readFileSync(resolve(tests, 'README.md'), 'utf8');
const rows = [...page.matchAll(/^\| (\d+) \| ([^|]+) \| (.+) \|$/gm)].map(([, number, what, cell]) => ({
  number: Number(number),
  what,
  named: (cell ?? '').split('; `').map((one) => one.replaceAll('`', '').split(/: (.*)/s) as [string, string]),
}));

test('all fifteen are there', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
});

test.each(rows)('$number: $what: has its tests', ({ named }) => {
  for (const [file, words] of named) {
    expect(readFileSync(resolve(tests, file), 'utf8'), `${file} says: ${words}`).toContain(words);
  }
});
