/** The place of a configured source: another one with other groups may take it while the gateway runs. */
import type { CallOptions, TagResult, TagValue, WriteResult } from '../../eip-client.js';
import type { EmitRecord, EndpointHealth, StartOptions } from '../../telemetry/source.js';
import type { WireValue } from '../../telemetry/value/wire-value.js';
import type { CommandTarget, GatewaySource } from '../part.js';
import type { SourceHold } from '../sources/source-hold.js';
import type { SourceStatus } from '../status.js';
import type { AdapterKeeper } from './adapter-keeper.js';

export type ConfiguredSource = GatewaySource & CommandTarget;

/** The source that had to stay could not begin again either: nothing is in its place. */
export class SourceLost extends Error {
  override readonly name = 'SourceLost';

  constructor(source: string, cause: unknown) {
    super(`The source "${source}" could not begin again: ${(cause as Error).message}`, { cause });
  }
}

export class SourceSlot implements GatewaySource, CommandTarget {
  private emit: EmitRecord | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  /** Beside the source's own, so that the adapter runs on while another source takes the place. */
  private readonly hold: SourceHold | undefined;

  /** @param keeper of the adapter that the source is over, if it is */
  constructor(
    private current: ConfiguredSource,
    keeper: AdapterKeeper | undefined,
  ) {
    this.hold = keeper?.newHold();
  }

  get name(): string {
    return this.current.name;
  }

  start(emit: EmitRecord, options?: StartOptions): Promise<void> {
    return this.inTurn(async () => {
      // The source starts the adapter: only so it hears the first packet.
      await this.current.start(emit, options);
      // Stopped meanwhile it has let go of the adapter again.
      if (this.hold?.isRunning) await this.hold.start();
      this.emit = emit;
    });
  }

  /** A start that is under way is ended by its source. */
  stop(): Promise<void> {
    const stopping = this.current.stop();
    return this.inTurn(async () => {
      await stopping;
      await this.current.stop();
      this.emit = undefined;
      await this.hold?.stop();
    });
  }

  /**
   * The next one goes on where this one ends: what this one has is kept first. It stays when the next one can't start.
   * @returns puts this one back
   * @throws what its start throws; SourceLost
   */
  async replace(next: ConfiguredSource): Promise<() => Promise<void>> {
    const { current } = this;
    await this.exchange(next);
    return () => this.exchange(current);
  }

  private exchange(next: ConfiguredSource): Promise<void> {
    return this.inTurn(async () => {
      const { current, emit } = this;
      if (emit === undefined) {
        this.current = next;
        return;
      }
      await current.stop();
      try {
        await next.start(emit);
        this.current = next;
      } catch (error) {
        await current.start(emit).catch((again: unknown) => {
          throw new SourceLost(current.name, again);
        });
        throw error;
      }
    });
  }

  healthCheck(): Promise<EndpointHealth> {
    return this.current.healthCheck();
  }

  status(): SourceStatus {
    return this.current.status();
  }

  targetState(): ReturnType<CommandTarget['targetState']> {
    return this.current.targetState();
  }

  tagOf(name: string): string {
    return this.current.tagOf(name);
  }

  readTags(names: readonly string[], options?: CallOptions): Promise<Record<string, TagResult>> {
    return this.current.readTags(names, options);
  }

  writeTags(values: Readonly<Record<string, TagValue>>, options?: CallOptions): Promise<Record<string, WriteResult>> {
    return this.current.writeTags(values, options);
  }

  lastGood(tag: string): WireValue | undefined {
    return this.current.lastGood(tag);
  }

  acknowledgeProgram(): void {
    this.current.acknowledgeProgram();
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {});
    return mine;
  }
}
