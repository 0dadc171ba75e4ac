import { describe, expect, it } from 'vitest';
import { DataRing } from '../../../src/adapter/data-ring.js';
import { allocateShared } from '../../../src/adapter/shared-views.js';
import { ringPlace } from './shared-places.js';

const [HEAD, TAIL, FIRST] = [0, 1, 2];

function ringAt(count: number) {
  const views = allocateShared(4 * (FIRST + 4));
  views.words[HEAD] = count;
  views.words[TAIL] = count;
  const push = (index: number) => {
    const tail = views.words[TAIL] ?? 0;
    views.words[FIRST + (tail & 3)] = index;
    views.words[TAIL] = tail + 1;
  };
  return { ring: new DataRing(views, ringPlace(4)), views, push };
}

describe('DataRing', () => {
  // Both counts wrap at 2^32, which is -1 -> 0 in an Int32Array; 2^31 is where the sign changes.
  it.each([[0], [3], [0x7fff_ffff], [-2]])('gives the entries in order, counting from %i', (count) => {
    const { ring, views, push } = ringAt(count);
    expect(ring.isEmpty).toBe(true);
    for (const index of [7, 8, 9, 10]) push(index);
    expect(ring.isEmpty).toBe(false);
    expect(ring.take([99])).toEqual([7, 8, 9, 10]);
    expect(ring.isEmpty).toBe(true);
    expect(views.words[HEAD]).toBe(views.words[TAIL]);
    expect(ring.take([])).toEqual([]);
  });
});
