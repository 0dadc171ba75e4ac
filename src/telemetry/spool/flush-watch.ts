/** Transactions that the disk has not confirmed yet. */

/** A disk that has not confirmed by then never will. */
const LIMIT_MS = 60_000;

export class FlushWatch {
  private readonly open = new Set<Promise<void>>();

  /** @param onSilent the disk does not answer: what it holds is not known any more */
  constructor(
    private readonly onSilent: (cause: Error) => void,
    private readonly limitMs = LIMIT_MS,
  ) {}

  /** Resolved when the disk has confirmed; rejected when it refused, or did not in time. */
  add(flushed: Promise<unknown>): Promise<void> {
    const watched = this.within(flushed);
    this.open.add(watched);
    const done = () => this.open.delete(watched);
    watched.then(done, done);
    return watched;
  }

  private within(flushed: Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const silent = () => {
        const error = new Error(`the disk has confirmed nothing for ${this.limitMs} ms`);
        reject(error);
        this.onSilent(error);
      };
      const timer = setTimeout(silent, this.limitMs).unref();
      flushed.then(() => resolve(), reject).finally(() => clearTimeout(timer));
    });
  }

  /** Resolved when at most that many are open. Each one holds a thread of libuv's pool. */
  async atMost(count: number): Promise<void> {
    while (this.open.size > count) await Promise.race([...this.open].map((one) => one.catch(() => {})));
  }
}
