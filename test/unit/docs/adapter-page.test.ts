import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allowListsSchema } from '../../../src/adapter/allow.js';
import { connectionOptions } from '../../../src/adapter/connection-schema.js';
import * as api from '../../../src/adapter/index.js';
import { adapterSchema, assemblySchema } from '../../../src/adapter/option-schema.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/adapter.md'), 'utf8');

/** Options of a schema, those of the objects in it included. */
const OPTIONS: readonly string[] = [
  ...Object.keys(adapterSchema.shape),
  ...Object.keys(adapterSchema.shape.identity.shape),
  ...Object.keys(assemblySchema.shape),
  ...Object.keys(connectionOptions.shape),
  ...Object.keys(adapterSchema.shape.limits.unwrap().shape),
  ...Object.keys(adapterSchema.shape.multicast.unwrap().shape),
  ...Object.keys(allowListsSchema.shape),
];

/** Functions that make a field. */
const FIELDS = Object.entries(api)
  .filter(([name, value]) => typeof value === 'function' && !/^[A-Z]/.test(name))
  .map(([name]) => name)
  .filter((name) => !['layout', 'loadAdapterConfig'].includes(name));

describe('docs/adapter.md', () => {
  it.each(OPTIONS)('has a row for the option %s', (option) =>
    expect(page).toMatch(new RegExp(`^\\| \`${option}\` \\|`, 'm')),
  );

  it('knows options and fields at all', () => expect([OPTIONS.length > 25, FIELDS.length > 15]).toEqual([true, true]));

  it.each(FIELDS)('has a row for the field %s', (field) =>
    expect(page).toMatch(new RegExp(`^\\| .*\`${field}[(\`]`, 'm')),
  );
});
