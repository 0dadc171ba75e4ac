/** Without a spool: records that wait in memory, and are lost with it. */
import { EipWriteError } from '../../errors.js';
import { Fifo } from '../../rabbitmq/fifo.js';
import { PRIORITIES, type Priority } from '../../telemetry/spool/priorities.js';
import type { Backlog, BacklogFigures, Portion, TakeLimits, Waiting } from './backlog.js';

/** Of all that wait; a record has 1 MiB at most. */
const MOST_BYTES = 256 * 1_024 * 1_024;

function noRoom(): EipWriteError {
  const what = 'The records that wait in memory leave no room for an audit record';
  return new EipWriteError('EIP_AUDIT_UNAVAILABLE', what, { outcome: 'notSent' });
}

interface Kept extends Waiting {
  readonly sinceMs: number;
}

type Lanes = Readonly<Record<Priority, Fifo<Kept>>>;

export class MemoryBacklog implements Backlog {
  readonly durable = false;
  private readonly lanes: Lanes = { alarm: new Fifo(), audit: new Fifo(), normal: new Fifo() };
  /** What is taken and not settled. */
  private readonly out = new Set<Kept>();
  private records = 0;
  private bytes = 0;
  private dropped = 0;
  private wakeUp: (() => void) | undefined;

  /** @param maxRecords what is taken counts too */
  constructor(private readonly maxRecords: number) {}

  async add(entry: Waiting): Promise<void> {
    const kept = { ...entry, sinceMs: performance.now() };
    if (!this.makeRoom(kept)) {
      if (kept.priority === 'audit') throw noRoom();
      this.dropped++;
      return;
    }
    this.lanes[kept.priority].push(kept);
    this.records++;
    this.bytes += kept.body.length;
    this.wakeUp?.();
  }

  async take({ signal, ...limits }: TakeLimits): Promise<Portion> {
    for (;;) {
      signal.throwIfAborted();
      const taken = this.collect(limits);
      if (taken.length > 0) return this.portion(taken);
      await this.more(signal);
    }
  }

  figures(): BacklogFigures {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { sinceMs } of this.out) oldest = Math.min(oldest, sinceMs);
    for (const priority of PRIORITIES) oldest = Math.min(oldest, this.lanes[priority].first?.sinceMs ?? oldest);
    return {
      waiting: this.records,
      oldestMs: this.records === 0 ? null : performance.now() - oldest,
      dropped: this.dropped,
      unreadable: 0,
    };
  }

  private portion(entries: readonly Kept[]): Portion {
    const left = new Set(entries);
    for (const kept of entries) this.out.add(kept);
    const settle = async (settled: readonly Waiting[]) => {
      for (const kept of settled as Kept[]) {
        if (!left.delete(kept)) continue;
        this.out.delete(kept);
        this.forget(kept);
      }
    };
    return { entries, confirm: settle, discard: settle, giveBack: () => this.putBack(left) };
  }

  private putBack(left: Set<Kept>): void {
    for (const priority of PRIORITIES) {
      this.lanes[priority].putBack([...left].filter((kept) => kept.priority === priority));
    }
    for (const kept of left) this.out.delete(kept);
    left.clear();
  }

  private collect({ maxEntries, maxBytes }: Omit<TakeLimits, 'signal'>): Kept[] {
    const taken: Kept[] = [];
    let bytes = 0;
    for (const priority of PRIORITIES) {
      const lane = this.lanes[priority];
      for (let next = lane.first; next !== undefined; next = lane.first) {
        bytes += next.body.length;
        if (taken.length > 0 && (taken.length >= maxEntries || bytes > maxBytes)) return taken;
        lane.shift();
        taken.push(next);
      }
    }
    return taken;
  }

  /**
   * Drops the oldest ones of the lowest priority, none above that of the new one, and no audit records: writes wait for
   * them. @returns false: they are too few
   */
  private makeRoom({ body, priority }: Kept): boolean {
    for (const lower of PRIORITIES.slice(PRIORITIES.indexOf(priority)).reverse()) {
      if (lower === 'audit') continue;
      while (this.isFullFor(body.length)) {
        const victim = this.lanes[lower].shift();
        if (victim === undefined) break;
        this.forget(victim);
        this.dropped++;
      }
    }
    return !this.isFullFor(body.length);
  }

  private isFullFor(bytes: number): boolean {
    return this.records >= this.maxRecords || this.bytes + bytes > MOST_BYTES;
  }

  private forget({ body }: Kept): void {
    this.records--;
    this.bytes -= body.length;
  }

  private more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.wakeUp = undefined;
        signal.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake, { once: true });
      this.wakeUp = wake;
    });
  }
}
