/** The place of a configured sink: one with other options may take it while the gateway runs. */
import type { TelemetryRecord } from '../../telemetry/record/record-types.js';
import type { BatchResult, Sink, WriteOptions } from '../../telemetry/sink.js';
import type { EndpointHealth } from '../../telemetry/source.js';

export class SinkSlot implements Sink {
  private former: Promise<void> = Promise.resolve();

  constructor(private current: Sink) {}

  get name(): string {
    return this.current.name;
  }

  write(batch: readonly TelemetryRecord[], options?: WriteOptions): Promise<BatchResult> {
    return this.current.write(batch, options);
  }

  /** Batches from now on go to this one; what is under way is settled by the one before. */
  replace(next: Sink): void {
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
}
