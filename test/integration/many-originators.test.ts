/** 300 input-only connections from 100 source addresses beside one owner. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { Scanner } from '../../src/testing.js';
import { receives, sampleAdapter, scannerOf } from './sample-rig.js';

const HOST = '127.0.48.2';
const ADDRESSES = 100;
const PER_ADDRESS = 3;
const READERS = ADDRESSES * PER_ADDRESS;
/** Opened or closed at the same time. */
const AT_ONCE = 20;
const SOON = { timeout: 30_000, interval: 20 };

function readers(): Scanner[] {
  return Array.from({ length: READERS }, (_, i) =>
    scannerOf({ host: HOST, bind: `127.0.48.${11 + (i % ADDRESSES)}`, type: 'input', ioPort: 0, rpiMs: 100 }),
  );
}

async function each(scanners: readonly Scanner[], work: (scanner: Scanner) => Promise<void>): Promise<void> {
  for (let i = 0; i < scanners.length; i += AT_ONCE) await Promise.all(scanners.slice(i, i + AT_ONCE).map(work));
}

/** Descriptors of this process: the adapter's and the scanners'. */
function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

type Sample = Awaited<ReturnType<typeof sampleAdapter>>;

/** Every scanner gets what the adapter writes now. */
async function allReceive({ adapter }: Sample, byte: number, all: readonly Scanner[]): Promise<void> {
  const received = all.map((scanner) => receives(scanner, byte));
  adapter.input('input').write(new Uint8Array(32).fill(byte));
  await Promise.all(received);
}

async function nobodyIsThere({ adapter }: Sample): Promise<void> {
  await vi.waitUntil(() => adapter.status().connections.length === 0, SOON);
  const idle = { ioConnections: 0, sessions: 0, peers: 0, pendingRequests: 0 };
  await expect.poll(() => adapter.status().counters, SOON).toMatchObject(idle);
}

/** The first connection of a process also opens what Node and libuv keep. */
async function oneComesAndGoes(sample: Sample): Promise<void> {
  const [one] = readers();
  await one?.open();
  await one?.close();
  await nobodyIsThere(sample);
}

test('all are fed, all are closed; descriptors, counters and the connection table are back', async () => {
  const sample = await sampleAdapter(HOST);
  const { adapter, events } = sample;
  await oneComesAndGoes(sample);
  const [before, earlier] = [descriptors(), events.length];

  const all = readers();
  const owner = scannerOf({ host: HOST, bind: '127.0.48.1', rpiMs: 10 });
  owner.write(new Uint8Array(32).fill(9));
  const heard = once(adapter.output('output'), 'data');
  await owner.open();
  await each(all, (scanner) => scanner.open());
  await vi.waitUntil(() => adapter.status().connections.length === READERS + 1, SOON);
  const sources = new Set(adapter.status().connections.map(({ originator }) => originator.address));
  expect(sources.size).toBe(ADDRESSES + 1);
  expect((await heard)[0]).toMatchObject({ run: true });
  await allReceive(sample, 1, [owner, ...all]);
  await allReceive(sample, 2, [owner, ...all]);
  expect(adapter.status().counters.ioConnections).toBe(READERS + 1);

  await each(all, (scanner) => scanner.close());
  await allReceive(sample, 3, [owner]);
  await owner.close();
  await nobodyIsThere(sample);
  await expect.poll(descriptors, SOON).toBeLessThanOrEqual(before);
  const ends = events.slice(earlier).filter(({ kind }) => kind !== 'opened' && kind !== 'run');
  expect(new Set(ends.map(({ kind }) => kind))).toEqual(new Set(['closed']));
  expect(ends).toHaveLength(READERS + 1);
  const [opens, closes] = [READERS + 2, READERS + 2];
  const nothing = { timeouts: 0, ioMalformed: 0, ioForeign: 0, sessionsRefused: 0 };
  expect(adapter.status().counters).toMatchObject({ opens, closes, ...nothing });
}, 120_000);
