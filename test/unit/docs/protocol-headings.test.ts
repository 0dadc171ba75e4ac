import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(__dirname, '../../..');
const headings = headingsOf('docs/protocol.md');
const references = ['src', 'native', 'deps/opener'].flatMap(filesBelow).flatMap(referencesIn);

function headingsOf(page: string): Set<string> {
  const text = readFileSync(join(root, page), 'utf8');
  return new Set([...text.matchAll(/^#{2,} (.+)$/gm)].map(([, heading]) => heading as string));
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mts|c|cc|h)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** `docs/protocol.md, "Heading"`, also when a comment breaks the line in between. */
function referencesIn(file: string): { file: string; heading: string }[] {
  const text = readFileSync(file, 'utf8').replace(/\s*\n\s*(\*|\/\/)?\s*/g, ' ');
  return [...text.matchAll(/docs\/protocol\.md[`]?,? "([^"]+)"/g)].map(([, heading]) => ({
    file,
    heading: heading as string,
  }));
}

describe('headings of docs/protocol.md named in the sources', () => {
  it('are named at all', () => expect(references.length).toBeGreaterThan(5));

  it.each(references)('$heading exists ($file)', ({ heading }) => expect([...headings]).toContain(heading));
});
