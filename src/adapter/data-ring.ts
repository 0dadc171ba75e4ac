/**
 * Which assemblies have new data: a ring of their indexes.
 *
 * Producer: the I/O thread moves the tail. Consumer: the JS thread moves the head. Both count up and wrap at 2^32. An
 * assembly stands in it at most once (its `pendingWord`), so it can't overflow: an entry leaves the ring before its
 * assembly is acknowledged.
 */
import type { SharedMap } from '../native/shared-map.js';
import type { SharedViews } from './shared-views.js';

export class DataRing {
  constructor(
    private readonly views: SharedViews,
    private readonly map: SharedMap,
  ) {}

  get isEmpty(): boolean {
    const { words } = this.views;
    return Atomics.load(words, this.map.dataHeadWord) === Atomics.load(words, this.map.dataTailWord);
  }

  /** Takes the entries that are there now into `into` (emptied first) and gives it back. */
  take(into: number[]): number[] {
    const { words } = this.views;
    const { dataHeadWord, dataTailWord, dataFirstWord, dataSlots } = this.map;
    into.length = 0;
    const tail = Atomics.load(words, dataTailWord);
    let head = Atomics.load(words, dataHeadWord);
    for (; head !== tail; head = (head + 1) | 0) into.push(words[dataFirstWord + (head & (dataSlots - 1))] ?? 0);
    Atomics.store(words, dataHeadWord, head);
    return into;
  }
}
