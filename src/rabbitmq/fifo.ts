/** A queue whose front can be taken, and put back, without moving the rest. */
export class Fifo<T> {
  /** Taken ones are let go of at once: kept for a while they would outlive the collector's nursery. */
  #items: (T | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#items.length) this.#empty();
    if (this.#head > 1_024 && this.#head * 2 > this.#items.length) this.#compact([]);
    return item;
  }

  /** Before all others, in their order. */
  putBack(items: readonly T[]): void {
    if (items.length > 0) this.#compact(items);
  }

  /** Takes all. */
  drain(): T[] {
    const items = this.#items.slice(this.#head) as T[];
    this.#empty();
    return items;
  }

  #empty(): void {
    this.#items = [];
    this.#head = 0;
  }

  #compact(front: readonly T[]): void {
    this.#items = [...front, ...this.#items.slice(this.#head)];
    this.#head = 0;
  }
}
