/** setTimeout rounds to whole milliseconds: rounding to the nearest keeps the mean on time, at most this much early. */
const EARLY_MS = 0.5;

/**
 * Calls back at start, start + interval, start + 2 * interval ... and does not drift: every deadline is computed from
 * the one before, never from the moment the timer fired. A slot that passed unused is skipped and counted, not made up
 * for, because a burst of late packets helps nobody. Node's timers have a resolution of 1 ms and wait for the event
 * loop: below an interval of 2 ms some slots are always skipped.
 */
export class Schedule {
  /** Slots that passed while the event loop was busy. */
  skipped = 0;
  private deadlineMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly intervalMs: number,
    private readonly callback: () => void,
  ) {}

  /** The first call comes before this returns. */
  start(): void {
    this.deadlineMs = performance.now();
    this.run();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private run(): void {
    this.arm(this.advance(performance.now()));
    this.callback();
  }

  /** Moves to the first deadline that is still ahead. */
  private advance(nowMs: number): number {
    const late = Math.max(0, Math.floor((nowMs - this.deadlineMs) / this.intervalMs));
    this.skipped += late;
    this.deadlineMs += (late + 1) * this.intervalMs;
    return this.deadlineMs - nowMs;
  }

  private arm(delayMs: number): void {
    this.timer = setTimeout(() => this.fire(), Math.round(delayMs));
  }

  private fire(): void {
    const nowMs = performance.now();
    if (nowMs + EARLY_MS >= this.deadlineMs) this.run();
    else this.arm(this.deadlineMs - nowMs);
  }
}
