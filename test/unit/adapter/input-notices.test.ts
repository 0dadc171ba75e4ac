import { describe, expect, it } from 'vitest';
import { InputNotices } from '../../../src/adapter/input-notices.js';
import { allocateShared } from '../../../src/adapter/shared-views.js';

const map = { notifiedWord: 0, changedFirstWord: 2, triggeredFirstWord: 6 };

function rig() {
  const { words } = allocateShared(64);
  let calls = 0;
  const views = allocateShared(64);
  const notices = new InputNotices({ ...views, words }, map, () => {
    calls++;
  });
  return { words, notices, calls: () => calls };
}

describe('InputNotices', () => {
  it.each([
    [0, 2, 1],
    [1, 2, 2],
    [31, 2, -(2 ** 31)],
    [32, 3, 1],
    [100, 5, 16],
  ])('index %i is one bit', (index, word, bits) => {
    const { words, notices } = rig();
    notices.changed(index);
    notices.triggered(index);
    expect([words[word], words[word + 4]]).toEqual([bits, bits]);
    expect(words.filter((value) => value !== 0)).toHaveLength(3);
  });

  it('only the first of many notices calls, until the I/O thread has looked', () => {
    const { words, notices, calls } = rig();
    notices.changed(1);
    notices.changed(2);
    notices.triggered(1);
    expect([calls(), words[2]]).toEqual([1, 6]);
    words[map.notifiedWord] = 0;
    notices.triggered(3);
    expect(calls()).toBe(2);
  });
});
