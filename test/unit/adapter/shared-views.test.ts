import { describe, expect, it } from 'vitest';
import { allocateShared, longIn, recycleShared } from '../../../src/adapter/shared-views.js';

describe('allocateShared', () => {
  it('gives whole 64-bit words', () => expect(allocateShared(13).bytes.length).toBe(16));

  it('gives recycled memory again, zeroed, and once', () => {
    const first = allocateShared(64);
    first.bytes.fill(7);
    recycleShared(first);
    const again = allocateShared(64);
    expect(again.words.buffer).toBe(first.words.buffer);
    expect(again.bytes.every((value) => value === 0)).toBe(true);
    expect(allocateShared(64).words.buffer).not.toBe(first.words.buffer);
  });

  it('gives new memory for another size', () => {
    const first = allocateShared(64);
    recycleShared(first);
    expect(allocateShared(72).words.buffer).not.toBe(first.words.buffer);
  });
});

describe('longIn', () => {
  it.each([[0], [1], [2 ** 31], [2 ** 32 - 1], [2 ** 32], [2 ** 53 - 1]])('reads %i', (value) => {
    const { words, longs } = allocateShared(24);
    longs[1] = BigInt(value);
    expect(longIn(words, 1)).toBe(value);
  });
});
