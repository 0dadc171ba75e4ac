/** The broker that the tests of RabbitMQ run against is a real one, of their own, and leaves nothing behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Broker } from '../support/broker/broker.js';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch({ tls: true });
});
afterAll(() => broker?.dispose());

test('runs without privileges', async () => {
  const uid = /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${broker.pid}/status`, 'utf8'))?.[1];
  expect(uid).not.toBe('0');
});

/** Whether somebody listens there. */
async function isTaken(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test('listens on 127.0.0.1 and nowhere else', async () => {
  for (let port = broker.amqpPort; port < broker.amqpPort + 4; port++) {
    expect(await isTaken('127.0.0.1', port)).toBe(true);
    expect(await isTaken('127.0.0.2', port)).toBe(false);
  }
});

test('keeps users and vhosts when it is killed', async () => {
  await broker.addVhost('plant');
  await broker.addUser('line', 'secret', { configure: '' }, 'plant');
  await broker.kill();
  await broker.start();
  expect(await broker.ctl('list_user_permissions', 'line')).toMatch(/plant\s+\.\*\s+\.\*/);
});

test('suspended it does not answer, resumed it does', async () => {
  const socket = connect(broker.amqpPort, '127.0.0.1');
  await once(socket, 'connect');
  broker.suspend();
  socket.write('AMQP\0\0\x09\x01', 'latin1');
  let answered = false;
  const answer = once(socket, 'data').then(() => {
    answered = true;
  });
  // The kernel still takes what comes; another connection through it says that time has passed.
  const other = connect(broker.amqpPort, '127.0.0.1');
  await once(other, 'connect');
  other.destroy();
  expect(answered).toBe(false);
  broker.resume();
  await answer;
  socket.destroy();
});

/** The subject of the certificate that the broker shows. */
async function shownSubject(ca: string): Promise<string> {
  const socket = connectTls({ host: '127.0.0.1', port: broker.tlsPort, ca: readFileSync(ca) });
  try {
    await once(socket, 'secureConnect');
    return String(socket.getPeerCertificate().subject.CN);
  } finally {
    socket.destroy();
  }
}

test('shows its certificate, and another one once it is replaced', async () => {
  const { certificates } = broker;
  expect(await shownSubject(certificates.ca)).toBe('server');
  await expect(shownSubject(certificates.otherCa)).rejects.toThrow(/unable to verify|self-signed|issuer/);
  await certificates.sign('next', { by: 'other-ca' });
  certificates.install({ server: 'next' });
  await broker.reloadCertificates();
  expect(await shownSubject(certificates.otherCa)).toBe('next');
  await certificates.sign('old', { days: -1 });
  certificates.install({ server: 'old' });
  await broker.reloadCertificates();
  await expect(shownSubject(certificates.ca)).rejects.toThrow(/expired/);
});

test('an expression that fails says why', async () => {
  await expect(broker.eval('nobody:knows()')).rejects.toThrow(/nobody:knows\(\)[\s\S]*undef/);
});

/** A process that has a broker and says where it is. */
function startHolder(folder: string) {
  const source =
    "import { Broker } from './broker.ts'; const { pid, folder } = await Broker.launch(); console.log(JSON.stringify({ pid, folder }));";
  const resolveDir = join(__dirname, '../support/broker');
  const outfile = join(folder, 'holder.mjs');
  buildSync({ stdin: { contents: source, resolveDir }, outfile, bundle: true, platform: 'node', format: 'esm' });
  return spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`);
}

test('is gone when its process is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eip-holder-'));
  const holder = startHolder(folder);
  const [line] = await once(createInterface(holder.stdout), 'line');
  const held = JSON.parse(line) as { pid: number; folder: string };
  expect(isRunning(held.pid)).toBe(true);
  holder.kill('SIGKILL');
  await expect.poll(() => isRunning(held.pid), { timeout: 10_000 }).toBe(false);
  for (const path of [folder, held.folder]) rmSync(path, { recursive: true });
});
