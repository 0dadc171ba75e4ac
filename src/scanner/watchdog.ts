/** What a timer of Node holds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls `expired` once nothing was heard for `timeoutMs`. It is re-armed lazily: hearing something costs no timer.
 * When the event loop stood still, packets may wait in the socket while the timer is due; so it looks a second time
 * after the sockets had their turn, before it gives up a connection that lives.
 */
export class Watchdog {
  private timer: NodeJS.Timeout | undefined;
  private look: NodeJS.Immediate | undefined;

  /** @param heardMs when something was heard last, on the clock of `performance.now()`; undefined: not yet. */
  constructor(
    private readonly heardMs: () => number | undefined,
    private readonly expired: () => void,
  ) {}

  /** @param firstMs how long the first packet may take. */
  start(timeoutMs: number, firstMs: number): void {
    const startedMs = performance.now();
    const remainingMs = (): number => {
      const heard = this.heardMs();
      return (heard === undefined ? startedMs + firstMs : heard + timeoutMs) - performance.now();
    };
    this.arm(timeoutMs, remainingMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    clearImmediate(this.look);
  }

  /** Looks again after a timeout at the latest: once the first packet came, the shorter time holds. */
  private arm(timeoutMs: number, remainingMs: () => number): void {
    const again = (): void => this.arm(timeoutMs, remainingMs);
    this.timer = setTimeout(
      () => {
        if (remainingMs() > 0) again();
        else this.look = setImmediate(() => (remainingMs() > 0 ? again() : this.expired()));
      },
      Math.min(LONGEST_TIMER_MS, timeoutMs, remainingMs()),
    );
  }
}
