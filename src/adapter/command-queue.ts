/** What is asked of the I/O thread, in order; when it has no room for more, a little later. */
const AGAIN_MS = 1;

export class CommandQueue {
  private readonly waiting: (() => boolean)[] = [];

  /** @param command asks; false: there was no room for it */
  push(command: () => boolean): void {
    this.waiting.push(command);
    if (this.waiting.length === 1) this.flush();
  }

  private flush(): void {
    while (this.waiting[0]?.() === true) this.waiting.shift();
    if (this.waiting.length > 0) setTimeout(() => this.flush(), AGAIN_MS).unref();
  }
}
