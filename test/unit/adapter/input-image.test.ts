import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { InputImage } from '../../../src/adapter/input-image.js';
import type { InputNotices } from '../../../src/adapter/input-notices.js';
import { allocateShared, type SharedViews } from '../../../src/adapter/shared-views.js';
import type { SharedInput } from '../../../src/native/shared-map.js';
import { inputPlace } from './shared-places.js';

const CAPACITY = 500;
const FRESH = 4;

/** Slots 0, 1, 2 belong to exchange, producer, consumer, as the addon initialises them. */
function memory(capacity: number): SharedViews {
  const { firstByte, strideBytes } = inputPlace(capacity);
  const views = allocateShared(firstByte + 3 * strideBytes);
  views.words.set([0, 1, 2]);
  return views;
}

function imageOver(views: SharedViews, place: SharedInput, watched = false, notice = (_what: string) => {}) {
  const notices = {
    changed: (index: number) => notice(`changed ${index}`),
    triggered: (index: number) => notice(`triggered ${index}`),
  };
  return new InputImage(views, place, 7, notices as InputNotices, watched);
}

/** The I/O thread's side (native/bridge/input_image.h, Fetch), at full speed: counts torn values and steps back. */
const CONSUMER = `
const { parentPort, workerData: { buffer, last } } = require('node:worker_threads');
const words = new Int32Array(buffer);
let torn = 0, older = 0, fetched = 0, before = 0;
while (before < last) {
  if ((Atomics.load(words, 0) & ${FRESH}) === 0) continue;
  const slot = Atomics.exchange(words, 0, words[2]) & 3;
  words[2] = slot;
  const value = new Uint32Array(buffer, 64 + slot * 512, ${CAPACITY / 4});
  const first = value[0];
  if (value.some((word) => word !== first)) torn++;
  if (first <= before) older++;
  before = first;
  fetched++;
}
parentPort.postMessage({ torn, older, fetched });
`;

describe('InputImage', () => {
  it('hands over whole values only, none older than the one before, at full speed', async () => {
    const last = 100_000;
    const views = memory(CAPACITY);
    const image = imageOver(views, inputPlace(CAPACITY));
    const consumer = new Worker(CONSUMER, { eval: true, workerData: { buffer: views.words.buffer, last } });
    const result = new Promise((done) => consumer.once('message', done));
    await new Promise((done) => consumer.once('online', done));
    const value = new Uint32Array(CAPACITY / 4);
    const bytes = new Uint8Array(value.buffer);
    for (let n = 1; n <= last; n++) {
      value.fill(n);
      image.publish(bytes);
    }
    expect(await result).toMatchObject({ torn: 0, older: 0 });
  });

  it('marks what it publishes as fresh and takes the slot that was there', () => {
    const views = memory(4);
    const image = imageOver(views, inputPlace(4));
    image.publish(Uint8Array.of(1, 2, 3, 4));
    expect([...views.words.subarray(0, 3)]).toEqual([1 | FRESH, 0, 2]);
    expect([...views.bytes.subarray(64 + 64, 64 + 64 + 4)]).toEqual([1, 2, 3, 4]);
    image.publish(Uint8Array.of(5, 6, 7, 8));
    expect([...views.words.subarray(0, 3)]).toEqual([0 | FRESH, 1, 2]);
    expect([...views.bytes.subarray(64, 64 + 4)]).toEqual([5, 6, 7, 8]);
  });

  it('never touches the slot that the consumer reads', () => {
    const views = memory(4);
    const image = imageOver(views, inputPlace(4));
    const consumers = views.bytes.subarray(64 + 2 * 64, 64 + 3 * 64);
    for (let n = 1; n < 10; n++) image.publish(Uint8Array.of(n, n, n, n));
    expect(consumers.every((value) => value === 0)).toBe(true);
  });
});

describe('InputImage: who is told', () => {
  function rig(watched = false) {
    const views = memory(4);
    const place = inputPlace(4);
    const told: string[] = [];
    const image = imageOver(views, place, watched, (what) => told.push(what));
    const set = (word: 'changeOfStateWord' | 'applicationWord' | 'expiredWord', value: number) => {
      views.words[place[word]] = value;
    };
    return { image, told, set, touched: () => views.words[place.touchedWord] };
  }
  const value = Uint8Array.of(1, 2, 3, 4);

  it('nobody, as long as no connection waits for a change of state', () => {
    const { image, told, set } = rig();
    set('applicationWord', 3);
    image.publish(value);
    expect(told).toEqual([]);
  });

  it('the I/O thread, while a change-of-state connection is live', () => {
    const { image, told, set } = rig();
    set('changeOfStateWord', 1);
    image.publish(value);
    image.publish(value);
    set('changeOfStateWord', 0);
    image.publish(value);
    expect(told).toEqual(['changed 7', 'changed 7']);
  });

  it('a trigger reaches the I/O thread only while a connection waits for it', () => {
    const { image, told, set } = rig();
    set('changeOfStateWord', 1);
    image.trigger();
    set('applicationWord', 1);
    image.trigger();
    expect(told).toEqual(['triggered 7']);
  });

  it('a watched input is touched by every publication and by touch(), another one by none', () => {
    const watched = rig(true);
    watched.image.publish(value);
    watched.image.publish(value);
    watched.image.touch();
    const other = rig(false);
    other.image.publish(value);
    other.image.touch();
    expect([watched.touched(), watched.told, other.touched()]).toEqual([3, [], 0]);
  });

  it('once its watchdog has run out, the next touch wakes the I/O thread', () => {
    const { image, told, set } = rig(true);
    set('expiredWord', 1);
    expect(image.expired).toBe(true);
    image.touch();
    image.publish(value);
    expect(told).toEqual(['changed 7', 'changed 7']);
  });
});
