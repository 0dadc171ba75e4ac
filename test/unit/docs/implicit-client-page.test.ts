import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIELD_FORMS } from '../../../src/adapter/config-file/field-forms.js';
import { connectSchema, implicitSchema } from '../../../src/adapter/implicit/options.js';
import { ERROR_CODES } from '../../../src/error-codes.js';
import { ImplicitClient } from '../../../src/index.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/implicit-client.md'), 'utf8');
const options = [...Object.keys(implicitSchema.shape), ...Object.keys(connectSchema.shape)];
/** Of a client of explicit messages: docs/client.md has them. */
const NOT_HERE = [
  'EIP_WRITE_REFUSED',
  'EIP_WRITE_NOT_SENT',
  'EIP_WRITE_UNCERTAIN',
  'EIP_WRITE_NOT_VERIFIED',
  'EIP_TAG_TYPE_DIFFERS',
  'EIP_WRITE_TYPE_DIFFERS',
];
const codes = Object.keys(ERROR_CODES).filter(
  (code) => /^EIP_(TAG|WRITE|ORIGINATOR|CLIENT)_/.test(code) && !NOT_HERE.includes(code),
);

describe('docs/implicit-client.md', () => {
  it('knows options and codes at all', () => expect([options.length, codes.length > 8]).toEqual([6, true]));

  it.each(options)('has a row for the option %s', (option) =>
    expect(page).toMatch(new RegExp(`^\\| \`${option}\` \\|`, 'm')),
  );

  it.each(Object.keys(FIELD_FORMS))('has a row for the type %s', (type) =>
    expect(page).toMatch(new RegExp(`^\\| .*\`${type}\``, 'm')),
  );

  it.each(codes.filter((code) => !code.endsWith('TOO_LONG')))('names %s', (code) => expect(page).toContain(code));

  it('has a row for every key of healthCheck()', async () => {
    const client = new ImplicitClient({
      adapter: {
        host: '127.0.0.2',
        identity: { vendorId: 1, serialNumber: 1, productName: 'Page' },
        assemblies: { state: { instance: 100, kind: 'input', size: 4 } },
      },
      tags: { A: { assembly: 'state', offset: 0, type: 'int' } },
    });
    const keys = Object.keys(await client.healthCheck());
    expect(keys.length).toBeGreaterThan(5);
    expect(keys.filter((key) => !page.includes(`| \`${key}\` |`))).toEqual([]);
  });
});
