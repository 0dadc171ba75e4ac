import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { OutputImage } from '../../../src/adapter/output-image.js';
import { allocateShared } from '../../../src/adapter/shared-views.js';
import { outputPlace } from './shared-places.js';

const CAPACITY = 500;
const SNAPSHOTS = 20_000;

/** The I/O thread's side, some 100,000 times a second: every value is one byte 500 times; the lock is odd while it is written. */
const PRODUCER = `
const { workerData: { buffer, locked } } = require('node:worker_threads');
const words = new Int32Array(buffer);
const data = new Uint8Array(buffer, 64, ${CAPACITY});
const stop = 7;
for (let n = 1; Atomics.load(words, stop) === 0; n++) {
  if (locked) Atomics.add(words, 0, 1);
  words[6] = n & 0xff;
  for (let i = 0; i < data.length; i++) data[i] = n;
  if (locked) Atomics.add(words, 0, 1);
  for (let pause = 0; pause < 500; pause++) Atomics.load(words, stop);
}
`;

async function tornIn(locked: boolean): Promise<{ torn: number; seen: number }> {
  const views = allocateShared(64 + CAPACITY);
  const image = new OutputImage(views, outputPlace(CAPACITY));
  const producer = new Worker(PRODUCER, { eval: true, workerData: { buffer: views.words.buffer, locked } });
  const ended = new Promise((done) => producer.once('exit', done));
  while (Atomics.load(views.words, 6) === 0) await new Promise((done) => setTimeout(done, 1));
  let torn = 0;
  const seen = new Set<number>();
  // Unprotected it goes on until one is torn: on a busy machine the two threads seldom meet.
  for (let n = 0; n < SNAPSHOTS || (!locked && torn === 0); n++) {
    image.copy();
    const first = image.bytes[0] ?? -1;
    seen.add(first);
    if (image.bytes.some((value) => value !== first) || (locked && image.slot !== first)) torn++;
  }
  Atomics.store(views.words, 7, 1);
  await ended;
  return { torn, seen: seen.size };
}

describe('OutputImage', () => {
  it('never holds half of two values, against a producer without rest', async () => {
    const { torn, seen } = await tornIn(true);
    expect(torn).toBe(0);
    expect(seen).toBeGreaterThan(5);
  });

  it('would do so without the lock: the control', async () => {
    expect((await tornIn(false)).torn).toBeGreaterThan(0);
  });

  it('tells what the I/O thread wrote beside the data', () => {
    const views = allocateShared(128);
    const place = outputPlace(4);
    const image = new OutputImage(views, place);
    views.words[place.stateWord] = 1;
    views.words[place.connectionWord] = 3;
    views.longs[place.receivedLong] = 0x1_8000_0001n;
    views.words[place.overwrittenWord] = -1;
    views.words[place.connectedWord] = 2;
    views.bytes.set([1, 2, 3, 4, 5], place.dataByte);
    image.copy();
    expect({ ...image, bytes: [...image.bytes] }).toMatchObject({
      run: true,
      slot: 3,
      receivedUs: 0x1_8000_0001,
      bytes: [1, 2, 3, 4],
    });
    expect([image.overwritten, image.connections]).toEqual([0xffff_ffff, 2]);
  });

  it('an explicit message does not say run', () => {
    const views = allocateShared(128);
    const place = outputPlace(4);
    const image = new OutputImage(views, place);
    views.words[place.stateWord] = 1;
    views.words[place.connectionWord] = -1;
    image.copy();
    expect(image).toMatchObject({ run: false, slot: -1 });
  });

  it('acknowledging clears the pending word and nothing else', () => {
    const views = allocateShared(128);
    const image = new OutputImage(views, outputPlace(4));
    views.words.fill(1, 0, 7);
    image.acknowledge();
    expect([...views.words.subarray(0, 7)]).toEqual([1, 0, 1, 1, 1, 1, 1]);
  });
});
