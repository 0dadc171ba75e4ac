/** The examples that embed this package: in a web service, in a worker, in a bundle. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { LogixSimulator, Scanner } from '../../src/testing.js';

const ROOT = resolve(__dirname, '../..');
const ADAPTER = '127.0.36.2';
const SCANNER = '127.0.36.1';
const CONTROLLER = '127.0.36.3';
const HTTP = 18_080;

type Line = Record<string, unknown>;

const children: ChildProcess[] = [];
const scanners: Scanner[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const scanner of scanners.splice(0)) scanner.destroy();
});

function started(script: string, args: readonly string[], cwd = ROOT) {
  const child = spawn(process.execPath, [script, ...args], { cwd });
  children.push(child);
  const run = { child, text: '', errors: '', ended: once(child, 'close') };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    run.text += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    run.errors += chunk;
  });
  /** Whole lines so far; each of them is JSON. */
  const lines = () =>
    run.text
      .split('\n')
      .slice(0, -1)
      .map((line): Line => JSON.parse(line));
  /** The first line that fits; fails when the process ends without one. */
  const line = async (fits: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const found = lines().find(fits);
      if (found !== undefined) return found;
      const ended = await Promise.race([once(child.stdout, 'data').then(() => false), run.ended.then(() => true)]);
      if (ended && !lines().some(fits)) throw new Error(`it ended without the line: ${run.text}${run.errors}`);
    }
  };
  /** How it ended after SIGTERM. */
  const stopped = async () => {
    child.kill('SIGTERM');
    const [code, signal] = await run.ended;
    return { code, signal, errors: run.errors };
  };
  return { run, lines, line, stopped };
}

async function openScanner(outputSize: number, inputSize: number): Promise<Scanner> {
  const output = { instance: 150, size: outputSize };
  const input = { instance: 100, size: inputSize };
  const scanner = new Scanner({ host: ADAPTER, bind: SCANNER, rpiMs: 10, output, input, config: null });
  scanners.push(scanner);
  await scanner.open();
  return scanner;
}

async function received(scanner: Scanner, fits: (data: Buffer) => boolean): Promise<void> {
  for await (const [packet] of on(scanner, 'data')) if (fits(Buffer.from(packet.value))) return;
}

const int16 = (value: number) => Uint8Array.of(value & 0xff, value >> 8);
const CLEAN = { code: 0, signal: null, errors: '' };

test('a Fastify service: adapter, client and log together, closed by the application', async () => {
  const plc = new LogixSimulator({ host: CONTROLLER, tags: { Speed: { type: 'DINT', value: 1500 } } });
  await plc.start();
  const { lines, line, stopped } = started('examples/embed-fastify.mjs', [ADAPTER, CONTROLLER, String(HTTP)]);
  await line(({ msg }) => String(msg).startsWith('Server listening'));
  const url = `http://127.0.0.1:${HTTP}`;
  const asked = async (path: string, init?: RequestInit) => (await (await fetch(`${url}${path}`, init)).json()) as Line;

  const scanner = await openScanner(2, 4);
  scanner.write(int16(7));
  while ((await asked('/recipe')).recipe !== 7);
  const headers = { 'content-type': 'application/json' };
  expect(await asked('/score', { method: 'POST', headers, body: '{"score":0.5}' })).toEqual({ score: 0.5 });
  await received(scanner, (data) => data.readFloatLE(0) === 0.5);
  while ((await asked('/health')).client !== 'connected');
  expect(await asked('/tags/Speed')).toEqual({ value: 1500 });
  expect(await asked('/tags/None')).toMatchObject({ statusCode: 500, code: 'EIP_READ_REFUSED' });

  const closed = once(scanner, 'closed');
  expect(await stopped()).toEqual(CLEAN);
  await closed;
  await plc.stop();
  const app = { name: 'vision-cell', instance: ADAPTER };
  expect(lines().every((each) => JSON.stringify(each.app).includes(app.name))).toBe(true);
  const score = lines().find(({ msg }) => msg === 'the score is set');
  const completed = lines().filter(
    ({ msg, correlationId }) => msg === 'request completed' && correlationId !== undefined,
  );
  expect(score).toMatchObject({ module: 'cell', score: 0.5, correlationId: expect.any(String) });
  expect(completed.map(({ correlationId }) => correlationId)).toContain(score?.correlationId);
});

test('a worker: its adapter answers while the main thread has the log and the signals', async () => {
  const { line, lines, stopped } = started('examples/embed-worker.mjs', [ADAPTER]);
  expect(await line(({ msg }) => msg === 'waiting for a scanner')).toMatchObject({ module: 'worker' });
  const scanner = await openScanner(2, 2);
  scanner.write(int16(513));
  await received(scanner, (data) => data.readInt16LE(0) === 513);
  expect(await line(({ msg, count }) => msg === 'counted' && count === 513)).toMatchObject({ module: 'main' });
  const closed = once(scanner, 'closed');
  expect(await stopped()).toEqual(CLEAN);
  await closed;
  expect(lines().at(-1)).toMatchObject({ msg: 'the worker has ended', code: 0 });
});

test('a bundle: one file and the addon, in a folder without node_modules', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eip-bundle-'));
  const built = spawnSync(process.execPath, ['examples/embed-bundle/build.mjs', folder], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect({ status: built.status, errors: built.stderr }).toEqual({ status: 0, errors: '' });
  expect(readdirSync(folder).sort()).toEqual(['prebuilds', 'service.cjs']);

  const { line, stopped } = started(join(folder, 'service.cjs'), [ADAPTER], tmpdir());
  await line(({ msg }) => msg === 'waiting for a scanner');
  const scanner = await openScanner(32, 32);
  scanner.write(new Uint8Array(32).fill(9));
  await received(scanner, (data) => data.every((byte) => byte === 9));
  expect(await stopped()).toEqual(CLEAN);
});

test('a bundle whose addon is missing says what belongs beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eip-bundle-'));
  spawnSync(process.execPath, ['examples/embed-bundle/build.mjs', folder], { cwd: ROOT });
  rmSync(join(folder, 'prebuilds'), { recursive: true });
  const { line, run } = started(join(folder, 'service.cjs'), [ADAPTER], tmpdir());
  const { err } = await line(({ msg }) => msg === 'not started');
  expect(err).toMatchObject({ code: 'EIP_NATIVE_MISSING' });
  expect(JSON.stringify(err)).toContain(`Beside a bundle, in ${folder}, belongs the folder prebuilds/`);
  expect((await run.ended)[0]).toBe(1);
});
