/** How fast a backlog is worked off: so many entries a second, at most a tenth of them at once. */

const AT_ONCE_S = 0.1;

export class ReplayRate {
  private readonly most: number;
  private left: number;
  private filledAtMs: number;

  /** @param perSecond undefined: without a limit */
  constructor(
    private readonly perSecond: number | undefined,
    nowMs: number,
  ) {
    this.most = perSecond === undefined ? Number.POSITIVE_INFINITY : Math.max(1, perSecond * AT_ONCE_S);
    this.left = this.most;
    this.filledAtMs = nowMs;
  }

  /** @returns whether one more may go now */
  take(nowMs: number): boolean {
    this.fill(nowMs);
    if (this.left < 1) return false;
    this.left--;
    return true;
  }

  /** Until as many as may go at once may go, milliseconds. */
  pauseMs(nowMs: number): number {
    this.fill(nowMs);
    if (this.perSecond === undefined) return 0;
    return Math.max(1, Math.ceil(((this.most - this.left) / this.perSecond) * 1_000));
  }

  private fill(nowMs: number): void {
    if (this.perSecond === undefined) return;
    this.left = Math.min(this.most, this.left + ((nowMs - this.filledAtMs) / 1_000) * this.perSecond);
    this.filledAtMs = nowMs;
  }
}
