/**
 * The examples of the pages: every block marked runnable compiles against the built package and runs as it stands, in
 * a process of its own. One without an output block may run on: it is ended with SIGINT after a while.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Adapter } from '../../src/index.js';
import { type RunnableBlock, runnableBlocks } from '../support/code-blocks.js';

const root = resolve(__dirname, '../..');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((page) => `docs/${page}`)].filter((page) =>
  page.endsWith('.md'),
);
const blocks = pages.flatMap((page) => runnableBlocks(root, page));
/** Inside the package, so that its own name resolves to it. */
const folder = join(root, 'build', `docs-${process.pid}`);
const LONG_ENOUGH_MS = 1500;
const AT_MOST_MS = 20_000;

const fileOf = ({ page, line, language }: RunnableBlock, ending = language === 'ts' ? 'mts' : 'cjs') =>
  join(folder, `${page.replace(/\W/g, '-')}-${line}.${ending}`);

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const block of blocks) writeFileSync(fileOf(block), block.code);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Compiler messages for the TypeScript blocks; their JavaScript stands beside them afterwards. */
function compile(): string[] {
  const program = ts.createProgram(
    blocks.filter(({ language }) => language === 'ts').map((block) => fileOf(block)),
    {
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      types: ['node'],
      lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
    },
  );
  const { diagnostics } = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(({ file, messageText }) => {
    return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

interface Ran {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(file: string, atMostMs: number): Promise<Ran> {
  const child = spawn(process.execPath, [file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGINT'), atMostMs);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return new Promise((done) => {
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      done({ code, signal, stdout, stderr });
    });
  });
}

describe('examples of the pages', () => {
  test('there are some', () => expect(blocks.length).toBeGreaterThanOrEqual(5));

  test('compile', () => expect(compile()).toEqual([]));

  test.each(blocks)('$page line $line runs', async (block) => {
    const file = fileOf(block, block.language === 'ts' ? 'mjs' : 'cjs');
    const { code, signal, stdout, stderr } = await run(file, block.output === undefined ? LONG_ENOUGH_MS : AT_MOST_MS);
    expect(stderr).toBe('');
    if (block.output === undefined) expect([0, 'SIGINT']).toContain(signal ?? code);
    else expect({ stdout: stdout.trimEnd(), code }).toEqual({ stdout: block.output, code: 0 });
  });
});

describe('docs/adapter.md', () => {
  const page = readFileSync(join(root, 'docs/adapter.md'), 'utf8');

  test('names every counter and figure of status()', async () => {
    const identity = { vendorId: 1, serialNumber: 1, productName: 'x' };
    const adapter = new Adapter({ host: '127.0.41.2', port: 0, ioPort: 0, identity, assemblies: {} });
    await adapter.start();
    const status = adapter.status();
    await adapter.stop();
    const names = [...Object.keys(status), ...Object.keys(status.counters), ...Object.keys(status.scheduling ?? {})];
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
