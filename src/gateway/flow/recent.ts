/** Records that were accepted just now: while a sink keeps up, none has to be read back from the bytes in the spool. */
import type { TelemetryRecord } from '../../telemetry/record/record-types.js';

/** The newest ones; a sink that does not keep up has its records read back. */
const MOST_RECORDS = 4_000;
const MOST_BYTES = 8 * 1_024 * 1_024;

export class Recent {
  private readonly records = new Map<string, { readonly record: TelemetryRecord; readonly bytes: number }>();
  private bytes = 0;

  /** @param bytes of its body */
  add(record: TelemetryRecord, bytes: number): void {
    this.take(record.messageId);
    this.records.set(record.messageId, { record, bytes });
    this.bytes += bytes;
    for (const oldest of this.records.keys()) {
      if (this.records.size <= MOST_RECORDS && this.bytes <= MOST_BYTES) return;
      this.take(oldest);
    }
  }

  /** It is not kept any more. */
  take(messageId: string): TelemetryRecord | undefined {
    const found = this.records.get(messageId);
    if (found === undefined) return undefined;
    this.records.delete(messageId);
    this.bytes -= found.bytes;
    return found.record;
  }
}
