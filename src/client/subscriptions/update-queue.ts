/** What one loop over a subscription has not taken yet, and the loop itself. */

export interface QueueOwner {
  /** The loop was left. */
  left(queue: unknown): void;
  /** An update was replaced by a newer one of its tag. */
  overwrote(): void;
  dropped(): void;
}

interface Taker<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** Bounded: at most one update of each tag, or `history` of them. */
export class UpdateQueue<T extends { readonly key: string }> implements AsyncIterableIterator<T, undefined> {
  /** In the order to be taken: by tag, or by number. */
  private readonly waiting = new Map<string | number, T>();
  private readonly takers: Taker<T>[] = [];
  private count = 0;
  private ended: { readonly error?: unknown } | undefined;

  constructor(
    private readonly history: number,
    private readonly owner: QueueOwner,
  ) {}

  push(update: T): void {
    const taker = this.takers.shift();
    if (taker !== undefined) taker.resolve({ value: update, done: false });
    else if (this.history === 0) this.replace(update);
    else this.append(update);
  }

  /** @param failed `{ error }` that the loop is to throw: at once, instead of what it has not taken */
  end(failed: { readonly error?: unknown }): void {
    this.ended ??= failed;
    if ('error' in failed) this.waiting.clear();
    for (const taker of this.takers.splice(0)) this.settleEnded(taker);
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      const taker = { resolve, reject };
      for (const [key, value] of this.waiting) {
        this.waiting.delete(key);
        resolve({ value, done: false });
        return;
      }
      if (this.ended === undefined) this.takers.push(taker);
      else this.settleEnded(taker);
    });
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.waiting.clear();
    this.end({});
    this.owner.left(this);
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private replace(update: T): void {
    if (this.waiting.has(update.key)) this.owner.overwrote();
    this.waiting.set(update.key, update);
  }

  private append(update: T): void {
    if (this.waiting.size >= this.history) {
      for (const oldest of this.waiting.keys()) {
        this.waiting.delete(oldest);
        break;
      }
      this.owner.dropped();
    }
    this.waiting.set(this.count++, update);
  }

  /** The error comes once. */
  private settleEnded({ resolve, reject }: Taker<T>): void {
    const { ended } = this;
    this.ended = {};
    if (ended !== undefined && 'error' in ended) reject(ended.error);
    else resolve({ value: undefined, done: true });
  }
}
