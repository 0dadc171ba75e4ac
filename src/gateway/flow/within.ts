/** The end of some work, or that of the patience with it. */

/** @throws what the work does; the reason of a signal that is aborted first, and the work goes on unheard */
export async function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Waits for a call of `done`, or the end of the signal. @param begin keeps `done` for whoever calls it */
export async function called(signal: AbortSignal, begin: (done: () => void) => void): Promise<void> {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  else begin(end);
  await ended;
  signal.removeEventListener('abort', end);
}

/** A limit that somebody ends: `clear()` when it is not needed any more. */
export class Limit {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(ms: number, reason: string) {
    this.timer = setTimeout(() => this.controller.abort(new Error(reason)), ms);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}
