/** The adapter of the configuration: it runs while a source needs it, also while one takes the place of another. */
import type { Adapter } from '../../adapter/index.js';

export class AdapterKeeper {
  private users = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(readonly adapter: Adapter) {}

  /** @throws what `adapter.start()` throws */
  hold(): Promise<void> {
    return this.inTurn(async () => {
      if (this.users === 0) await this.adapter.start();
      this.users++;
    });
  }

  release(): Promise<void> {
    return this.inTurn(async () => {
      this.users--;
      if (this.users === 0) await this.adapter.stop();
    });
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {});
    return mine;
  }
}
