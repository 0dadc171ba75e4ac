/** Ends what was not confirmed in time. One timer for all: a timer for each would cost as much as the message itself. */

export interface Due {
  /** By `performance.now()`. */
  readonly deadline: number;
  /** Ends it, which also takes it out of here. */
  expire(): void;
}

/** The timer does not come back sooner: what is due then ends so much later at most. */
const LEAST_WAIT_MS = 5;

export class Deadlines {
  readonly #all = new Set<Due>();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer comes. */
  #at = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#all.size;
  }

  add(due: Due): void {
    this.#all.add(due);
    if (due.deadline < this.#at) this.#arm(due.deadline);
    else if (this.#all.size === 1) this.#timer?.ref();
  }

  /** The last one leaves the timer to the next; it does not keep the process alive meanwhile. */
  remove(due: Due): void {
    this.#all.delete(due);
    if (this.#all.size === 0) this.#timer?.unref();
  }

  #arm(at: number): void {
    clearTimeout(this.#timer);
    this.#at = at;
    this.#timer = setTimeout(this.#look, Math.max(at - performance.now(), LEAST_WAIT_MS));
  }

  readonly #look = (): void => {
    const now = performance.now();
    this.#at = Number.POSITIVE_INFINITY;
    this.#timer = undefined;
    let next = Number.POSITIVE_INFINITY;
    for (const due of this.#all) {
      if (due.deadline <= now) due.expire();
      else next = Math.min(next, due.deadline);
    }
    if (next < this.#at) this.#arm(next);
  };
}
