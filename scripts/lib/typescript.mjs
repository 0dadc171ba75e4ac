// TypeScript of the tests for scripts that need it too: bundled, as Node 20 reads none.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** What a module exports; it may import modules of Node and other such files. */
export async function importTypeScript(path) {
  const folder = mkdtempSync(join(tmpdir(), 'eip-typescript-'));
  try {
    const outfile = join(folder, 'module.mjs');
    await build({ entryPoints: [path], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
