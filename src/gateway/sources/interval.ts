/** Something that is done at an interval, on absolute times: what it takes does not move the next one. */
export class Interval {
  /** Times that were over before this process came to them. */
  missed = 0;
  private dueAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ms: number,
    private readonly due: () => void,
  ) {}

  start(): void {
    this.dueAt = performance.now() + this.ms;
    this.wait();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private wait(): void {
    this.timer = setTimeout(() => this.ring(), Math.max(1, Math.ceil(this.dueAt - performance.now())));
  }

  private ring(): void {
    const late = Math.max(0, Math.floor((performance.now() - this.dueAt) / this.ms));
    this.missed += late;
    this.dueAt += (late + 1) * this.ms;
    this.wait();
    this.due();
  }
}
