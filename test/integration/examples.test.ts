import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';

const ROOT = resolve(__dirname, '../..');
const ADAPTER = '127.0.35.2';
const CONTROLLER = '127.0.35.1';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function started(script: string, ...args: string[]) {
  const child = spawn(process.execPath, [resolve(ROOT, script), ...args], { cwd: ROOT });
  children.push(child);
  const run = { child, text: '', errors: '', ended: once(child, 'close') };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    run.text += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    run.errors += chunk;
  });
  return run;
}

test('the controller compiles against the types of the package, and the adapter answers it', async () => {
  const tsc = resolve(ROOT, 'node_modules/typescript/bin/tsc');
  const compiled = spawnSync(process.execPath, [tsc, '-p', resolve(ROOT, 'examples')], { encoding: 'utf8' });
  expect(compiled.stdout).toBe('');
  expect(compiled.status).toBe(0);

  const adapter = started('examples/adapter.js', ADAPTER);
  while (!adapter.text.includes(`waiting for a scanner on ${ADAPTER}`)) await once(adapter.child.stdout, 'data');

  const controller = started('build/examples/controller.mjs', ADAPTER, CONTROLLER);
  expect((await controller.ended)[0], controller.errors).toBe(0);
  const scores = ['recipe 1: score 0.500', 'recipe 3: score 0.250', 'recipe 7: score 0.125'];
  const lines = controller.text.trim().split('\n');
  expect(lines.slice(0, 3)).toEqual(scores);
  expect(lines[3]).toMatch(/^sent \d+, received \d+, lost 0$/);

  adapter.child.kill('SIGINT');
  expect((await adapter.ended)[0]).toBe(0);
  expect(adapter.errors).toBe('');
  expect(adapter.text.trim().split('\n').slice(1)).toEqual([
    `${CONTROLLER}: opened (Forward Open accepted)`,
    `${CONTROLLER}: run (the originator says run)`,
    ...scores,
    `${CONTROLLER}: closed (closed by the originator (Forward Close))`,
  ]);
});

test('an address that is not on this machine: said in words, exit code 1', async () => {
  const adapter = started('examples/adapter.js', '192.0.2.1');
  expect((await adapter.ended)[0]).toBe(1);
  expect(adapter.errors).toMatch(/192\.0\.2\.1 is no address of this machine/);
});
