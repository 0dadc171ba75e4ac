/** How far a stream has been read: where to go on after a lost connection. Offsets rise from delivery to delivery. */
export class StreamPosition {
  /** Offsets that are being handled. */
  readonly #open = new Set<number>();
  #next: number | undefined;

  /** The first offset that is not done with; undefined before the first message. */
  get resumeAt(): number | undefined {
    return this.#open.size === 0 ? this.#next : Math.min(...this.#open);
  }

  begun(offset: number): void {
    this.#open.add(offset);
    this.#next = Math.max(this.#next ?? 0, offset + 1);
  }

  done(offset: number): void {
    this.#open.delete(offset);
  }

  /** What was begun on a channel that is gone comes again. */
  rewind(): void {
    this.#next = this.resumeAt;
    this.#open.clear();
  }
}
