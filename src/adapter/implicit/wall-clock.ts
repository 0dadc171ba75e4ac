/** What the difference of two clocks may move before it counts: less is the coarseness of the wall clock. */
const TOLERANCE_MS = 5;
/** Both clocks are read within so long, or read again: else the difference is that of two moments. */
const SAMPLE_US = 500;
const TRIES = 20;

/**
 * Times of the monotonic clock, which the I/O thread notes, as dates.
 *
 * One arrival gives the same date each time it is asked for. Where the wall clock was set, dates are by its new time
 * from then on, so that an age counted from them stays right to within TOLERANCE_MS.
 */
export class WallClock {
  private offsetMs: number | undefined;

  constructor(
    private readonly wallMs: () => number = Date.now,
    private readonly monotonicUs: () => number = nowUs,
  ) {}

  dateOf(monotonicUs: number): Date {
    const offsetMs = this.sample();
    if (this.offsetMs === undefined || Math.abs(offsetMs - this.offsetMs) > TOLERANCE_MS) this.offsetMs = offsetMs;
    return new Date(Math.round(this.offsetMs + monotonicUs / 1000));
  }

  private sample(): number {
    for (let tries = 1; ; tries++) {
      const beforeUs = this.monotonicUs();
      const wallMs = this.wallMs();
      if (this.monotonicUs() - beforeUs <= SAMPLE_US || tries === TRIES) return wallMs - beforeUs / 1000;
    }
  }
}

/** Microseconds of `process.hrtime()`'s clock, as in `receivedUs`. */
export function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
