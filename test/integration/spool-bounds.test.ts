/** Bounds of a spool by bytes and age, what they drop, and how fast a backlog is worked off. */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Spool, SpoolSinkOptions } from '../../src/telemetry/spool/index.js';
import { drain, ids, idsOf, newFolder, openSpool, putAll } from './spool-rig.js';

/** Each entry of one letter takes 112 bytes: ten fit. */
const TEN = { maxBytes: 1_120 };
const letters = (from: string, to: string) =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, index) =>
    String.fromCharCode(from.charCodeAt(0) + index),
  );
const put = (spool: Spool, of: readonly string[], priority: 'alarm' | 'audit' | 'normal' = 'normal') =>
  putAll(spool, of, { bytes: 63, priority });
const bounded = (sink: SpoolSinkOptions) => openSpool(newFolder(), { ...TEN, ...sink }, { maxEntryBytes: 64 });
const left = async (spool: Spool) => (await drain(spool, spool.reader('broker'))).join('');
const laneOf = (spool: Spool, priority: 'alarm' | 'audit' | 'normal' = 'normal') =>
  spool.status().sinks.broker?.[priority];

describe('dropOldest', () => {
  it('makes room for what is new, and counts what went', async () => {
    const spool = await bounded({});
    await put(spool, letters('a', 'j'));
    expect(await put(spool, letters('k', 'm'))).toEqual([true, true, true]);
    expect(laneOf(spool)).toMatchObject({ entries: 10, bytes: 1_120, drops: { oldest: 3, newest: 0 } });
    expect(await left(spool)).toBe('defghijklm');
  });

  it('holds for a burst that is larger than the bound', async () => {
    const spool = await bounded({});
    expect(new Set(await put(spool, letters('a', 'z')))).toEqual(new Set([true]));
    expect(laneOf(spool)).toMatchObject({ entries: 10, drops: { oldest: 16 } });
    expect(await left(spool)).toBe('qrstuvwxyz');
  });

  it('drops nothing that a reader has: it comes again when it is given back', async () => {
    const spool = await bounded({});
    await put(spool, letters('a', 'j'));
    const reader = spool.reader('broker');
    const batch = await reader.take({ maxEntries: 4 });
    await put(spool, letters('k', 'm'));
    expect(laneOf(spool)).toMatchObject({ entries: 10, taken: 4, drops: { oldest: 3 } });
    batch.giveBack();
    reader.close();
    expect(await left(spool)).toBe('abcdhijklm');
  });

  it('drops the new one where a reader has all others', async () => {
    const spool = await bounded({});
    await put(spool, letters('a', 'j'));
    const batch = await spool.reader('broker').take();
    expect(await put(spool, ['k'])).toEqual([false]);
    expect(laneOf(spool)?.drops).toMatchObject({ oldest: 0, newest: 1 });
    await batch.confirm();
    expect(await put(spool, ['l'])).toEqual([true]);
    expect(laneOf(spool)).toMatchObject({ entries: 1, bytes: 112, taken: 0 });
  });

  it('drops what matters less first, and nothing that matters more', async () => {
    const spool = await bounded({});
    await put(spool, letters('a', 'e'), 'alarm');
    await put(spool, letters('f', 'j'));
    await put(spool, letters('k', 'm'), 'alarm');
    expect([laneOf(spool, 'alarm')?.drops.oldest, laneOf(spool)?.drops.oldest]).toEqual([0, 3]);
    await put(spool, letters('n', 'q'), 'alarm');
    expect([laneOf(spool, 'alarm')?.drops.oldest, laneOf(spool)?.drops.oldest]).toEqual([2, 5]);
    expect(await put(spool, ['r'])).toEqual([false]);
    expect(await left(spool)).toBe('cdeklmnopq');
  });
});

describe('full', () => {
  it('is how much of the bound is used, by all priorities that share it', async () => {
    const spool = await bounded({});
    expect(laneOf(spool)?.full).toBe(0);
    await put(spool, ['a', 'b', 'c', 'd']);
    await put(spool, ['e'], 'alarm');
    await put(spool, ['f'], 'audit');
    const [alarm, audit, normal] = (['alarm', 'audit', 'normal'] as const).map((one) => laneOf(spool, one)?.full);
    expect([alarm, normal]).toEqual([0.5, 0.5]);
    // One of 64 MiB, which no other priority uses.
    expect(audit).toBeCloseTo(112 / 2 ** 26, 12);
  });

  it('and all else is told as it was, once the spool is closed', async () => {
    const spool = await bounded({});
    await put(spool, ['a']);
    const before = spool.status();
    await spool.close();
    expect(spool.status()).toEqual(before);
  });
});

describe('dropNewest', () => {
  it('keeps what is there, and says so', async () => {
    const spool = await bounded({ whenFull: 'dropNewest' });
    await put(spool, letters('a', 'i'));
    expect(await put(spool, ['j', 'k'])).toEqual([true, false]);
    expect(laneOf(spool)).toMatchObject({ entries: 10, drops: { oldest: 0, newest: 1 } });
    expect(await left(spool)).toBe('abcdefghij');
  });
});

describe('block', () => {
  it('waits for room, in order', async () => {
    const spool = await bounded({ whenFull: 'block' });
    await put(spool, letters('a', 'j'));
    const waiting = put(spool, ['k', 'l']);
    const reader = spool.reader('broker');
    const first = await reader.take({ maxEntries: 1 });
    await first.confirm();
    const second = await reader.take({ maxEntries: 3 });
    await second.confirm();
    expect(await waiting).toEqual([true, true]);
    reader.close();
    expect(idsOf(first) + idsOf(second).join('') + (await left(spool))).toBe('abcdefghijkl');
  });

  it('ends with EIP_SPOOL_FULL when its time is over, and is counted', async () => {
    const spool = await bounded({ whenFull: 'block', blockMs: 1 });
    await put(spool, letters('a', 'j'));
    await expect(put(spool, ['k'])).rejects.toMatchObject({ code: 'EIP_SPOOL_FULL', outcome: 'notSent' });
    expect(laneOf(spool)).toMatchObject({ entries: 10, drops: { newest: 1 } });
    expect(await left(spool)).toBe('abcdefghij');
  });

  it('ends so for each that waits, each in its own time', async () => {
    const spool = await bounded({ whenFull: 'block', blockMs: 1 });
    await put(spool, letters('a', 'j'));
    const ends = await Promise.allSettled(['k', 'l', 'm'].map((id) => put(spool, [id])));
    expect(ends).toEqual(
      ends.map(() => expect.objectContaining({ reason: expect.objectContaining({ code: 'EIP_SPOOL_FULL' }) })),
    );
    expect(laneOf(spool)?.drops.newest).toBe(3);
  });

  it('ends with the reason of its signal; what waits behind goes on', async () => {
    const spool = await bounded({ whenFull: 'block' });
    await put(spool, letters('a', 'j'));
    const abort = new AbortController();
    const entry = (messageId: string) => ({ messageId, body: Buffer.alloc(63) });
    const first = spool.put('broker', entry('k'), { signal: abort.signal });
    const second = spool.put('broker', entry('l'));
    const reason = new Error('no more');
    const ended = expect(first).rejects.toBe(reason);
    abort.abort(reason);
    await ended;
    const reader = spool.reader('broker');
    await (await reader.take({ maxEntries: 1 })).confirm();
    expect(await second).toBe(true);
    reader.close();
    expect(laneOf(spool)?.drops.newest).toBe(0);
    expect(await left(spool)).toBe('bcdefghijl');
  });

  it('ends with EIP_SPOOL_CLOSED when the spool is closed', async () => {
    const spool = await bounded({ whenFull: 'block' });
    await put(spool, letters('a', 'j'));
    const ended = expect(put(spool, ['k'])).rejects.toMatchObject({ code: 'EIP_SPOOL_CLOSED' });
    await spool.close();
    await ended;
  });

  it('holds up no other bounds', async () => {
    const spool = await bounded({ whenFull: 'block' });
    await put(spool, letters('a', 'j'));
    const waiting = put(spool, ['k']);
    expect(await put(spool, ['x'], 'audit')).toEqual([true]);
    const batch = await spool.reader('broker').take();
    await batch.confirm();
    expect(await waiting).toEqual([true]);
  });
});

describe('audit', () => {
  it('is never dropped in favour of samples, nor takes their room', async () => {
    const spool = await bounded({ priorities: { audit: TEN } });
    await put(spool, letters('a', 'j'), 'audit');
    await put(spool, letters('k', 'z'));
    expect([laneOf(spool, 'audit')?.entries, laneOf(spool)?.entries]).toEqual([10, 10]);
    expect(await left(spool)).toBe('abcdefghijqrstuvwxyz');
  });

  it('blocks by default, also where the sink drops', async () => {
    const spool = await bounded({ priorities: { audit: { ...TEN, blockMs: 1 } } });
    await put(spool, letters('a', 'j'), 'audit');
    await expect(put(spool, ['k'], 'audit')).rejects.toMatchObject({ code: 'EIP_SPOOL_FULL' });
  });
});

describe('age', () => {
  const ago = (ms: number) => new Date(Date.now() - ms);

  it('drops what is too old before it is taken', async () => {
    const spool = await openSpool(newFolder(), { maxAgeMs: 60_000 });
    await putAll(spool, ids('old', 3), { acceptedAt: ago(61_000) });
    await putAll(spool, ids('new', 2), { acceptedAt: ago(30_000) });
    await putAll(spool, ids('audit', 1), { acceptedAt: ago(61_000), priority: 'audit' });
    expect(await drain(spool, spool.reader('broker'))).toEqual(['audit0', 'new0', 'new1']);
    expect(laneOf(spool)).toMatchObject({ entries: 0, bytes: 0, drops: { age: 3 } });
  });

  it('drops it where nobody takes anything, too', async () => {
    const spool = await openSpool(newFolder(), { maxAgeMs: 1_000 });
    await putAll(spool, ['old'], { acceptedAt: ago(2_000) });
    while (laneOf(spool)?.entries !== 0) await delay(20);
    expect(laneOf(spool)?.drops.age).toBe(1);
  });

  it('drops more than a thousand at once', async () => {
    const spool = await openSpool(newFolder(), { maxAgeMs: 60_000 });
    await putAll(spool, ids('old', 2_500), { acceptedAt: ago(61_000) });
    await putAll(spool, ['new']);
    expect(idsOf(await spool.reader('broker').take())).toEqual(['new']);
    expect(laneOf(spool)?.drops.age).toBe(2_500);
  });
});

describe('drops', () => {
  it('are known after a restart, also those of what never got on disk', async () => {
    const folder = newFolder();
    const options = [{ ...TEN, whenFull: 'dropNewest' }, { maxEntryBytes: 64 }] as const;
    const spool = await openSpool(folder, ...options);
    await put(spool, letters('a', 'l'));
    await spool.close();
    const again = await openSpool(folder, ...options);
    expect(laneOf(again)).toMatchObject({ entries: 10, bytes: 1_120, drops: { newest: 2 } });
    await put(again, ['m']);
    await again.close();
    expect(laneOf(await openSpool(folder, ...options))?.drops.newest).toBe(3);
  });
});

describe('replayPerSecond', () => {
  it('bounds a backlog, and nothing that is fresh', async () => {
    const spool = await openSpool(newFolder(), { replayPerSecond: 50, replayAfterMs: 60_000 });
    await putAll(spool, ids('old', 12), { acceptedAt: new Date(Date.now() - 61_000) });
    await putAll(spool, ids('alarm', 20), { priority: 'alarm' });
    const reader = spool.reader('broker');
    const sizes: number[] = [];
    const all: string[] = [];
    while (all.length < 32) {
      const batch = await reader.take();
      sizes.push(batch.entries.length);
      all.push(...idsOf(batch));
      await batch.confirm();
    }
    expect(sizes[0]).toBe(25);
    expect(Math.max(...sizes.slice(1))).toBeLessThanOrEqual(5);
    expect(all).toEqual([...ids('alarm', 20), ...ids('old', 12)]);
  });
});
