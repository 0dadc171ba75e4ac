/** Each power of two is cut into this many buckets: their width is below 1 % of their value. */
const STEPS = 128;
const STEP_BITS = 7;
const MOST_US = 2 ** 32 - 1;
const BUCKETS = 26 * STEPS;

/** Percentiles in microseconds; all 0 while nothing was added. */
export interface Spread {
  readonly min: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Counts durations: bounded memory however long a scan runs, percentiles to 1 %, extremes exact. */
export class Histogram {
  private readonly counts = new Float64Array(BUCKETS);
  private total = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = 0;

  get count(): number {
    return this.total;
  }

  /** Rounded to microseconds; anything below 0 counts as 0, anything above 71 minutes as 71 minutes. */
  add(durationUs: number): void {
    const value = Math.min(MOST_US, Math.max(0, Math.round(durationUs)));
    const bucket = bucketOf(value);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.total++;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  spread(): Spread {
    if (this.total === 0) return { min: 0, p50: 0, p99: 0, max: 0 };
    return { min: this.min, p50: this.percentile(0.5), p99: this.percentile(0.99), max: this.max };
  }

  /** The smallest bucket that has at least this share of all values at or below it. */
  private percentile(share: number): number {
    const wanted = Math.ceil(share * this.total);
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.counts[bucket] ?? 0;
      if (seen >= wanted) return Math.min(this.max, Math.max(this.min, middleOf(bucket)));
    }
    return this.max;
  }
}

/** Below 2 * STEPS one bucket a microsecond; then STEPS buckets for each doubling. */
function bucketOf(value: number): number {
  const shift = Math.max(0, 31 - Math.clz32(value) - STEP_BITS);
  return shift * STEPS + (value >>> shift);
}

/** The middle of a bucket. */
function middleOf(bucket: number): number {
  if (bucket < 2 * STEPS) return bucket;
  const shift = Math.floor(bucket / STEPS) - 1;
  const width = 2 ** shift;
  return (bucket - shift * STEPS) * width + Math.floor(width / 2);
}
