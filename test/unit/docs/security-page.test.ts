import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adapterSection } from '../../../src/adapter/config-file/adapter-section.js';
import { ConfigFile } from '../../../src/config/config-file.js';
import { problemText } from '../../../src/config/problems.js';

const page = readFileSync(join(resolve(__dirname, '../../..'), 'docs/security.md'), 'utf8');
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');

describe('docs/security.md', () => {
  it('has a configuration', () => expect(blocks).toHaveLength(1));

  it.each(blocks)('its configuration is right', (text) => {
    const file = ConfigFile.parse(text, 'page');
    expect([...file.problems, ...adapterSection(file).problems].map(problemText)).toEqual([]);
  });

  it.each(['allow.explicit', 'allow.io', 'maxSessionsPerPeer', 'readOnly'])('has a row for %s', (option) =>
    expect(page).toContain(`| \`${option}\` |`),
  );
});
