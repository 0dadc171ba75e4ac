/** One timer for any number of deadlines, all on the clock of `performance.now()`. */
export class Alarm {
  private timer: NodeJS.Timeout | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private at = Number.POSITIVE_INFINITY;

  /** @param ring looks what is due, and gives when to look again; infinity: nothing to look for. */
  constructor(private readonly ring: (now: number) => number) {}

  /** Rings then at the latest. Cheap when it rings earlier anyway. */
  by(at: number): void {
    if (at >= this.at) return;
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    this.at = at;
    this.timer = setTimeout(this.fire, Math.max(1, Math.ceil(at - performance.now())));
  }

  stop(): void {
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    this.at = Number.POSITIVE_INFINITY;
  }

  /** Not at once: after a busy while, what has arrived meanwhile is to be read before it is missed. */
  private readonly fire = (): void => {
    this.immediate = setImmediate(this.look);
  };

  private readonly look = (): void => {
    this.at = Number.POSITIVE_INFINITY;
    this.by(this.ring(performance.now()));
  };
}
