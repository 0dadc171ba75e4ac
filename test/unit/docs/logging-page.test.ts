import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RESERVED_FIELDS } from '../../../src/logging/fields.js';
import { loggingSchema } from '../../../src/logging/options.js';
import * as logging from '../../../src/logging.js';
import { ownLog } from '../logging/logs.js';

const root = resolve(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/logging.md'), 'utf8');
const rowsIn = (text: string) =>
  [...text.matchAll(/^\| ([^|]+) \| ([^|]*)/gm)].map(([, cell, next]) => ({
    cell: cell ?? '',
    next: next ?? '',
  }));
const rows = rowsIn(page);
const fieldRows = rowsIn(page.slice(page.indexOf('## Fields'), page.indexOf('## Secrets')));
const hasRow = (name: string) => rows.some(({ cell }) => cell.split(', ').some((one) => one.startsWith(`\`${name}`)));

/** Names of events in the sources that tell them. */
function eventsIn(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/'((?:adapter|client)\.\w+)'/g)].map(([, event]) => event ?? '');
}

const KINDS = ['opened', 'closed', 'timedOut', 'aborted', 'orphaned', 'run', 'idle'];
const EVENTS = [
  ...eventsIn('src/adapter/adapter-log.ts'),
  ...eventsIn('src/logging/client-log.ts'),
  ...KINDS.map((kind) => `connection.${kind}`),
];

describe('docs/logging.md', () => {
  it('knows events at all', () => expect(EVENTS.length).toBeGreaterThan(20));

  it.each([...Object.keys(loggingSchema.shape), ...Object.keys(loggingSchema.shape.file.unwrap().shape)])(
    'has a row for the option %s',
    (option) => expect(page).toMatch(new RegExp(`^\\| \`${option}\` \\|`, 'm')),
  );

  it('tells the default of each option as it is', () => {
    const complete = loggingSchema.parse({ file: { path: 'a' } });
    const shown = (value: unknown) => (typeof value === 'object' ? 'none' : Number(value) > 999 ? '' : String(value));
    const { file, ...options } = complete;
    const all = Object.entries({ ...options, ...file, path: 'required', size: '10 MiB' }).filter(
      ([name]) => name !== 'time',
    );
    const wrong = all.filter(([name, value]) => {
      const { next } = rows.find(({ cell }) => cell === `\`${name}\``) ?? {};
      return next === undefined || !next.includes(shown(value));
    });
    expect(wrong).toEqual([]);
  });

  it.each(RESERVED_FIELDS)('has a row for the field %s', (field) =>
    expect(page).toMatch(new RegExp(`^\\| \`${field}\` \\| (text|object)`, 'm')),
  );

  it('every field of a line is in the table, with its type', async () => {
    const { log, lines } = ownLog({ app: { name: 'a', version: '1', site: 's', instance: 'i' } });
    const run = logging.timed(() => {}, { logger: log.getLogger('m'), level: 'info' });
    run();
    logging.withCorrelationId('c', () => log.getLogger('m').error(new Error('e'), 'x'));
    log.getLogger('m').info({ blob: 'x'.repeat(300_000) });
    const typeWords: Record<string, string> = { string: 'text', number: 'number', object: 'object' };
    for (const [name, value] of (await lines()).flatMap((line) => Object.entries(line))) {
      const row = fieldRows.find(({ cell }) => cell.split(', ').includes(`\`${name}\``));
      expect(row, name).toBeDefined();
      expect(row?.next).toContain(typeWords[typeof value]);
    }
  });

  it.each(EVENTS)('has a row for the event %s', (event) => expect(hasRow(event)).toBe(true));

  it('has a row for every figure of status()', async () => {
    const { log } = ownLog({ console: 'json' });
    await log.flush();
    const { file, console: own, workers, ...status } = log.status();
    const names = [...Object.keys({ ...status, workers }), ...Object.keys({ ...file, ...own })];
    expect(names.filter((name) => !hasRow(name))).toEqual([]);
    expect(Object.keys(workers).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    expect(names.length).toBeGreaterThan(10);
  });

  it.each(Object.keys(logging).filter((name) => name !== 'loggingSchema'))('names %s', (name) =>
    expect(page).toContain(`\`${name}`),
  );
});
