/** From sources to the backlog of each sink. */
import { EipError, EipWriteError } from '../../errors.js';
import { checkedRecord, encodeRecord } from '../../telemetry/record/record.js';
import type { RecordKind, TelemetryRecord } from '../../telemetry/record/record-types.js';
import type { EmitOptions } from '../../telemetry/source.js';
import { PRIORITIES, type Priority } from '../../telemetry/spool/priorities.js';
import type { RouterStatus } from '../status.js';
import type { Backlog } from './backlog.js';
import { called } from './within.js';

/** Records that wait to be kept: whoever emits more than the spool takes has to wait. */
const MOST_WAITING = 100_000;

export class Router {
  private backlogs: readonly Backlog[] | undefined;
  private readonly accepted: Record<RecordKind, number> = {
    sample: 0,
    event: 0,
    alarm: 0,
    status: 0,
    audit: 0,
    commandResult: 0,
  };
  private rejected = 0;
  private waiting = 0;
  private onSettled: (() => void) | undefined;

  /** Records are taken from now on. */
  open(backlogs: readonly Backlog[]): void {
    this.backlogs = backlogs;
  }

  close(): void {
    this.backlogs = undefined;
  }

  /** As `EmitRecord`. @throws TypeError; EipError EIP_GATEWAY_NOT_RUNNING, EIP_MESSAGE_INVALID, those of `Spool.put` */
  async accept(given: TelemetryRecord, options: EmitOptions = {}): Promise<void> {
    const backlogs = this.backlogs;
    if (backlogs === undefined) throw new EipError('EIP_GATEWAY_NOT_RUNNING', 'The gateway takes no records now');
    const record = checkedRecord(given);
    const entry = { record, priority: priorityOf(record, options), body: encodeRecord(record) };
    this.waiting++;
    try {
      if (this.waiting > MOST_WAITING) throw tooMany();
      await all(backlogs.map((backlog) => backlog.add(entry)));
      this.accepted[record.kind]++;
    } catch (error) {
      this.rejected++;
      throw error;
    } finally {
      this.waiting--;
      if (this.waiting === 0) this.onSettled?.();
    }
  }

  /** Resolved when none waits to be kept, or the signal is aborted. */
  async settled(signal: AbortSignal): Promise<void> {
    if (this.waiting === 0) return;
    await called(signal, (done) => {
      this.onSettled = done;
    });
    this.onSettled = undefined;
  }

  status(): RouterStatus {
    return { accepted: { ...this.accepted }, rejected: this.rejected, waiting: this.waiting };
  }
}

function tooMany(): EipWriteError {
  const what = `${MOST_WAITING} records wait to be kept already: await each emit`;
  return new EipWriteError('EIP_SPOOL_FULL', what, { outcome: 'notSent' });
}

/** Each comes to its end before the first refusal is told: what is told is final. */
async function all(adding: readonly Promise<void>[]): Promise<void> {
  if (adding.length === 1) return adding[0];
  for (const end of await Promise.allSettled(adding)) if (end.status === 'rejected') throw end.reason;
}

function priorityOf({ kind }: TelemetryRecord, { priority = 'normal' }: EmitOptions): Priority {
  if (kind === 'alarm' || kind === 'audit') return kind;
  if (PRIORITIES.includes(priority)) return priority;
  throw new TypeError(`priority: expected one of ${PRIORITIES.join(', ')}, got ${String(priority)}`);
}
