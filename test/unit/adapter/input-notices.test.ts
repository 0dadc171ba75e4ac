import { afterEach, describe, expect, it, vi } from 'vitest';
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

afterEach(() => {
  vi.restoreAllMocks();
});

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

  it('held, many call once, at the release', () => {
    const { notices, calls } = rig();
    notices.hold();
    notices.changed(1);
    notices.pass();
    notices.changed(2);
    expect(calls()).toBe(0);
    notices.release();
    notices.release();
    expect(calls()).toBe(1);
  });

  it('held without any, nothing calls; afterwards the next one calls at once', () => {
    const { notices, calls } = rig();
    notices.hold();
    notices.pass();
    notices.release();
    expect(calls()).toBe(0);
    notices.changed(1);
    expect(calls()).toBe(1);
  });

  it('held for more than 100 us, what waits goes before the rest', () => {
    let nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const { words, notices, calls } = rig();
    notices.hold();
    notices.changed(1);
    nowMs = 0.09;
    notices.pass();
    expect(calls()).toBe(0);
    nowMs = 0.11;
    notices.pass();
    notices.pass();
    expect(calls()).toBe(1);
    words[map.notifiedWord] = 0;
    notices.changed(2);
    expect(calls()).toBe(1);
    notices.release();
    expect(calls()).toBe(2);
  });
});
