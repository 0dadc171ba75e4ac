/** Where no native binary is to be had, everything works that is TypeScript: client, simulator, their commands. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogixSimulator } from '../../src/testing.js';

const PLC = '127.0.77.12';
const repository = resolve(__dirname, '../..');
const plc = new LogixSimulator({ host: PLC, port: 0, tags: { Speed: { type: 'DINT', value: 1_500 }, Total: 'LINT' } });
let folder: string;

/** This package without build/ and prebuilds/: there is no binary, and nothing to build one from. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eip-no-binary-'));
  for (const part of ['dist', 'package.json']) cpSync(join(repository, part), join(folder, part), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  await plc.start();
});
afterAll(async () => {
  await plc.stop();
  rmSync(folder, { recursive: true });
});

/** What a program prints that has the package in `eip`, as JSON. */
async function printed(body: string): Promise<unknown> {
  const code = `
    const eip = require(${JSON.stringify(join(folder, 'dist/index.js'))});
    const testing = require(${JSON.stringify(join(folder, 'dist/testing.js'))});
    (async () => { ${body} })().then((value) => console.log(JSON.stringify(value)));`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    texts.err += text;
  });
  const [status] = await once(child, 'close');
  expect([status, texts.err]).toEqual([0, '']);
  return JSON.parse(texts.out);
}

describe('without the native binary', () => {
  test('there is none: an adapter says so', async () => {
    const start = `
      const identity = { vendorId: 1, productCode: 1, revision: [1, 1], serialNumber: 1, productName: 'x' };
      const adapter = new eip.Adapter({ host: '127.0.77.13', identity, assemblies: {} });
      return adapter.start().then(() => 'started', ({ code }) => code);`;
    expect(await printed(start)).toBe('EIP_NATIVE_MISSING');
  });

  test('the client reads, writes, browses and discovers', async () => {
    const use = `
      const client = new eip.ExplicitClient({ host: '${PLC}', port: ${plc.port} });
      await client.connect();
      await client.writeTag('Total', 7n);
      const { Speed, Total } = await client.readTags(['Speed', 'Total']);
      const tags = await client.browse();
      await client.close();
      const search = { bind: ['127.0.77.1'], addresses: ['${PLC}'], port: ${plc.port}, timeoutMs: 10000 };
      let found;
      for await (const { productName } of eip.discover(search)) { found = productName; break; }
      return [Speed.value, String(Total.value), tags.map(({ name }) => name), found];`;
    expect(await printed(use)).toEqual([1_500, '7', ['Speed', 'Total'], '1756-L83E/B']);
  });

  test('so does the simulator, in a process of its own', async () => {
    const use = `
      const plc = new testing.LogixSimulator({ host: '127.0.77.14', port: 0, tags: { Speed: { type: 'DINT', value: 3 } } });
      await plc.start();
      const client = new eip.ExplicitClient({ host: '127.0.77.14', port: plc.port });
      await client.connect();
      const value = await client.readTag('Speed');
      await client.close();
      await plc.stop();
      return value;`;
    expect(await printed(use)).toBe(3);
  });

  test('and the commands for a controller', async () => {
    const child = spawn(process.execPath, [join(folder, 'dist/cli/main.js'), 'browse', `${PLC}:${plc.port}`]);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more) => {
      text += more;
    });
    const [status] = await once(child, 'close');
    expect([status, text.split('\n').at(-2)]).toEqual([0, '2 tags']);
    const adapter = spawnSync(process.execPath, [join(folder, 'dist/cli/main.js'), 'adapter', '--bind', '127.0.77.13']);
    expect([adapter.status, String(adapter.stderr).includes('EIP_NATIVE_MISSING')]).toEqual([1, true]);
  });
});
