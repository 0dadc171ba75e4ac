/** Several originators on one adapter at once: owner, input only, listen only, to each alone and by multicast. */
import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import type { InputPacket, Scanner, ScannerOptions } from '../../src/testing.js';
import { receives, sampleAdapter, scannerOf } from './sample-rig.js';

const HOST = '127.0.47.2';
const OWNER = '127.0.47.11';
const READER = '127.0.47.12';
const LISTENER = '127.0.47.13';

type Sample = Awaited<ReturnType<typeof sampleAdapter>>['adapter'];

function owner(options: Partial<ScannerOptions> = {}): Scanner {
  return scannerOf({ host: HOST, bind: OWNER, ...options });
}

function reader(options: Partial<ScannerOptions> = {}): Scanner {
  return scannerOf({ host: HOST, bind: READER, type: 'input', ...options });
}

function listener(options: Partial<ScannerOptions> = {}): Scanner {
  return scannerOf({ host: HOST, bind: LISTENER, type: 'listen', ...options });
}

async function openAll(...scanners: Scanner[]): Promise<void> {
  for (const scanner of scanners) await scanner.open();
}

/** Every scanner gets what the adapter writes now. */
async function allReceive(adapter: Sample, byte: number, all: Scanner[]) {
  const received = all.map((scanner) => receives(scanner, byte));
  adapter.input('input').write(new Uint8Array(32).fill(byte));
  await Promise.all(received);
}

describe('owner, input only and listen only at once, each from its own address', () => {
  test('all are fed, the output is that of the owner', async () => {
    const { adapter } = await sampleAdapter(HOST);
    const all = [owner(), reader(), listener()];
    all[0]?.write(new Uint8Array(32).fill(9));
    const heard = once(adapter.output('output'), 'data');
    await openAll(...all);
    await allReceive(adapter, 1, all);
    await allReceive(adapter, 2, all);
    const [{ value, run }] = await heard;
    expect([run, value[0]]).toEqual([true, 9]);
    await vi.waitUntil(() => adapter.status().connections.length === 3);
    const types = adapter.status().connections.map(({ type, originator }) => [type, originator.address]);
    expect(types.sort()).toEqual([
      ['exclusiveOwner', OWNER],
      ['inputOnly', READER],
      ['listenOnly', LISTENER],
    ]);
  });

  test('a second owner is refused, more readers are not', async () => {
    const { adapter } = await sampleAdapter(HOST);
    await openAll(owner());
    await expect(owner({ bind: READER }).open()).rejects.toMatchObject({ extendedStatus: 0x0106 });
    const readers = [reader(), reader({ ioPort: 0 }), reader({ bind: LISTENER })];
    await openAll(...readers);
    await allReceive(adapter, 3, readers);
  });

  test('a listener needs a producer', async () => {
    await sampleAdapter(HOST);
    await expect(listener().open()).rejects.toMatchObject({ extendedStatus: 0x0119 });
  });

  test('readers outlive the owner; a listener lives as long as any of them', async () => {
    const { adapter, events } = await sampleAdapter(HOST);
    const [first, second, third] = [owner(), reader(), listener({ timeoutMultiplier: 5 })];
    await openAll(first, second, third);
    await allReceive(adapter, 4, [first, second, third]);
    await first.close();
    await allReceive(adapter, 5, [second, third]);
    const ended = once(third, 'closed');
    await second.close();
    expect((await ended)[0]).toMatchObject({ reason: 'timedOut', error: { code: 'EIP_INPUT_TIMED_OUT' } });
    await vi.waitUntil(() => adapter.status().connections.length === 0);
    const ends = events.filter(({ kind }) => kind === 'closed' || kind === 'orphaned');
    expect(ends.map(({ kind, connection }) => [kind, connection.originator.address])).toEqual([
      ['closed', OWNER],
      ['closed', READER],
      ['orphaned', LISTENER],
    ]);
  });
});

describe('multicast', () => {
  const input = { instance: 100, size: 32, multicast: true };

  test('two sockets that joined receive each packet, which is sent once', async () => {
    const { adapter } = await sampleAdapter(HOST);
    const [first, second] = [owner({ input }), listener({ input })];
    await openAll(first, second);
    expect(first.connection?.group).toEqual(second.connection?.group);
    const ids = [first, second].map(({ connection }) => connection?.grant.tToO.connectionId);
    expect(ids[0]).toBe(ids[1]);

    const seen = [first, second].map((scanner) => {
      const packets = new Map<number | undefined, InputPacket>();
      scanner.on('data', (packet) => packets.set(packet.sequence, packet));
      return packets;
    });
    for (const byte of [1, 2, 3]) await allReceive(adapter, byte, [first, second]);
    const [mine = new Map(), yours = new Map()] = seen;
    const shared = [...mine.keys()].filter((sequence) => yours.has(sequence));
    expect(shared.length).toBeGreaterThan(2);
    for (const sequence of shared) expect(mine.get(sequence)?.value).toEqual(yours.get(sequence)?.value);
    // A second copy of a packet, meant for the other one, would be out of order.
    for (const scanner of [first, second]) expect(scanner.stats()).toMatchObject({ outOfOrder: 0, ignored: 0 });
  });

  test('the group is that of the rule of the TCP/IP Interface object', async () => {
    await sampleAdapter(HOST);
    const one = reader({ input });
    await openAll(one);
    expect(one.connection?.group?.port).toBe(2222);
    expect(one.connection?.group?.address).toMatch(/^239\.192\./);
  });

  test('a reader for itself beside the group', async () => {
    const { adapter } = await sampleAdapter(HOST);
    const all = [owner({ input }), reader(), listener({ input })];
    await openAll(...all);
    await allReceive(adapter, 7, all);
  });

  /** The figures of a moment in which nothing is being sent. */
  function steady(adapter: Sample) {
    for (;;) {
      const [one, other] = [adapter.status(), adapter.status()];
      if (isDeepStrictEqual(one.connections, other.connections)) return other;
    }
  }

  test('status(): what goes to the group is sent once, and counted for each that shares it', async () => {
    const { adapter } = await sampleAdapter(HOST);
    const [first, second, alone] = [owner({ input }), listener({ input }), reader()];
    await openAll(first, second, alone);
    await allReceive(adapter, 6, [first, second, alone]);
    const before = steady(adapter);
    await allReceive(adapter, 7, [first, second, alone]);
    await once(first, 'data');
    const after = steady(adapter);
    const moved = (type: string, figure: string) => {
      const of = (status: typeof after) => status.connections.find((one) => one.type === type)?.figures[figure] ?? 0;
      return of(after) - of(before);
    };
    expect(after.connections.map(({ type, multicast }) => [type, multicast]).sort()).toEqual([
      ['exclusiveOwner', true],
      ['inputOnly', false],
      ['listenOnly', true],
    ]);
    expect(moved('exclusiveOwner', 'sent')).toBeGreaterThan(1);
    expect(moved('listenOnly', 'sent')).toBe(moved('exclusiveOwner', 'sent'));
    expect(moved('listenOnly', 'lastSentUs')).toBe(moved('exclusiveOwner', 'lastSentUs'));
    const sent = (after.counters.ioSent ?? 0) - (before.counters.ioSent ?? 0);
    expect(sent).toBe(moved('exclusiveOwner', 'sent') + moved('inputOnly', 'sent'));
    expect(after.counters.ioSendFailures).toBe(0);
  });

  test('the first of a group may leave, the others are still fed', async () => {
    const { adapter } = await sampleAdapter(HOST);
    const [first, second, third] = [owner({ input }), reader({ input }), listener({ input })];
    await openAll(first, second, third);
    await first.close();
    await allReceive(adapter, 8, [second, third]);
  });
});
