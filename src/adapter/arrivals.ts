/**
 * What has come, in the order in which it is to be told: the latest value of each output, or with a history each of its
 * values.
 *
 * Of a history a bounded part is taken at a time, so that handlers of many values do not hold up the event loop. What is
 * put off is told with the next `take()`, and so is everything that came after it.
 */
import type { SharedMap } from '../native/shared-map.js';
import { DataRing } from './data-ring.js';
import type { OutputImage } from './output-image.js';
import type { SharedViews } from './shared-views.js';

/** Values of one history in one go. */
const MOST_OF_A_HISTORY = 256;

/** What an output has to tell now. */
interface Due {
  readonly index: number;
  readonly image: OutputImage;
  /** Values of its history; 1 without one. */
  readonly count: number;
  /** There are more. */
  readonly isCut: boolean;
}

export class Arrivals {
  /** What comes later than this (microseconds) waits, because a value of a history before it does. */
  untilUs = Number.POSITIVE_INFINITY;
  private readonly ring: DataRing;
  private readonly fresh: number[] = [];
  private readonly putOff = new Set<number>();
  /** Those that nobody can listen to yet, and whether something has come for them. */
  private readonly held = new Map<number, boolean>();

  constructor(
    views: SharedViews,
    map: SharedMap,
    private readonly outputs: readonly (OutputImage | undefined)[],
  ) {
    this.ring = new DataRing(views, map);
  }

  /** Nothing has come since `take()`. */
  get areNone(): boolean {
    return this.ring.isEmpty && !this.arePutOff;
  }

  get arePutOff(): boolean {
    return this.putOff.size > 0;
  }

  /** Copies what is there now. */
  take(): void {
    this.ring.take(this.fresh);
    for (const index of this.putOff) if (!this.fresh.includes(index)) this.fresh.push(index);
    this.putOff.clear();
    if (this.held.size > 0) this.holdBack();
    for (const index of this.fresh) {
      const image = this.outputs[index];
      image?.acknowledge();
      if (image?.history === undefined) image?.copy();
    }
  }

  /** Their indexes, one for each value: as they came, when nothing else has happened. */
  inOrder(): readonly number[] {
    const hasHistory = this.fresh.some((index) => this.outputs[index]?.history !== undefined);
    return hasHistory ? this.byTime() : this.fresh;
  }

  /** What comes for it is told only after `letGo()`. */
  hold(index: number): void {
    this.held.set(index, false);
  }

  letGo(index: number): void {
    if (this.held.get(index) === true) this.putOff.add(index);
    this.held.delete(index);
  }

  /** The I/O thread says nothing more of it: what it has said is for nobody. */
  forget(index: number): void {
    for (const other of this.ring.take([])) this.putOff.add(other);
    this.putOff.delete(index);
    this.held.delete(index);
  }

  /** Their indexes, one for each value, by the time at which the I/O thread published it. */
  byTime(): readonly number[] {
    const due = this.fresh.flatMap((index) => dueOf(index, this.outputs[index]));
    this.untilUs = Math.min(...due.map(firstLeftUs));
    const values = due.flatMap(valuesOf).sort((a, b) => a.atUs - b.atUs);
    const now = values.filter(({ atUs }) => atUs <= this.untilUs);
    for (const { index, isCut } of due) if (isCut) this.putOff.add(index);
    for (const { index } of values.slice(now.length)) this.putOff.add(index);
    return now.map(({ index }) => index);
  }

  private holdBack(): void {
    const told = this.fresh.filter((index) => !this.held.has(index));
    for (const index of this.fresh) if (this.held.has(index)) this.held.set(index, true);
    this.fresh.splice(0, this.fresh.length, ...told);
  }

  /** When the value that is told next of this output was published. */
  nextUs(index: number): number {
    const image = this.outputs[index];
    return image?.history === undefined ? (image?.publishedUs ?? 0) : image.history.publishedUs(0);
  }
}

function dueOf(index: number, image: OutputImage | undefined): Due[] {
  if (image === undefined) return [];
  const waiting = image.history?.waiting ?? 1;
  return [{ index, image, count: Math.min(waiting, MOST_OF_A_HISTORY), isCut: waiting > MOST_OF_A_HISTORY }];
}

function valuesOf({ index, image, count }: Due): { index: number; atUs: number }[] {
  if (image.history === undefined) return [{ index, atUs: image.publishedUs }];
  const { history } = image;
  return Array.from({ length: count }, (_, behind) => ({ index, atUs: history.publishedUs(behind) }));
}

/** When the first value that is left for the next time was published. */
function firstLeftUs({ image, count, isCut }: Due): number {
  return isCut && image.history !== undefined ? image.history.publishedUs(count) : Number.POSITIVE_INFINITY;
}
