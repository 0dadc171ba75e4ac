/** Tells of values that were lost: at once, and then in sums, so that a flood of them is no flood of records. */

export interface Overrun {
  /** Lost since it was told last. */
  readonly values: number;
  /** Lost since the source was made. */
  readonly total: number;
  /** Why, of the last of them. */
  readonly reason: string;
}

const LEAST_MS = 10_000;

export class Overruns {
  private values = 0;
  private total = 0;
  private reason = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly tell: (overrun: Overrun) => void) {}

  add(values: number, reason: string): void {
    this.values += values;
    this.total += values;
    this.reason = reason;
    if (this.timer !== undefined) return;
    this.flush();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.values > 0) this.add(0, this.reason);
    }, LEAST_MS);
  }

  /** The end: what was not told yet is told. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.values > 0) this.flush();
  }

  private flush(): void {
    const { values, total, reason } = this;
    this.values = 0;
    this.tell({ values, total, reason });
  }
}
