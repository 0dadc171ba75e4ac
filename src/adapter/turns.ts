/** Work that takes turns: each begins when the one before has ended, the first at once. */
export class Turns {
  private isTaken = false;
  private readonly waiting: (() => void)[] = [];

  async take<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.isTaken) await new Promise<void>((begin) => this.waiting.push(begin));
    this.isTaken = true;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.isTaken = false;
      else next();
    }
  }
}
