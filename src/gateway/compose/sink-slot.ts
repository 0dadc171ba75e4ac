/** The place of a configured sink: one with other options may take it while the gateway runs. */
import type { TelemetryRecord } from '../../telemetry/record/record-types.js';
import type { BatchResult, EncodedRecord, Sink, WriteOptions } from '../../telemetry/sink.js';
import type { EndpointHealth } from '../../telemetry/source.js';

/** With all that a sink may have: a place that left out what its sink has would make it slow without a word. */
export type FullSink = Required<Sink>;

export class SinkSlot implements FullSink {
  private former: Promise<void> = Promise.resolve();

  constructor(private current: FullSink) {}

  get name(): string {
    return this.current.name;
  }

  get maxBatches(): number {
    return this.current.maxBatches;
  }

  async write(batch: readonly TelemetryRecord[], options?: WriteOptions): Promise<BatchResult> {
    return (await this.next()).write(batch, options);
  }

  async writeEncoded(batch: readonly EncodedRecord[], options?: WriteOptions): Promise<BatchResult> {
    return (await this.next()).writeEncoded(batch, options);
  }

  /** What is under way is settled by the one before; batches from now on go to this one, behind it. */
  replace(next: FullSink): void {
    const { current, former } = this;
    this.current = next;
    this.former = Promise.all([former, current.close()]).then(() => {});
  }

  async flush(): Promise<void> {
    await Promise.all([this.former, this.current.flush()]);
  }

  healthCheck(): Promise<EndpointHealth> {
    return this.current.healthCheck();
  }

  async close(): Promise<void> {
    await Promise.all([this.former, this.current.close()]);
  }

  /** The sink that has the place once those before it have sent all: records leave in their order. */
  private async next(): Promise<FullSink> {
    for (;;) {
      const { former } = this;
      await former;
      if (former === this.former) return this.current;
    }
  }
}
