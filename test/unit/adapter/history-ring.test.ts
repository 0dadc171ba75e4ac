import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { HistoryRing } from '../../../src/adapter/history-ring.js';
import { allocateShared, type SharedViews } from '../../../src/adapter/shared-views.js';
import { historyPlace } from './shared-places.js';

const CAPACITY = 12;
const SLOTS = 4;
const place = historyPlace(CAPACITY, SLOTS);

function rig(start = 0, at = place) {
  const views = allocateShared(at.firstByte + at.slots * at.strideBytes);
  views.words[at.headWord] = start;
  views.words[at.tailWord] = start;
  return { views, ring: new HistoryRing(views, at) };
}

/** As the I/O thread does (native/bridge/history_ring.h, Push). */
function push(views: SharedViews, fill: number, { state = 1, slot = 0, dropped = 0, at = fill } = {}): void {
  const tail = views.words[place.tailWord] ?? 0;
  const byte = place.firstByte + (tail & (SLOTS - 1)) * place.strideBytes;
  views.words.set([CAPACITY, state, slot, dropped], byte / 4);
  views.longs.set([BigInt(at), BigInt(at + 1)], byte / 8 + 2);
  views.bytes.fill(fill, byte + 32, byte + 32 + CAPACITY);
  Atomics.store(views.words, place.tailWord, (tail + 1) | 0);
}

describe('HistoryRing', () => {
  it('is empty at first', () => {
    const { ring } = rig();
    expect([ring.waiting, ring.take(), ring.droppedInAll]).toEqual([0, undefined, 0]);
  });

  it('gives every value in order, with what the I/O thread wrote beside it', () => {
    const { views, ring } = rig();
    push(views, 1, { state: 1, slot: 3, at: 2 ** 33 });
    push(views, 2, { state: 0, slot: 3, dropped: 5 });
    push(views, 3, { state: 2, slot: 3 });
    push(views, 4, { state: 1, slot: -1 });
    expect([ring.waiting, ring.publishedUs(0), ring.publishedUs(2)]).toEqual([4, 2 ** 33 + 1, 4]);
    const taken = Array.from({ length: 4 }, () => {
      const { bytes, run, lost, slot, receivedUs, dropped } = ring.take() ?? ring;
      return { first: bytes[0], last: bytes[CAPACITY - 1], run, lost, slot, receivedUs, dropped };
    });
    expect(taken).toEqual([
      { first: 1, last: 1, run: true, lost: false, slot: 3, receivedUs: 2 ** 33, dropped: 0 },
      { first: 2, last: 2, run: false, lost: false, slot: 3, receivedUs: 2, dropped: 5 },
      { first: 3, last: 3, run: false, lost: true, slot: 3, receivedUs: 3, dropped: 0 },
      { first: 4, last: 4, run: false, lost: false, slot: -1, receivedUs: 4, dropped: 0 },
    ]);
    expect(ring.take()).toBeUndefined();
  });

  it('positions may wrap at 2^32, whatever their sign is in JavaScript', () => {
    for (const start of [-2, 0x7fff_fffe]) {
      const { views, ring } = rig(start);
      for (const fill of [1, 2, 3, 4]) push(views, fill);
      expect(ring.waiting).toBe(4);
      expect([1, 2, 3, 4].map(() => ring.take()?.bytes[0])).toEqual([1, 2, 3, 4]);
      expect(ring.waiting).toBe(0);
    }
  });

  it('counts what was dropped, also beyond 2^31', () => {
    const { views, ring } = rig();
    views.words[place.droppedWord] = -1;
    expect(ring.droppedInAll).toBe(0xffff_ffff);
  });

  it('loses and tears nothing against a producer without rest', async () => {
    const last = 50_000;
    const wide = historyPlace(CAPACITY, 1024);
    const { views, ring } = rig(0, wide);
    const workerData = { buffer: views.words.buffer, last, place: wide };
    const producer = new Worker(PRODUCER, { eval: true, workerData });
    const ended = new Promise((done) => producer.once('exit', done));
    let expected = 1;
    let wrong = 0;
    while (expected <= last) {
      if (ring.waiting === 0) {
        await new Promise((done) => setImmediate(done));
        continue;
      }
      const value = ring.take();
      const numbers = new Uint32Array(value?.bytes.buffer ?? new ArrayBuffer(0));
      if (numbers.some((number) => number !== expected)) wrong++;
      expected++;
    }
    await ended;
    expect(wrong).toBe(0);
  });
});

/** The I/O thread's side, which here waits for room instead of dropping. */
const PRODUCER = `
const { workerData: { buffer, last, place } } = require('node:worker_threads');
const words = new Int32Array(buffer);
for (let n = 1; n <= last; n++) {
  const tail = words[place.tailWord];
  while (((tail - Atomics.load(words, place.headWord)) | 0) >= place.slots);
  const byte = place.firstByte + (tail & (place.slots - 1)) * place.strideBytes;
  words.fill(n, (byte + 32) / 4, (byte + 32 + place.capacity) / 4);
  Atomics.store(words, place.tailWord, tail + 1);
}
`;
