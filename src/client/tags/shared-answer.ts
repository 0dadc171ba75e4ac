import { bounded } from '../../link/bounded.js';
import type { Budget } from '../budget.js';
import { callTimedOut } from '../failures.js';

/** Something that is asked for once, by the first who needs it, for all who do. */
export class SharedAnswer<T> {
  private asked: Promise<T> | undefined;

  /** @param what of messages: what was still on its way */
  constructor(private readonly what: string) {}

  /** Who waits gives up when his own time is over; when that of the one who asked is, another one asks. */
  async get(ask: () => Promise<T>, budget: Budget): Promise<T> {
    for (let { asked } = this; asked !== undefined; asked = this.asked) {
      try {
        return await this.within(asked, budget);
      } catch (error) {
        if (budget.signal?.aborted || performance.now() >= budget.deadline) throw error;
      }
    }
    const own = ask();
    this.asked = own;
    own.catch(() => {
      if (this.asked === own) this.asked = undefined;
    });
    return own;
  }

  private within(shared: Promise<T>, { timeoutMs, deadline, signal }: Budget): Promise<T> {
    const timeoutError = () => callTimedOut(timeoutMs, `${this.what} was still on its way`);
    const left = Math.max(0, deadline - performance.now());
    return bounded({ timeoutMs: left, signal, timeoutError }, (resolve, reject) => {
      shared.then(resolve, reject);
      return () => {};
    });
  }
}
