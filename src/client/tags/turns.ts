/**
 * How many requests of one call are on the way. No more than the controller answers at a time, so that other calls come
 * in between: a request that waits for its turn waits here, behind those of its own call, and not in the queue of all.
 */
export class Turns {
  private free: number;
  private readonly waiting: (() => void)[] = [];
  private next = 0;

  /** @param width at least 1 */
  constructor(readonly width: number) {
    this.free = width;
  }

  /** Runs one request when it is its turn, in the order of the calls. */
  async take<T>(request: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await request();
    } finally {
      this.pass();
    }
  }

  /** Works on all, as many at a time as there are turns, in their order. Ends with the first that throws. */
  async all<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    let next = 0;
    let failed = false;
    const worker = async (): Promise<void> => {
      try {
        for (let item = items[next++]; item !== undefined && !failed; item = items[next++]) await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.width, items.length) }, worker));
  }

  private pass(): void {
    const waiting = this.waiting[this.next];
    if (waiting === undefined) {
      this.free++;
      this.waiting.length = 0;
      this.next = 0;
    } else {
      this.next++;
      waiting();
    }
  }
}
