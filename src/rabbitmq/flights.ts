/** What is in flight on one channel, in the order it was sent. */
import type { Outgoing } from './outgoing.js';
import type { Returns } from './returns.js';

export class Flights {
  /** What the broker closed the channel with, where it told no message of it. */
  fault: Error | undefined;
  /** Of that channel. */
  readonly returns: Returns | undefined;
  readonly #entries = new Set<Outgoing>();
  #whenEmpty: (() => void)[] = [];

  constructor(returns?: Returns) {
    this.returns = returns;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(entry: Outgoing): void {
    this.#entries.add(entry);
  }

  /** False: it was not in flight. */
  remove(entry: Outgoing): boolean {
    const was = this.#entries.delete(entry);
    if (this.#entries.size === 0) for (const tell of this.#whenEmpty.splice(0)) tell();
    return was;
  }

  list(): readonly Outgoing[] {
    return [...this.#entries];
  }

  find(matches: (entry: Outgoing) => boolean): Outgoing | undefined {
    for (const entry of this.#entries) if (matches(entry)) return entry;
    return undefined;
  }

  /** Resolves when nothing is in flight. */
  empty(): Promise<void> {
    if (this.#entries.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }
}
