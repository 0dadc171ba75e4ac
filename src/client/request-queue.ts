import type { Request } from './request.js';

/** Requests that wait for a connection, first come first served. */
export class RequestQueue {
  private first: Request | undefined;
  private last: Request | undefined;

  get isEmpty(): boolean {
    return this.first === undefined;
  }

  push(request: Request): void {
    request.next = undefined;
    if (this.last === undefined) this.first = request;
    else this.last.next = request;
    this.last = request;
  }

  /** The first that somebody still waits for. */
  shift(): Request | undefined {
    for (let head = this.first; head !== undefined; head = head.next) {
      this.first = head.next;
      if (this.first === undefined) this.last = undefined;
      if (!head.over) return head;
    }
    return undefined;
  }

  /** Takes out all that `test` says. */
  remove(test: (request: Request) => boolean): Request[] {
    const removed: Request[] = [];
    const kept: Request[] = [];
    for (let one = this.shift(); one !== undefined; one = this.shift()) (test(one) ? removed : kept).push(one);
    for (const one of kept) this.push(one);
    return removed;
  }

  /** The earliest deadline, infinity when empty. */
  earliest(): number {
    let least = Number.POSITIVE_INFINITY;
    for (let one = this.first; one !== undefined; one = one.next) if (!one.over) least = Math.min(least, one.deadline);
    return least;
  }
}
