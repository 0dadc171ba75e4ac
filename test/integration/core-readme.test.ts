import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeItems, EncapsulationCommand, listedIdentities } from '../../src/cip/index.js';
import { ExplicitSession, exchangeDatagram, Scanner } from '../../src/testing.js';

/** The host of deps/opener/README.md is what it says: complete. It is compiled as it stands there and scanned. */

const root = resolve(__dirname, '../..');
const core = join(root, 'deps/opener');
const HOST = '127.0.45.2';
const OURS = '127.0.45.1';

/** The code block whose info string names `file`. */
function blockOf(file: string): string {
  const page = readFileSync(join(core, 'README.md'), 'utf8');
  const block = new RegExp(`^\`\`\`c ${file.replace('.', '\\.')}\n([^]*?)^\`\`\`$`, 'm').exec(page);
  if (block?.[1] === undefined) throw new Error(`deps/opener/README.md has no block \`\`\`c ${file}`);
  return block[1];
}

/** The command of the page that builds it. */
function buildCommand(): string {
  const page = readFileSync(join(core, 'README.md'), 'utf8');
  const command = /^cc .*$/m.exec(page)?.[0];
  if (command === undefined) throw new Error('deps/opener/README.md has no line that starts with cc');
  return command;
}

let folder: string;
let program: ChildProcess;

/** Resolves once it accepts connections. */
async function listening(): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(44818, HOST);
    const accepted = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (accepted) return;
    await delay(50);
  }
  throw new Error(`the host of the README does not listen on ${HOST}:44818`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eip-core-readme-'));
  symlinkSync(join(root, 'deps'), join(folder, 'deps'));
  for (const file of ['host.c', 'sockets.h']) writeFileSync(join(folder, file), blockOf(file));
  execFileSync('sh', ['-c', `${buildCommand()} -Wall -Werror`], { cwd: folder, stdio: 'pipe' });
  program = spawn(join(folder, 'host'), [HOST], { stdio: 'inherit' });
  await listening();
});

afterAll(async () => {
  if (program?.exitCode === null && program.kill()) await once(program, 'exit');
  rmSync(folder, { recursive: true, force: true });
});

describe('the host in deps/opener/README.md', () => {
  test('has forty lines', () => expect(blockOf('host.c').trimEnd().split('\n')).toHaveLength(40));

  test('is found by ListIdentity', async () => {
    const reply = await exchangeDatagram({ command: EncapsulationCommand.listIdentity }, { host: HOST, bind: OURS });
    const [identity] = listedIdentities(decodeItems(reply.data));
    expect(identity).toMatchObject({
      productName: 'A small host',
      vendorId: 1234,
      socketAddress: { address: HOST, port: 44818 },
    });
  });

  test('gives a scanner back what it sends, twice', async () => {
    for (const first of [1, 101]) {
      const sent = Uint8Array.from({ length: 32 }, (_, index) => first + index);
      const scanner = new Scanner({ host: HOST, bind: OURS, rpiMs: 5, config: null });
      scanner.write(sent);
      await scanner.open();
      await expect.poll(() => scanner.stats().received).toBeGreaterThan(20);
      const [{ value }] = await once(scanner, 'data');
      expect([...value]).toEqual([...sent]);
      expect(scanner.stats()).toMatchObject({ lost: 0, outOfOrder: 0 });
      await scanner.close();
    }
  });

  test('answers explicit messages, one TCP connection at a time', async () => {
    const session = await ExplicitSession.open({ host: HOST, bind: OURS });
    const name = await session.getAttributeSingle({ classId: 1, instance: 1, attribute: 7 });
    expect(Buffer.from(name.subarray(1)).toString()).toBe('A small host');
    const next = ExplicitSession.open({ host: HOST, bind: OURS });
    await session.close();
    await (await next).close();
  });
});
