/** Starting and stopping take turns: whichever comes while the other is on its way finds a settled source. */
import type { EmitRecord, StartOptions } from '../../telemetry/source.js';

export class Lifecycle {
  private turn: Promise<unknown> = Promise.resolve();
  private state: 'off' | 'starting' | 'on' = 'off';
  private stopsAsked = 0;

  constructor(
    private readonly name: string,
    private readonly begin: (emit: EmitRecord) => Promise<void>,
    private readonly end: () => Promise<void>,
  ) {}

  /** Between the beginning of the start and the beginning of the end. */
  get isOn(): boolean {
    return this.state !== 'off';
  }

  /** Stopped meanwhile: resolved, and nothing is left of it. @throws what `begin` throws, the signal's reason; TypeError. */
  start(emit: EmitRecord, { signal }: StartOptions = {}): Promise<void> {
    const stops = this.stopsAsked;
    return this.inTurn(async () => {
      if (this.state !== 'off') throw new TypeError(`"${this.name}": start() was called on a source that runs`);
      signal?.throwIfAborted();
      if (stops !== this.stopsAsked) return;
      this.state = 'starting';
      try {
        await this.begin(emit);
        signal?.throwIfAborted();
        this.state = 'on';
      } catch (error) {
        await this.finish();
        throw error;
      }
    });
  }

  stop(): Promise<void> {
    this.stopsAsked++;
    return this.inTurn(async () => {
      if (this.state !== 'off') await this.finish();
    });
  }

  private async finish(): Promise<void> {
    this.state = 'off';
    await this.end();
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {});
    return mine;
  }
}
