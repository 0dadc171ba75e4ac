/** The figures of docs/deployment.md by what the package does, and its links to files. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRecord, encodeRecord } from '../../../src/telemetry.js';

const root = resolve(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/deployment.md'), 'utf8');

/** Bytes of a record of deploy/edge.yaml with so many values. */
function bytesOf(count: number): number {
  const names = Array.from({ length: count }, (_, i) => `Position${i % 10}`.padEnd(9 + Math.floor(i / 10), '_'));
  const timestamp = new Date('2026-11-28T12:00:00.123Z').toISOString();
  const values = Object.fromEntries(names.map((name) => [name, { value: 12.5, quality: 'good' as const, timestamp }]));
  const app = { name: 'edge', site: 'plant-4', instance: 'box-7' };
  return encodeRecord(createRecord({ kind: 'sample', source: 'press', group: 'fast', app, values })).length;
}

describe('docs/deployment.md', () => {
  const [, one, further] = /\| a record \| (\d+) bytes with one value, (\d+) for each further one/.exec(page) ?? [];

  it('tells how long a record is', () => {
    expect(Number(one)).toBe(10 * Math.round(bytesOf(1) / 10));
    expect(Number(further)).toBe(10 * Math.round((bytesOf(10) - bytesOf(1)) / 90));
  });

  it('counts its example by these', () => {
    const [, records, each] = /are (\d+) records of ([\d,]+) bytes/.exec(page) ?? [];
    expect([Number(records), Number(each?.replace(',', ''))]).toEqual([5, Number(one) + 9 * Number(further)]);
    const bytes = 5 * (Number(one) + 9 * Number(further));
    expect(page).toContain(`: ${(bytes / 1_000).toFixed(1)} kB/s`);
    const outage = 5 * (Number(one) + 9 * Number(further) + 84) * 60 * 3_600;
    expect(page).toContain(`needs ${(outage / 1e9).toFixed(1)} GB`);
    expect(page).toContain(`would be ${Math.round((50 * Number(one)) / 1_000)} kB/s`);
  });

  it('names files that are there', () => {
    const files = [...page.matchAll(/`(deploy\/[\w.-]+)`/g)].map(([, path = '']) => path);
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each([...page.matchAll(/^\| `([\w=.-]+)`/gm)].map(([, said = '']) => said).filter((said) => said.includes('=')))(
    'the unit says %s',
    (said) => expect(readFileSync(join(root, 'deploy/eip-native.service'), 'utf8')).toContain(`\n${said}`),
  );
});
