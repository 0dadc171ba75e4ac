/**
 * No write without its record: an intent is kept before anything is sent, and its outcome afterwards.
 *
 * Between both a disk may fill and a process may end. Then the intent stands, which says that the outcome is unknown:
 * a write that nobody hears of is not possible, one of which nobody knows what became is.
 */
import type { TagValue } from '../../eip-client.js';
import { EipError, EipWriteError } from '../../errors.js';
import type { LogTarget } from '../../logging/logger.js';
import type { AuditRecord, AuditWho, RecordApp, WriteOutcomeEntry } from '../../telemetry/record/record-types.js';
import type { EmitRecord } from '../../telemetry/source.js';
import type { WireValue } from '../../telemetry/value/wire-value.js';
import { within } from '../flow/within.js';
import { auditRecord } from './audit-record.js';
import { messageOf } from './audit-value.js';
import { failedOutcome, WRITE_BEGUN } from './outcome.js';

export interface TrailOptions {
  /** Resolved once a record is durable. */
  readonly emit: EmitRecord;
  readonly app: RecordApp;
  /** The PLC, client or adapter that is written, by its name in the configuration. */
  readonly source: string;
  readonly who: AuditWho;
  readonly via: AuditRecord['via'];
  /** From where, in words. */
  readonly from?: string | undefined;
  readonly logger: LogTarget;
}

/** A write that is meant. */
export interface PlannedWrite {
  readonly tag: string;
  readonly value: TagValue;
  /** What is there now, where that is known and good. */
  readonly previous?: WireValue | undefined;
}

export interface BeginOptions {
  /** `messageId` of the command that asks for it. */
  readonly commandId?: string | undefined;
  /** Default: that of the work that is under way (`withCorrelationId`), if any. */
  readonly correlationId?: string | undefined;
  /** Ends the wait: nothing may be sent then. */
  readonly signal?: AbortSignal | undefined;
}

/** Writes whose intents are kept. */
export interface BegunWrites {
  /**
   * To be called once, when it is known what became of them: in the order of the writes, one outcome for each. Never
   * rejects. Resolved when every outcome is kept, or can't be: then with an error in its place.
   */
  end(outcomes: readonly WriteOutcomeEntry[]): Promise<readonly (EipWriteError | undefined)[]>;
}

export class AuditTrail {
  /** @throws EipError EIP_MESSAGE_INVALID for an `app` that no record can have */
  constructor(private readonly options: TrailOptions) {
    this.record({ tag: 'none', value: false }, WRITE_BEGUN, {});
  }

  /**
   * Resolved once the intents are kept: from then on the writes may be sent.
   * @throws EipWriteError EIP_AUDIT_UNAVAILABLE, or the signal's reason; nothing may be sent then, and records that say so
   * follow, as far as they can be kept
   */
  async begin(writes: readonly PlannedWrite[], options: BeginOptions = {}): Promise<BegunWrites> {
    const { signal } = options;
    signal?.throwIfAborted();
    const intents = writes.map((write) => this.record(write, WRITE_BEGUN, options));
    const kept = Promise.all(intents.map((intent) => this.keep(intent)));
    let problems: readonly (Problem | undefined)[];
    try {
      problems = signal === undefined ? await kept : await within(kept, signal);
      signal?.throwIfAborted();
    } catch (reason) {
      void kept.then((late) => this.revoke(writes, intents, late, NOT_SENT));
      throw reason;
    }
    const failed = problems.find((problem) => problem !== undefined);
    if (failed !== undefined) {
      const error = unavailable(failed.cause);
      void this.revoke(writes, intents, problems, failedOutcome(error));
      throw error;
    }
    return { end: (outcomes) => this.end(writes, intents, outcomes) };
  }

  private async end(
    writes: readonly PlannedWrite[],
    intents: readonly AuditRecord[],
    outcomes: readonly WriteOutcomeEntry[],
  ): Promise<readonly (EipWriteError | undefined)[]> {
    const results = intents.map((intent, i) => this.resultRecord(writes[i] as PlannedWrite, intent, outcomes[i]));
    const problems = await Promise.all(results.map((record) => this.keep(record)));
    return problems.map((problem, i) => {
      if (problem === undefined) return undefined;
      const record = results[i] as AuditRecord;
      this.options.logger.error({ err: problem.cause, record }, 'An audit record could not be kept');
      return incomplete(record, problem.cause);
    });
  }

  /** Of writes that are not sent. An intent that was not kept as a whole may still be with one of several sinks. */
  private async revoke(
    writes: readonly PlannedWrite[],
    intents: readonly AuditRecord[],
    problems: readonly (Problem | undefined)[],
    outcome: WriteOutcomeEntry,
  ): Promise<void> {
    for (const [i, intent] of intents.entries()) {
      const record = this.resultRecord(writes[i] as PlannedWrite, intent, outcome);
      const problem = await this.keep(record);
      if (problem !== undefined && problems[i] === undefined)
        this.options.logger.warn({ err: problem.cause, record }, 'An audit record could not be kept');
    }
  }

  private resultRecord(
    write: PlannedWrite,
    { messageId, correlationId, commandId }: AuditRecord,
    outcome: WriteOutcomeEntry = NO_OUTCOME,
  ): AuditRecord {
    return this.record(write, outcome, { correlationId, commandId, intentId: messageId });
  }

  private record(
    { tag, value, previous }: PlannedWrite,
    result: WriteOutcomeEntry,
    { commandId, correlationId, intentId }: BeginOptions & { readonly intentId?: string },
  ): AuditRecord {
    const { app, source, who, via, from } = this.options;
    return auditRecord({
      app,
      source,
      who,
      via,
      from,
      tag,
      value,
      previous,
      result,
      commandId,
      correlationId,
      intentId,
    });
  }

  private async keep(record: AuditRecord): Promise<Problem | undefined> {
    try {
      await this.options.emit(record);
      return undefined;
    } catch (cause) {
      return { cause };
    }
  }
}

interface Problem {
  readonly cause: unknown;
}

const NOT_SENT: WriteOutcomeEntry = {
  status: 'refused',
  code: 'CALL_ABORTED',
  reason: 'The call was ended while its audit record was waited for. Nothing was sent',
};

const NO_OUTCOME: WriteOutcomeEntry = {
  status: 'unknown',
  code: 'NO_RESULT',
  reason: 'What the write was given to told no result for this tag. It may have been carried out: read the tag back',
};

function unavailable(cause: unknown): EipWriteError {
  const what = `Nothing was written, because the audit record can not be kept: ${whyOf(cause)}`;
  return new EipWriteError('EIP_AUDIT_UNAVAILABLE', what, { cause, outcome: 'notSent' });
}

function incomplete({ tag, result }: AuditRecord, cause: unknown): EipWriteError {
  const became = result.status === 'ok' ? 'was written' : `was not confirmed (${result.status}, ${result.code})`;
  const what = `"${tag}" ${became}, and the audit record of that could not be kept: ${whyOf(cause)}`;
  return new EipWriteError('EIP_AUDIT_INCOMPLETE', what, { cause, tag, outcome: 'unknown' });
}

/** Without what to check, which the new error has its own of. */
function whyOf(cause: unknown): string {
  const text = messageOf(cause);
  return cause instanceof EipError ? text.slice(0, -`. ${cause.check}.`.length) : text;
}
