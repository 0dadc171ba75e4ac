/**
 * The examples of the pages: every block marked runnable compiles against the built package and runs as it stands, in
 * a process of its own. One without an output block may run on: it is ended with SIGINT after a while.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Adapter } from '../../src/index.js';
import { Scanner } from '../../src/testing.js';
import { Broker } from '../support/broker/broker.js';
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

let broker: Broker | undefined;
/** Begun by the first example that wants it. */
async function brokerAddress(): Promise<string> {
  broker ??= await Broker.launch();
  return broker.address;
}
afterAll(() => broker?.dispose());

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

function run(file: string, atMostMs: number, env: Record<string, string>): Promise<Ran> {
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
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
    const env: Record<string, string> = block.broker ? { BROKER: await brokerAddress() } : {};
    const atMostMs = block.output === undefined ? LONG_ENOUGH_MS : AT_MOST_MS;
    const { code, signal, stdout, stderr } = await run(file, atMostMs, env);
    expect(stderr).toBe('');
    if (block.output === undefined) expect([0, 'SIGINT']).toContain(signal ?? code);
    else expect({ stdout: stdout.trimEnd(), code }).toEqual({ stdout: block.output, code: 0 });
  });
});

describe('status()', () => {
  /** The names of all that is in it, but for the names that an application gives. */
  async function namesOfStatus(): Promise<string[]> {
    const identity = { vendorId: 1, serialNumber: 1, productName: 'x' };
    const assemblies = { result: { instance: 100, kind: 'input', size: 4, watchdogMs: 60_000 } } as const;
    const connections = [{ type: 'inputOnly', input: 'result' }] as const;
    const adapter = new Adapter({ host: '127.0.41.2', port: 0, ioPort: 0, identity, assemblies, connections });
    await adapter.start();
    const { port } = adapter.status();
    const input = { instance: 100, size: 4 };
    const target = { host: '127.0.41.2', port: port ?? 0, bind: '127.0.41.1', ioPort: 0 };
    const scanner = new Scanner({ ...target, type: 'input', input, config: null });
    const opened = once(adapter, 'connection');
    await scanner.open();
    await opened;
    const status = adapter.status();
    await scanner.close();
    await adapter.stop();
    const [connection] = status.connections;
    const parts = [status, status.counters, status.scheduling, status.network, status.settings, status.lateness];
    const figures = [
      connection?.figures,
      status.intervals,
      status.assemblies.result,
      status.assemblies.result?.watchdog,
    ];
    return [...parts, ...figures].flatMap((part) => {
      if (part === undefined || part === null) throw new Error('a part of the status is not there');
      return Object.keys(part);
    });
  }

  test.each(['adapter', 'operation'])('docs/%s.md names every counter and figure', async (name) => {
    const page = readFileSync(join(root, `docs/${name}.md`), 'utf8');
    const names = await namesOfStatus();
    expect(names.length).toBeGreaterThan(90);
    expect(names.filter((name) => !new RegExp(`\`(\\w+\\.)?${name}[\`[]`).test(page))).toEqual([]);
  });
});
