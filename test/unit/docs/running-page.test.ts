import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/index.js';

const root = resolve(__dirname, '../../..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');

describe('examples/edge.yaml', () => {
  it('is right, and what the README shows', () => {
    const { gateway } = loadConfig({ files: join(root, 'examples/edge.yaml'), env: {} });
    expect(Object.keys(gateway?.sources ?? {})).toEqual(['press']);
    expect(text('README.md')).toContain(`\`\`\`yaml\n${text('examples/edge.yaml')}\`\`\``);
  });
});

describe('docs/running.md', () => {
  it('names every figure of the summary', () => {
    const page = text('docs/running.md');
    const summary = text('src/cli/run-summary.ts');
    const figures = [...(/const figures = \{([\s\S]*?)\};/.exec(summary)?.[1]?.matchAll(/^ {4}(\w+)[:,]/gm) ?? [])];
    expect(figures.length).toBeGreaterThan(6);
    expect(figures.map(([, name]) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
