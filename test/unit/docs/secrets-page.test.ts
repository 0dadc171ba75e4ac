import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { examined } from '../../../src/config/refusal.js';
import { vaultSchema } from '../../../src/config/secrets/options.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/secrets.md'), 'utf8');

describe('docs/secrets.md', () => {
  it.each(Object.keys(vaultSchema.shape))('has a row for the option %s', (option) =>
    expect(page).toMatch(new RegExp(`^\\|[^|]*\`${option}\`[^|]*\\|`, 'm')),
  );

  it('its section "vault" is right', () => {
    const [, text = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
    expect(examined(vaultSchema, parse(text).vault).complaints).toBeUndefined();
  });

  it('says what it was tested against', () => expect(page).toContain('**Tested against a stub**'));
});
