import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../../src/telemetry/json-schemas.js';
import { rabbitSinkSchema } from '../../../src/telemetry/options.js';
import { ROUTING_FIELDS } from '../../../src/telemetry/sinks/routing-key.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/records.md'), 'utf8');

/** Names of fields, and the words that stand for one thing, wherever they are in a schema. */
function namesIn(schema: unknown, names = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return names;
  const { properties, enum: words, const: word } = schema as { properties?: object; enum?: string[]; const?: unknown };
  for (const name of [...Object.keys(properties ?? {}), ...(words ?? [])]) names.add(name);
  if (typeof word === 'string') names.add(word);
  for (const part of Object.values(schema)) namesIn(part, names);
  return names;
}

describe.each(Object.entries(jsonSchemas()))('%s', (file, schema) => {
  const names = [...namesIn(schema)];

  it('docs/records.md tells every field and word of it', () => {
    expect(names.length).toBeGreaterThan(10);
    expect(
      names.filter((name) => !new RegExp(`\`[^\`\n]*${name.replace('$', '\\$')}\\b[^\`\n]*\``).test(page)),
    ).toEqual([]);
  });

  it('docs/records.md names its file', () => expect(page).toContain(file));
});

describe('options of RabbitSink', () => {
  const defaults = Object.entries(rabbitSinkSchema.parse({ queue: 'x' })).filter(([name]) => name !== 'queue');

  it.each(Object.keys(rabbitSinkSchema.shape))('docs/records.md has a row for %s', (name) => {
    expect(page).toContain(`\n| \`${name}\` |`);
  });

  it('docs/records.md tells their defaults', () => {
    const row = (name: string) => page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    const shown = (value: unknown) => (typeof value === 'number' ? value.toLocaleString('en') : String(value));
    expect(defaults.length).toBeGreaterThan(3);
    expect(defaults.filter(([name, value]) => !row(name).includes(shown(value)))).toEqual([]);
  });

  it('docs/records.md names every field of a routing key', () => {
    for (const field of ROUTING_FIELDS) expect(page).toContain(`\`{${field}}\``);
  });
});
