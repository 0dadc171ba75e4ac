/** The adapter of the configuration: it runs while a source needs it, also while one takes the place of another. */
import type { Adapter } from '../../adapter/index.js';
import type { SourceHold } from '../sources/source-hold.js';

export class AdapterKeeper {
  private users = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(readonly adapter: Adapter) {}

  /** A hold by itself: whoever has one starts the adapter, or finds it running; the last one that lets go stops it. */
  newHold(): SourceHold {
    return new KeeperHold(this);
  }

  get isRunning(): boolean {
    return this.adapter.status().state === 'running';
  }

  /** @throws what `adapter.start()` throws */
  hold(isNew: boolean): Promise<void> {
    return this.inTurn(async () => {
      if (!this.isRunning) await this.adapter.start();
      if (isNew) this.users++;
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

class KeeperHold implements SourceHold {
  private isHeld = false;

  constructor(private readonly keeper: AdapterKeeper) {}

  get isRunning(): boolean {
    return this.keeper.isRunning;
  }

  /** Held already: an adapter that has ended is started again. */
  async start(): Promise<void> {
    await this.keeper.hold(!this.isHeld);
    this.isHeld = true;
  }

  async stop(): Promise<void> {
    if (!this.isHeld) return;
    this.isHeld = false;
    await this.keeper.release();
  }
}
