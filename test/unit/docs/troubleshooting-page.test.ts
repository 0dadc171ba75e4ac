import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeEncapsulationStatus, describeStatus } from '../../../src/cip/index.js';
import { hexCode } from '../../../src/cip/text.js';
import { ERROR_CODES } from '../../../src/error-codes.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/troubleshooting.md'), 'utf8');

const UNKNOWN = /^unknown status/;
const codes = (most: number) => Array.from({ length: most + 1 }, (_, code) => code);

/** Code, words and check of every status that is known, as a row has them. */
function generalRows(): string[][] {
  return codes(0xff)
    .map((code) => [hexCode(code, 2), describeStatus(code)] as const)
    .filter(([, { text }]) => !UNKNOWN.test(text))
    .map(([code, { text, check }]) => [code, text.replace(/ \(0x\w+\)$/, ''), check]);
}

function extendedRows(general: number): string[][] {
  const outer = describeStatus(general).text.replace(/ \(0x\w+\)$/, '');
  return codes(0xffff)
    .map((word) => [word, describeStatus(general, [word])] as const)
    .filter(([, { text }]) => text.startsWith(`${outer}: `))
    .map(([word, { text, check }]) => [
      `${hexCode(general, 2)}/${hexCode(word, 4)}`,
      text.slice(outer.length + 2).replace(/ \(0x\w+\/0x\w+\)$/, ''),
      check,
    ]);
}

function encapsulationRows(): string[][] {
  return codes(0xff)
    .map((code) => [hexCode(code, 2), describeEncapsulationStatus(code)] as const)
    .filter(([, { text }]) => !UNKNOWN.test(text))
    .map(([code, { text, check }]) => [code, text.replace(/ \(0x\w+\)$/, ''), check]);
}

/** Rows of the first table behind that heading. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  const lines = own.split('\n').filter((line) => line.startsWith('| 0x'));
  return lines.map((line) => line.slice(2, -2).split(' | '));
}

describe('docs/troubleshooting.md', () => {
  it.each([
    ['Encapsulation', encapsulationRows(), 6],
    ['General status', generalRows(), 40],
    ['Connection failure', extendedRows(0x01), 80],
    ['Logix', extendedRows(0xff), 9],
    ['Device state', extendedRows(0x10), 2],
  ])('%s: every known status, in the words of the package', (heading, rows, least) => {
    expect(rows.length).toBeGreaterThanOrEqual(least);
    expect(rowsUnder(heading)).toEqual(rows);
  });

  it('explains no status that has no row', () => {
    const explained = page
      .split('\n')
      .filter((line) => /^### 0x/.test(line))
      .flatMap((line) => line.match(/0x\w+/g) ?? []);
    expect(explained.length).toBeGreaterThan(20);
    const known = [...generalRows(), ...extendedRows(0x01)].map(([code = '']) => code.split('/').at(-1));
    expect(explained.filter((code) => !known.includes(code))).toEqual([]);
  });

  it('names no error code that does not exist', () => {
    const named = [...new Set(page.match(/\bEIP_[A-Z_]*[A-Z]\b/g))];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((code) => !Object.hasOwn(ERROR_CODES, code))).toEqual([]);
  });
});
