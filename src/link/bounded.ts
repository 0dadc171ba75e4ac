/** What ends a wait from outside. */
export interface Bound {
  readonly timeoutMs: number;
  /** Its reason becomes the rejection. */
  readonly signal?: AbortSignal | undefined;
  /** Made only when the time is up. */
  readonly timeoutError: () => Error;
}

type Release = () => void;

/**
 * A promise that a timer or the caller's signal ends at the latest. `start` begins the work and returns what undoes
 * its listeners; that runs exactly once, however the promise ends.
 */
export function bounded<T>(
  { timeoutMs, signal, timeoutError }: Bound,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => Release,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let release: Release | undefined;
    let over = false;
    const finish = (settle: () => void): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      release?.();
      settle();
    };
    const fail = (error: unknown): void => finish(() => reject(error));
    const onAbort = (): void => fail(signal?.reason);
    const timer = setTimeout(() => fail(timeoutError()), timeoutMs);
    signal?.addEventListener('abort', onAbort);
    release = start((value) => finish(() => resolve(value)), fail);
    if (over) release();
  });
}
