/** The audit of a command: each write is announced, and told of afterwards. */
import type { LogTarget } from '../../logging/logger.js';
import type { ReceivedMessage } from '../../rabbitmq/consume-types.js';
import { commandResult } from '../../telemetry/command/answer.js';
import type { Command, CommandAnswer } from '../../telemetry/command/command-types.js';
import type {
  AuditRecord,
  RecordApp,
  TelemetryRecord,
  WriteOutcomeEntry,
} from '../../telemetry/record/record-types.js';
import type { EmitRecord } from '../../telemetry/source.js';
import { decodeValue } from '../../telemetry/value/codec.js';
import type { WireValue } from '../../telemetry/value/wire-value.js';
import { auditRecord, WRITE_BEGUN } from '../audit/index.js';
import { type Results, refuse, type Verdict } from './verdict.js';

export interface TrailContext {
  readonly app: RecordApp;
  readonly emit: EmitRecord;
  readonly log: LogTarget;
}

/** What was in the tags before, where that is known. */
export type Previous = Readonly<Record<string, WireValue | undefined>>;

export class Trail {
  private readonly intents = new Map<string, AuditRecord>();
  private previous: Previous = {};

  constructor(
    private readonly command: Command,
    private readonly message: Pick<ReceivedMessage, 'userId' | 'queue'>,
    private readonly context: TrailContext,
  ) {}

  /** Resolved when it is kept that these tags are about to be written. @throws Ended AUDIT_FAILED */
  async announce(previous: Previous): Promise<void> {
    this.previous = previous;
    for (const tag of Object.keys(this.command.writes)) this.intents.set(tag, this.record(tag, WRITE_BEGUN));
    const kept = await Promise.allSettled([...this.intents.values()].map((record) => this.context.emit(record)));
    const failed = kept.find((one) => one.status === 'rejected');
    if (failed === undefined) return;
    const why = (failed.reason as Error).message;
    // What was announced and will not be written has its end told too, as far as that can be kept.
    this.context.log.error(
      { err: failed.reason as unknown },
      'the audit of a command can not be kept: nothing is written',
    );
    refuse('AUDIT_FAILED', `Its audit can't be kept, so nothing was written: ${why}`);
  }

  /**
   * What became of it: of each tag that was announced, or that may have been written.
   * @returns whether all of it is kept
   */
  async tell(told: Verdict, answer: CommandAnswer, mayBeWritten: boolean): Promise<boolean> {
    const isAudited = this.intents.size > 0 || mayBeWritten;
    const tags = isAudited ? Object.keys(this.command.writes) : [];
    const records: TelemetryRecord[] = tags.map((tag) => this.record(tag, outcomeOf(told, told.results, tag)));
    const kept = await Promise.allSettled(
      [...records, commandResult(answer)].map((record) => this.context.emit(record)),
    );
    const failed = kept.find((one) => one.status === 'rejected');
    if (failed === undefined) return true;
    const fields = { err: failed.reason as unknown, commandId: this.command.messageId, audit: records };
    this.context.log.error(fields, 'what became of a command could not be kept');
    return false;
  }

  private record(tag: string, result: WriteOutcomeEntry): AuditRecord {
    const { command, message, context } = this;
    return auditRecord({
      app: context.app,
      source: command.source,
      who: { label: command.label, brokerUser: message.userId },
      via: 'command',
      from: `queue ${message.queue}`,
      commandId: command.messageId,
      correlationId: command.correlationId,
      intentId: this.intents.get(tag)?.messageId,
      tag,
      value: decodeValue(command.writes[tag] ?? false),
      previous: this.previous[tag],
      result,
    });
  }
}

function outcomeOf(told: Verdict, results: Results | undefined, tag: string): WriteOutcomeEntry {
  const own = results !== undefined && Object.hasOwn(results, tag) ? results[tag] : undefined;
  if (own !== undefined) return own;
  return told.status === 'ok' ? { status: 'ok' } : { status: told.status, code: told.code, reason: told.reason };
}
