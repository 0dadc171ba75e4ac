/** What happens to the process itself: it blocks, is stopped, forks, runs out of descriptors. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Scanner } from '../../src/testing.js';
import { ADAPTER, hears, SCANNER, scannerOf, sleep, tool, until } from './support/local.js';
import { AdapterProcess, cleanups, type RemoteError } from './support/remote.js';

describe('JavaScript blocked for 5 s', () => {
  test('watchdog, then liveness act while it is; the events come afterwards, in that order, none is lost', async () => {
    const result = { watchdogMs: 500, onWatchdog: 'zero' };
    const adapter = await AdapterProcess.start({ host: ADAPTER, livenessMs: 2000, result });
    await adapter.do('write', 7);
    let last: number | undefined;
    const scanner = await scannerOf(adapter);
    scanner.on('data', ({ value }) => {
      last = value[0];
    });
    await adapter.do('write', 7);
    await until('the value', () => last === 7);
    let blocked = true;
    const over = adapter.do('block', 5000).then(() => {
      blocked = false;
    });
    await until('the watchdog to withhold the value', () => last === 0);
    const port = scanner.connection?.target.port ?? 0;
    await until('an open to be refused because nobody would answer for it', async () => {
      const late = new Scanner({ host: ADAPTER, port, bind: SCANNER, ioPort: 0, config: null });
      const error = await late.open().catch((reason: { readonly generalStatus?: number }) => reason);
      late.destroy();
      return error?.generalStatus === 2;
    });
    expect(blocked, 'all of that while JavaScript stood still').toBe(true);
    await over;
    await adapter.until('liveness');
    const told = adapter.told.filter(({ event }) => event !== 'data' && event !== 'ready');
    expect(told.map(({ event, kind, expired }) => kind ?? (expired === true ? 'expired' : event))).toEqual([
      'opened',
      'run',
      'expired',
      'aborted',
      'liveness',
    ]);
    const next = await scannerOf(adapter);
    await hears(next, 3);
    expect(await adapter.counters()).toMatchObject({ livenessStops: 1, eventsLost: 0, ioConnections: 1 });
  });
});

describe('SIGSTOP and SIGCONT', () => {
  test('shorter than the timeout: slots are skipped and counted, not sent in a burst', async () => {
    const adapter = await AdapterProcess.start({ host: ADAPTER, livenessMs: 2000 });
    const scanner = await scannerOf(adapter, { rpiMs: 20 }); // 10 s
    await hears(scanner, 3);
    const before = scanner.stats().received;
    adapter.child.kill('SIGSTOP');
    await sleep(1000); // 50 slots
    adapter.child.kill('SIGCONT');
    await hears(scanner, 5);
    const { counters } = await adapter.status();
    expect(counters).toMatchObject({ timeouts: 0, livenessStops: 0, opens: 1, ioConnections: 1 });
    expect(counters.ioSkipped).toBeGreaterThanOrEqual(40);
    // One late packet for all those slots, not one each.
    expect(counters.ioSent).toBeGreaterThan(before);
    expect(scanner.stats().received).toBeLessThanOrEqual(counters.ioSent ?? 0);
    expect(adapter.connections).toEqual(['opened', 'run']);
  });

  test('longer than the timeout: the scanner gives up, the next connection is served, nothing is left of the old', async () => {
    const adapter = await AdapterProcess.start({ host: ADAPTER, livenessMs: 2000 });
    const scanner = await scannerOf(adapter, { rpiMs: 20, timeoutMultiplier: 2 }); // 320 ms
    await hears(scanner, 3);
    adapter.child.kill('SIGSTOP');
    await until('the scanner to give up', () => scanner.state === 'closed');
    adapter.child.kill('SIGCONT');
    await adapter.until('connection', ({ kind }) => kind === 'timedOut');
    const next = await scannerOf(adapter);
    await hears(next, 3);
    expect(await adapter.counters()).toMatchObject({ opens: 2, timeouts: 1, ioConnections: 1, livenessStops: 0 });
    expect(adapter.connections).toEqual(['opened', 'run', 'timedOut', 'opened', 'run']);
  });
});

interface Descriptor {
  readonly fd: number;
  readonly what: string;
  readonly closedOnExec: boolean;
}

const isOwn = ({ what }: { readonly what: string }) => /^socket:|eventfd|eventpoll|timerfd/.test(what);

/** Sockets and the like of a process, as `socket:[123]`. */
function heldBy(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`));
}

/** Children of a process by that name. */
function childrenOf(pid: number, name: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
        return stat.includes(`(${name})`) && Number(stat.split(') ')[1]?.split(' ')[1]) === pid;
      } catch {
        return false; // it has just ended
      }
    })
    .map(Number);
}

describe('fork', () => {
  test.each(['child_process', 'a library that forks and runs exec'])(
    '%s: the child gets none of the sockets, and the ports are free when the adapter is gone',
    async (how) => {
      const adapter = await AdapterProcess.start({ host: ADAPTER }, { env: { LD_PRELOAD: tool('fork_shim.so') } });
      await hears(await scannerOf(adapter), 3);
      const ports = await adapter.ports();
      // The channel to us is the child's stdio, and meant to be handed on.
      const own = (await adapter.do<Descriptor[]>('descriptors')).filter(isOwn).filter(({ fd }) => fd > 3);
      expect(own.filter(({ closedOnExec }) => !closedOnExec)).toEqual([]);
      if (how === 'child_process') await adapter.do('spawn');
      else adapter.child.kill('SIGURG');
      await until('the child', () => childrenOf(adapter.pid, 'sleep').length === 1);
      const [child = 0] = childrenOf(adapter.pid, 'sleep');
      cleanups.push(() => process.kill(child, 'SIGKILL'));
      const sockets = new Set(own.filter(({ what }) => what.startsWith('socket:')).map(({ what }) => what));
      expect(sockets.size).toBeGreaterThanOrEqual(5);
      expect(heldBy(child).filter((what) => sockets.has(what))).toEqual([]);
      await adapter.kill();
      const next = await AdapterProcess.start({ host: ADAPTER, ...ports });
      await hears(await scannerOf(next), 3);
    },
  );
});

describe('no random numbers', () => {
  test('a start is refused with what to look at, and the process lives', async () => {
    const adapter = await AdapterProcess.start({ host: ADAPTER }, { env: { LD_PRELOAD: tool('random_shim.so') } });
    await adapter.do('stop');
    adapter.child.kill('SIGURG');
    await expect(adapter.do('start')).rejects.toMatchObject({
      code: 'EIP_OPEN_FAILED',
      message: expect.stringContaining('getrandom'),
    });
    expect(await adapter.do('status')).toMatchObject({ state: 'stopped' });
  });
});

function limitDescriptors(pid: number, count: number): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--nofile=${count}:`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** The lowest number that is free: with this limit not one more can be opened. */
function noMore(descriptors: readonly Descriptor[]): number {
  const taken = new Set(descriptors.map(({ fd }) => fd));
  let free = 0;
  while (taken.has(free)) free++;
  return free;
}

describe('out of descriptors', () => {
  test('start() fails with what to check, leaves nothing open, and works when there are some again', async () => {
    const adapter = await AdapterProcess.launch({ host: ADAPTER });
    const before = await adapter.do<Descriptor[]>('descriptors');
    let failures = 0;
    for (let more = 0; ; more++) {
      limitDescriptors(adapter.pid, noMore(before) + more);
      const error = await adapter.do('start').catch((reason: RemoteError) => reason);
      if (error === null) break; // as many as it needs
      expect(error, `with ${more} more`).toMatchObject({ code: 'EIP_OPEN_FAILED', causeCode: 'EMFILE' });
      expect(error.message).toContain('ulimit -n');
      failures++;
    }
    expect(failures).toBeGreaterThan(8);
    await adapter.do('stop');
    limitDescriptors(adapter.pid, 1024);
    const after = await adapter.do<Descriptor[]>('descriptors');
    expect(after.filter(isOwn).length).toBe(before.filter(isOwn).length);
    await adapter.do('start');
    await hears(await scannerOf(adapter), 3);
  });

  test('start() on an interface by its name: says so too', async () => {
    const adapter = await AdapterProcess.launch({ host: 'lo' });
    limitDescriptors(adapter.pid, noMore(await adapter.do<Descriptor[]>('descriptors')));
    const error = await adapter.do('start').catch((reason: RemoteError) => reason);
    expect(error).toMatchObject({ code: 'EIP_OPEN_FAILED' });
    expect(error?.message).toMatch(/EMFILE.*ulimit -n/);
  });

  test('accept: is counted, cyclic data goes on, and who waited is served when there are some again', async () => {
    const adapter = await AdapterProcess.start({ host: ADAPTER });
    const scanner = await scannerOf(adapter);
    await hears(scanner, 3);
    limitDescriptors(adapter.pid, noMore(await adapter.do<Descriptor[]>('descriptors')));
    const { port } = await adapter.ports();
    const waiting = connect({ host: ADAPTER, port, localAddress: SCANNER });
    cleanups.push(() => waiting.destroy());
    let answered = false;
    waiting.once('data', () => {
      answered = true;
    });
    waiting.write(Buffer.from(`65000400${'00'.repeat(20)}01000000`, 'hex'));
    await adapter.untilCounted('accept to fail', ({ acceptFailures = 0 }) => acceptFailures >= 2);
    await hears(scanner, 5);
    expect(answered).toBe(false);
    limitDescriptors(adapter.pid, 1024);
    await until('the one that waited to be served', () => answered);
    expect(await adapter.counters()).toMatchObject({ opens: 1, timeouts: 0, ioConnections: 1, peers: 2 });
  });
});
