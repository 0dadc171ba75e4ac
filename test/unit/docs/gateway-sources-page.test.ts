import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explicitSchema } from '../../../src/client/options.js';
import { outputGroupSchema, readGroupSchema } from '../../../src/eip-config/gateway/groups.js';
import { explicitSourceSchema, implicitSourceSchema } from '../../../src/eip-config/gateway/sources.js';
import { ExplicitSource } from '../../../src/gateway/sources/explicit-source.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/gateway-sources.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('|'));
const named = (cell: string) =>
  [...(cell.split('|')[1] ?? '').matchAll(/`([\w.]+)(?:\(\w*\))?`/g)].map(([, name]) => name);
const listed = new Set(rows.flatMap(named));

const source = new ExplicitSource('press', { host: 'plc', groups: { fast: { tags: ['a'], rateMs: 1 } } });
const own = Object.keys(explicitSourceSchema.shape).filter((key) => !(key in explicitSchema.shape));

describe('docs/gateway-sources.md', () => {
  it.each([
    ...own,
    ...Object.keys(implicitSourceSchema.shape),
    ...Object.keys(readGroupSchema.shape).filter((key) => key !== 'batch'),
    ...Object.keys(outputGroupSchema.shape).filter((key) => key !== 'batch'),
    ...Object.keys(readGroupSchema.parse({ rateMs: 1 }).batch).map((key) => `batch.${key}`),
    ...Object.keys(source.status().groups.fast ?? {}),
    ...['targetState', 'readTags', 'writeTags', 'tagOf', 'lastGood', 'acknowledgeProgram'],
  ])('has a row for %s', (name) => expect(listed).toContain(name));

  it('tells the defaults as they are', () => {
    const { batch, history, priority } = readGroupSchema.parse({ rateMs: 1 });
    const rowOf = (name: string) => rows.find((row) => row.startsWith(`| \`${name}\``)) ?? '';
    expect(rowOf('batch.maxValues')).toContain(`| ${batch.maxValues.toLocaleString('en')} |`);
    expect(rowOf('batch.maxMs')).toContain(`| ${batch.maxMs} |`);
    expect(rowOf('history')).toContain(`| ${history.toLocaleString('en')} |`);
    expect(rowOf('priority')).toContain(`| \`${priority}\` |`);
  });

  it('names each event that sources tell', () => {
    const folder = join(resolve(__dirname, '../../..'), 'src/gateway/sources');
    const code = ['explicit-source.ts', 'adapter-ears.ts']
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('');
    const events = [...code.matchAll(/(?:notices\.event\(|onDown\([\w.]+, )'(\w+)'/g)].map(([, name]) => name);
    expect(events.length).toBeGreaterThan(8);
    for (const event of [...events, 'opened', 'closed', 'timedOut', 'aborted', 'orphaned', 'run', 'idle', 'overrun'])
      expect(listed).toContain(event);
  });
});
