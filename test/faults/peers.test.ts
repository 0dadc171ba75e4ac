/** Peers that mean no good, or cannot do better, beside one that behaves. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ADAPTER, hears, scannerOf, tool, until } from './support/local.js';
import { AdapterProcess, cleanups } from './support/remote.js';

/** RegisterSession, all of it. */
const REGISTER = Buffer.from('650004000000000000000000000000000000000000000000' + '01000000', 'hex');
const LIST_SERVICES = Buffer.from('040000000000000000000000000000000000000000000000', 'hex');

async function dial(adapter: AdapterProcess): Promise<Socket> {
  const { port } = await adapter.ports();
  const socket = connect({ host: ADAPTER, port, localAddress: '127.0.66.9' });
  socket.on('error', () => {}); // a reset is one of the ways to be sent away
  cleanups.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function adapterAndScanner(options: Record<string, unknown> = {}, rpiMs = 10) {
  const adapter = await AdapterProcess.start({ host: ADAPTER, ...options });
  const scanner = await scannerOf(adapter, { rpiMs });
  await hears(scanner, 3);
  return { adapter, scanner };
}

/** The connection was never touched, and cyclic data still flows. */
async function goesOn({ adapter, scanner }: Awaited<ReturnType<typeof adapterAndScanner>>): Promise<void> {
  await hears(scanner, 5);
  expect(await adapter.counters()).toMatchObject({ opens: 1, timeouts: 0, ioConnections: 1, ioKernelDropped: 0 });
}

describe('a TCP peer that reads nothing', () => {
  test('is closed and counted once; the others are served', async () => {
    const rig = await adapterAndScanner();
    const greedy = await dial(rig.adapter);
    greedy.pause();
    const heap = Buffer.concat(Array.from({ length: 200 }, () => LIST_SERVICES));
    const closed = until('the greedy peer to be closed', () => greedy.destroyed || greedy.closed);
    void (async () => {
      while (!greedy.destroyed) if (!greedy.write(heap)) await new Promise((done) => setTimeout(done, 1));
    })();
    await rig.adapter.untilCounted('it to be counted', ({ slowPeersClosed }) => slowPeersClosed === 1);
    greedy.resume();
    await closed;
    const other = await dial(rig.adapter);
    other.write(LIST_SERVICES);
    await once(other, 'data');
    await goesOn(rig);
  });
});

describe('1,000 TCP connections stalled half-way', () => {
  test('keep nobody out and are gone after a while', async () => {
    const rig = await adapterAndScanner({ limits: { peers: 100 } });
    const stalled = await Promise.all(Array.from({ length: 1000 }, () => dial(rig.adapter)));
    for (const socket of stalled) socket.write(REGISTER.subarray(0, 26));
    await rig.adapter.untilCounted('all to be taken, refused or sent away', (counters) => {
      const { peers = 0, peersRefused = 0, peersEvicted = 0 } = counters;
      return peers + peersRefused + peersEvicted === 1001;
    });
    await until('a newcomer to get its session', async () => {
      const newcomer = await dial(rig.adapter);
      newcomer.write(REGISTER);
      // One that is refused or sent away may be reset.
      const isAnswered = (event: string, answered: boolean) =>
        once(newcomer, event).then(
          () => answered,
          () => false,
        );
      return Promise.race([isAnswered('data', true), isAnswered('close', false)]);
    });
    await rig.adapter.untilCounted('the stalled to be given up', ({ peers }) => peers === 2);
    const { peersStalled = 0, peersEvicted = 0, peersRefused = 0 } = await rig.adapter.counters();
    expect(peersStalled).toBeGreaterThan(0);
    expect(peersEvicted).toBeGreaterThan(0);
    expect(peersStalled + peersEvicted + peersRefused).toBeGreaterThanOrEqual(1000);
    await goesOn(rig);
  });
});

/** What the machine dropped before it came to a socket, since it started. */
function droppedByTheMachine(): number {
  const lines = readFileSync('/proc/net/softnet_stat', 'utf8').trim().split('\n');
  return lines.reduce((sum, line) => sum + Number.parseInt(line.split(/\s+/)[1] ?? '0', 16), 0);
}

/** @returns how many datagrams left */
async function flood(port: number, count: number, seed: number): Promise<number> {
  const child = spawn(tool('flood'), [ADAPTER, String(port), '50000', String(count), String(seed)]);
  cleanups.push(() => child.kill('SIGKILL'));
  let sent = '';
  child.stdout.on('data', (text) => {
    sent += text;
  });
  const [status] = await once(child, 'close');
  expect(status).toBe(0);
  return Number(sent);
}

describe('garbage at 50,000 datagrams/s on each port', () => {
  test('a connection of 2 ms never notices; each datagram is counted by its fault or as dropped', async () => {
    const rig = await adapterAndScanner({}, 2);
    const { port, ioPort } = await rig.adapter.ports();
    const lost = droppedByTheMachine();
    const before = await rig.adapter.counters();
    const sent = await Promise.all([flood(ioPort, 150_000, 1), flood(port, 150_000, 2)]);
    const grown = (counters: Readonly<Record<string, number>>, names: readonly string[]) =>
      names.reduce((sum, name) => sum + (counters[name] ?? 0) - (before[name] ?? 0), 0);
    const io = ['ioMalformed', 'ioUnknown', 'ioForeign', 'ioOld', 'ioStraysDropped', 'ioKernelDropped'];
    const explicits = ['encapDiscarded', 'encapErrors', 'explicitKernelDropped', 'explicitOversized'];
    await rig.adapter.untilCounted('each datagram to be counted', (counters) => {
      const counted = grown(counters, [...io, ...explicits]);
      return counted + droppedByTheMachine() - lost >= sent[0] + sent[1];
    });
    const counters = await rig.adapter.counters();
    expect(grown(counters, io)).toBeLessThanOrEqual(sent[0]);
    expect(counters.ioMalformed).toBeGreaterThan(0);
    expect(counters.ioUnknown).toBeGreaterThan(0);
    await goesOn(rig);
  });
});
