/** How a command ends from outside: Ctrl-C, SIGTERM, the end of --duration, or output that nobody reads or no disk takes. */

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** One Ctrl-C may arrive twice, from the terminal and from npm, which passes it on: a person needs longer. */
const SECOND_SIGNAL_MS = 200;

/**
 * The first request ends the command cleanly; a second signal ends the process at once, with exit code 1.
 * Held while the command runs.
 */
export class Stop {
  private readonly controller = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];
  private failure: { readonly error: unknown } | undefined;
  private firstSignalMs: number | undefined;
  private readonly onSignal = (signal: string): void => {
    this.firstSignalMs ??= performance.now();
    if (performance.now() - this.firstSignalMs > SECOND_SIGNAL_MS) process.exit(1);
    this.request(signal);
  };

  /** @param signals that ask for the end */
  constructor(private readonly signals = SIGNALS) {
    for (const name of signals) process.on(name, this.onSignal);
  }

  /** Aborted once the end was asked for. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Asks for a clean end. */
  request(reason: string): void {
    this.controller.abort(new Error(`ended by ${reason}`));
  }

  /** Asks for the end because of an error: `asked()` rejects with it. The first one counts. */
  fail(error: unknown): void {
    if (this.signal.aborted) return;
    this.failure = { error };
    this.controller.abort(error);
  }

  /** Whether `error` only says that the end was asked for while something still opened. */
  isCleanEnd(error: unknown): boolean {
    return this.failure === undefined && this.signal.aborted && error === this.signal.reason;
  }

  /** Counts from now; undefined = without end. */
  after(seconds: number | undefined): void {
    if (seconds !== undefined) this.timers.push(setTimeout(() => this.request('--duration'), seconds * 1_000));
  }

  /** Repeats until the end is asked for. */
  every(intervalMs: number, repeat: () => void): void {
    this.timers.push(setInterval(repeat, intervalMs));
  }

  /** Resolves when a clean end was asked for, rejects with the error of `fail`. */
  async asked(): Promise<void> {
    if (!this.signal.aborted) {
      await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve(), { once: true }));
    }
    for (const timer of this.timers) clearTimeout(timer);
    if (this.failure !== undefined) throw this.failure.error;
  }

  [Symbol.dispose](): void {
    for (const timer of this.timers) clearTimeout(timer);
    for (const name of this.signals) process.off(name, this.onSignal);
  }
}
