/** Counters that never go back, though the part that counts begins at 0 when it is started again. */
import type { Sample } from './samples.js';

interface Counted {
  /** As the part told it last. */
  last: number;
  /** Of the times that the part ran before. */
  before: number;
}

/** Parts that are remembered though they are not told any more. */
const MOST_FORMER_PARTS = 1_000;

export class Growth {
  readonly #parts = new Map<string, Map<string, Counted>>();

  /** Parts that are remembered. */
  get size(): number {
    return this.#parts.size;
  }

  /** @param samples all counters that there are now @returns each with what was counted before */
  grown(samples: readonly Sample[]): Sample[] {
    const parts = new Map<string, Sample[]>();
    for (const sample of samples) parts.set(sample.part, [...(parts.get(sample.part) ?? []), sample]);
    for (const [part, told] of parts) this.#take(part, told);
    this.#forget(parts);
    return samples.map((sample) => ({ ...sample, value: this.#valueOf(sample) }));
  }

  /** One that is less than it was says that the part began anew, with all that it counts. */
  #take(part: string, told: readonly Sample[]): void {
    const counted = this.#parts.get(part) ?? new Map<string, Counted>();
    this.#parts.set(part, counted);
    if (told.some((sample) => sample.value < (counted.get(keyOf(sample))?.last ?? 0))) {
      for (const one of counted.values()) one.before += one.last;
    }
    for (const sample of told) {
      const one = counted.get(keyOf(sample));
      if (one === undefined) counted.set(keyOf(sample), { last: sample.value, before: 0 });
      else one.last = sample.value;
    }
  }

  #valueOf(sample: Sample): number {
    const one = this.#parts.get(sample.part)?.get(keyOf(sample));
    return one === undefined ? sample.value : one.before + one.last;
  }

  #forget(now: ReadonlyMap<string, unknown>): void {
    if (this.#parts.size <= now.size + MOST_FORMER_PARTS) return;
    for (const part of this.#parts.keys()) if (!now.has(part)) this.#parts.delete(part);
  }
}

function keyOf({ name, labels }: Sample): string {
  return JSON.stringify([name, ...Object.entries(labels).flat()]);
}
