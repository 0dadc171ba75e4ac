/** Transactions that the disk has not confirmed yet. */

/** A disk that has not confirmed by then never will: lmdb says nothing when fdatasync fails. */
const LIMIT_MS = 60_000;

export class FlushWatch {
  private readonly open = new Set<Promise<void>>();

  /** @param onFailed the disk does not confirm: what it holds is not known any more */
  constructor(
    private readonly onFailed: (cause: Error) => void,
    private readonly limitMs = LIMIT_MS,
  ) {}

  /** Resolved when the disk has confirmed; rejected when it did not in time. */
  add(flushed: Promise<unknown>): Promise<void> {
    const watched = this.within(flushed);
    this.open.add(watched);
    const done = () => this.open.delete(watched);
    watched.then(done, (cause: Error) => {
      done();
      this.onFailed(cause);
    });
    return watched;
  }

  private within(flushed: Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const what = `the disk has confirmed nothing for ${this.limitMs} ms`;
      const timer = setTimeout(() => reject(new Error(what)), this.limitMs).unref();
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      flushed.then(end, end);
    });
  }

  /** Resolved when at most that many are open. Each one holds a thread of libuv's pool. */
  async atMost(count: number): Promise<void> {
    while (this.open.size > count) await Promise.race([...this.open].map((one) => one.catch(() => {})));
  }
}
