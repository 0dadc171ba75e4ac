/** docs/compatibility.md lists what the built package has: a name that comes or goes is a change of the page too. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CONFIG_VERSION } from '../../src/config/version.js';
import { RESERVED_FIELDS } from '../../src/logging/fields.js';
import { SCHEMA_VERSION } from '../../src/telemetry.js';

const root = resolve(__dirname, '../..');
const page = readFileSync(join(root, 'docs/compatibility.md'), 'utf8');
const required = createRequire(__filename);
const manifest = required(join(root, 'package.json'));

interface Target {
  readonly require: { readonly default: string };
  readonly import: { readonly default: string };
}

const entries = Object.entries(manifest.exports as Record<string, Target | string>)
  .filter((entry): entry is [string, Target] => typeof entry[1] !== 'string')
  .map(([name, target]) => ({ name: name.replace(/^\./, manifest.name), target }));

/** The names in the row of a subpath. */
function listed(subpath: string): string[] {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${subpath}\` |`)) ?? '';
  return [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');
}

const withoutDefault = (exported: object) =>
  Object.keys(exported).filter((name) => !/^(default|module\.exports)$/.test(name));

describe('docs/compatibility.md', () => {
  test('has a row for each subpath', () => expect(entries.length).toBeGreaterThanOrEqual(5));

  test.each(entries)('$name exports the names of its row, by require', ({ name, target }) => {
    expect(Object.keys(required(join(root, target.require.default))).sort()).toEqual(listed(name));
  });

  test.each(entries)('$name exports the same names by import', async ({ name, target }) => {
    const exported = await import(pathToFileURL(join(root, target.import.default)).href);
    expect(withoutDefault(exported).sort()).toEqual(listed(name));
  });

  test('tells the versions of the formats', () => {
    expect(page).toMatch(new RegExp(`^\\| configuration \\| version ${CONFIG_VERSION} `, 'm'));
    expect(page).toMatch(new RegExp(`^\\| records, commands, answers \\| version ${SCHEMA_VERSION} `, 'm'));
  });

  test.each(RESERVED_FIELDS)('names the field %s of a log line', (field) => {
    const row = page.split('\n').find((line) => line.startsWith('| logs |'));
    expect(row).toContain(`\`${field}\``);
  });

  test('names the oldest Node.js', () => {
    expect(manifest.engines.node).toBe('>=20');
    expect(page).toContain('| Node.js | 20 or newer.');
  });
});
