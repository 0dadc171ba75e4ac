/** How many lines something may cause: a number at once, and then so many a second. The others are counted. */
export class LineBudget {
  private left: number;
  private at = performance.now();
  private kept = 0;

  constructor(
    private readonly burst: number,
    private readonly perSecond: number,
  ) {
    this.left = burst;
  }

  /** How many were kept back since the last one that was let through; undefined: this one is kept back too. */
  take(now = performance.now()): number | undefined {
    this.left = Math.min(this.burst, this.left + ((now - this.at) / 1000) * this.perSecond);
    this.at = now;
    if (this.left < 1) {
      this.kept++;
      return undefined;
    }
    this.left--;
    const { kept } = this;
    this.kept = 0;
    return kept;
  }
}
