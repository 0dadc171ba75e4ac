/** What ends a wait when nobody comes. */
export interface WaitBound {
  readonly forMs: number;
  /** Its reason becomes the rejection. */
  readonly signal: AbortSignal | undefined;
  /** Made when the time is up. */
  readonly timeoutError: () => Error;
}

/** Calls that wait for the same thing, each with a bound of its own. No timer and no listener outlives its wait. */
export class Waiting {
  private readonly waits = new Set<{ resolve(): void; reject(error: unknown): void }>();

  add({ forMs, signal, timeoutError }: WaitBound): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void) => {
        this.waits.delete(wait);
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        outcome();
      };
      const wait = {
        resolve: () => settle(resolve),
        reject: (error: unknown) => settle(() => reject(error)),
      };
      const onAbort = () => wait.reject(signal?.reason);
      const timer = setTimeout(() => wait.reject(timeoutError()), forMs);
      signal?.addEventListener('abort', onAbort);
      this.waits.add(wait);
    });
  }

  resolve(): void {
    for (const wait of [...this.waits]) wait.resolve();
  }

  reject(error: unknown): void {
    for (const wait of [...this.waits]) wait.reject(error);
  }
}
