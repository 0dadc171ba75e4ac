import type { Adapter } from '../adapter.js';

/**
 * A client's hold on its adapter: what the client started it stops, what ran before it is left running.
 *
 * Starting and stopping take turns, so that one that comes while the other is on its way finds a settled adapter.
 */
export class AdapterHold {
  private turn: Promise<unknown> = Promise.resolve();
  private isOurs = false;

  constructor(private readonly adapter: Adapter) {}

  get isRunning(): boolean {
    return this.adapter.status().state === 'running';
  }

  /** Running already: does nothing. @throws what `adapter.start()` throws. */
  start(): Promise<void> {
    return this.inTurn(async () => {
      if (this.isRunning) return;
      await this.adapter.start();
      this.isOurs = true;
    });
  }

  /** Not started by this hold: does nothing. */
  stop(): Promise<void> {
    return this.inTurn(async () => {
      if (!this.isOurs) return;
      this.isOurs = false;
      await this.adapter.stop();
    });
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {});
    return mine;
  }
}
