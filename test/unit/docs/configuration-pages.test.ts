import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adapterSection } from '../../../src/adapter/config-file/adapter-section.js';
import { FIELD_FORMS } from '../../../src/adapter/config-file/field-forms.js';
import { CONFIG_SECTIONS, ConfigFile } from '../../../src/config/config-file.js';
import { problemText } from '../../../src/config/problems.js';
import { edsSection } from '../../../src/eds/config-section.js';
import { edsSchema } from '../../../src/eds/options.js';

const root = resolve(__dirname, '../../..');
const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8');
const configuration = page('configuration.md');

describe('docs/configuration.md', () => {
  const blocks = [...configuration.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');

  it('has a file to begin with', () => expect(blocks).toHaveLength(1));

  it.each(blocks)('its file is right', (text) => {
    const file = ConfigFile.parse(text, 'page');
    const problems = [...file.problems, ...adapterSection(file).problems, ...edsSection(file).problems];
    expect(problems.map(problemText)).toEqual([]);
  });

  it.each(CONFIG_SECTIONS)('has a row for the key %s', (key) =>
    expect(configuration).toMatch(new RegExp(`^\\| \`${key}\` \\|`, 'm')),
  );

  it.each([...Object.keys(FIELD_FORMS), 'array'])('has a row for the field type %s', (type) =>
    expect(configuration).toMatch(new RegExp(`^\\|[^|]*\`${type}\`[^|]*\\|`, 'm')),
  );
});

describe('docs/eds.md', () => {
  const eds = page('eds.md');

  it.each(Object.keys(edsSchema.shape))('has a row for the option %s', (option) =>
    expect(eds).toMatch(new RegExp(`^\\| \`${option}\` \\|`, 'm')),
  );
});

describe('docs/plc-setup.md', () => {
  const rows = page('plc-setup.md');
  const protocol = page('protocol.md');
  const failures = protocol.slice(protocol.indexOf('### Connection failure'), protocol.indexOf('### Forward Close'));
  const codes = [...failures.matchAll(/^\| 0x(\w{4}) \|/gm)].map(([, code]) => code ?? '');

  it('knows codes at all', () => expect(codes.length).toBeGreaterThan(20));

  it.each(codes)('01/%s has a row', (code) => expect(mentions(code)).toBe(true));

  /** Alone, among others, or within `01/0134 to 01/0139`. */
  function mentions(code: string): boolean {
    const firsts = [...rows.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell ?? '');
    return firsts.some((cell) => {
      const [from = '', to = from] = [...cell.matchAll(/01\/(\w{4})/g)].map(([, one]) => one ?? '');
      return cell.includes(`01/${code}`) || (cell.includes(' to ') && from <= code && code <= to);
    });
  }
});
