/** Shows the I/O thread that the event loop moves (docs/architecture.md, "Liveness"). */
export class LivenessBeat {
  private timer: NodeJS.Timeout | undefined;

  /** Beats four times per period, twice as often as needed; does not keep the process alive. @param periodMs 0 = off */
  start(periodMs: number, beat: () => void): void {
    if (periodMs === 0) return;
    beat();
    this.timer = setInterval(beat, periodMs / 4).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
