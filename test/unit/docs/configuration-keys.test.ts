import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configPage, tablesOf } from '../../../scripts/lib/config-page.mjs';
import { CONFIG_SECTIONS } from '../../../src/config/config-file.js';
import { type Form, FormTree, fixedKeys } from '../../../src/config/form.js';
import { stepText } from '../../../src/config/variable-name.js';
import { configForm } from '../../../src/eip-config/schema.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/configuration.md'), 'utf8');
const form = configForm();
const tree = new FormTree(form);

describe('the tables of docs/configuration.md', () => {
  it('are those of the schema: else run "npm run docs:config"', () => {
    expect(page).toBe(configPage(page, { tree, stepText }));
  });

  it('are there for every section', () => expect([...tablesOf(page)].sort()).toEqual([...CONFIG_SECTIONS].sort()));

  it('follow the schema: a key more is a row more', () => {
    const app = { type: 'object', properties: { newKey: { type: 'integer', minimum: 1, description: 'New | here' } } };
    const other = new FormTree({ type: 'object', properties: { app } } as Form);
    expect(configPage('<!-- keys: app -->\nold\n<!-- /keys -->', { tree: other, stepText })).toBe(
      [
        '<!-- keys: app -->',
        '| key | variable | type | default | |',
        '|---|---|---|---|---|',
        '| `app.newKey` | `EIP_APP__NEW_KEY` | whole number from 1 |  | New \\| here |',
        '<!-- /keys -->',
      ].join('\n'),
    );
  });
});

describe('every key', () => {
  const paths = keysWithin([]);

  it('is among many', () => expect(paths.length).toBeGreaterThan(120));

  it('has a description', () => {
    const without = paths.filter((path) => {
      const parents = tree.at(path.slice(0, -1));
      const key = path.at(-1) as string;
      return !parents.some(
        ({ properties = {} }) => properties[key]?.description !== undefined || hasText(properties[key]),
      );
    });
    expect(without.map((path) => path.join('.'))).toEqual([]);
  });

  /** One that is defined once and used in several places has its text there. */
  function hasText(key: Form | undefined): boolean {
    const name = key?.$ref?.replace('#/$defs/', '');
    return name !== undefined && form.$defs?.[name]?.description !== undefined;
  }

  function keysWithin(path: (string | number)[]): (string | number)[][] {
    if (path.length > 7) return [];
    const forms = tree.at(path);
    const own = fixedKeys(forms).map((key) => [...path, key]);
    const steps = [...own, [...path, 'name'], [...path, 0]].filter((one) => tree.at(one).length > 0);
    return [...own, ...steps.flatMap(keysWithin)];
  }
});
