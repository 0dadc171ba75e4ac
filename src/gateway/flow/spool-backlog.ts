/** The lanes of one sink in the spool. */
import { parseRecord } from '../../telemetry/record/record.js';
import type { TelemetryRecord } from '../../telemetry/record/record-types.js';
import type { SpoolBatch } from '../../telemetry/spool/batch.js';
import type { StoredEntry } from '../../telemetry/spool/entry.js';
import { PRIORITIES } from '../../telemetry/spool/priorities.js';
import type { SpoolReader } from '../../telemetry/spool/reader.js';
import type { Spool } from '../../telemetry/spool/spool.js';
import type { Backlog, BacklogFigures, Portion, TakeLimits, Waiting } from './backlog.js';
import { Recent } from './recent.js';

/** What is on disk and is no record. */
export type OnUnreadable = (messageId: string, error: Error) => void;

export class SpoolBacklog implements Backlog {
  readonly durable = true;
  private readonly reader: SpoolReader;
  private readonly recent = new Recent();
  private unreadable = 0;

  constructor(
    private readonly spool: Spool,
    private readonly sink: string,
    batches: number,
    private readonly onUnreadable: OnUnreadable,
  ) {
    this.reader = spool.reader(sink, { batches });
  }

  async add({ record, body, priority }: Waiting): Promise<void> {
    const { messageId } = record;
    this.recent.add(record, body.length);
    try {
      await this.spool.put(this.sink, { messageId, body, priority });
    } catch (error) {
      this.recent.take(messageId);
      throw error;
    }
  }

  async take(limits: TakeLimits): Promise<Portion> {
    for (;;) {
      const portion = new SpoolPortion(await this.reader.take(limits), this.recent, (messageId, error) => {
        this.unreadable++;
        this.onUnreadable(messageId, error);
      });
      if (portion.entries.length > 0) return portion;
    }
  }

  figures(): BacklogFigures {
    const lanes = this.spool.status().sinks[this.sink];
    const all = PRIORITIES.flatMap((priority) => lanes?.[priority] ?? []);
    const oldest = all.flatMap((lane) => lane.oldest?.getTime() ?? []);
    return {
      waiting: all.reduce((sum, lane) => sum + lane.entries, 0),
      oldestMs: oldest.length === 0 ? null : Math.max(0, Date.now() - Math.min(...oldest)),
      dropped: 0,
      unreadable: this.unreadable,
    };
  }
}

class SpoolPortion implements Portion {
  readonly entries: readonly Waiting[];
  private readonly stored = new Map<Waiting, StoredEntry>();

  constructor(
    private readonly batch: SpoolBatch,
    recent: Recent,
    onUnreadable: OnUnreadable,
  ) {
    const unreadable: StoredEntry[] = [];
    for (const entry of batch.entries) {
      try {
        const record = recent.take(entry.messageId) ?? recordOf(entry);
        this.stored.set({ record, body: bufferOf(entry.body), priority: entry.priority }, entry);
      } catch (error) {
        unreadable.push(entry);
        onUnreadable(entry.messageId, error as Error);
      }
    }
    this.entries = [...this.stored.keys()];
    // What can't be removed now comes again when the spool is opened.
    batch.discard(unreadable).catch(() => {});
  }

  confirm(entries: readonly Waiting[]): Promise<void> {
    return this.batch.confirm(this.storedOf(entries));
  }

  discard(entries: readonly Waiting[]): Promise<void> {
    return this.batch.discard(this.storedOf(entries));
  }

  giveBack(): void {
    this.batch.giveBack();
  }

  private storedOf(entries: readonly Waiting[]): StoredEntry[] {
    return entries.map((entry) => this.stored.get(entry) as StoredEntry);
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function recordOf({ body, messageId }: StoredEntry): TelemetryRecord {
  const record = parseRecord(body);
  if (record.messageId === messageId) return record;
  throw new Error(`It has the messageId ${record.messageId} inside`);
}
