/** The records of a command: each write is announced in the audit, and told of afterwards; and what it was answered. */
import type { LogTarget } from '../../logging/logger.js';
import type { ReceivedMessage } from '../../rabbitmq/consume-types.js';
import { commandResult } from '../../telemetry/command/answer.js';
import type { Command, CommandAnswer } from '../../telemetry/command/command-types.js';
import type { RecordApp, TelemetryRecord, WriteOutcomeEntry } from '../../telemetry/record/record-types.js';
import type { EmitRecord } from '../../telemetry/source.js';
import { decodeValue } from '../../telemetry/value/codec.js';
import type { WireValue } from '../../telemetry/value/wire-value.js';
import { AuditTrail, auditRecord, type BegunWrites } from '../audit/index.js';
import { refuse, type Verdict } from './verdict.js';

export interface TrailContext {
  readonly app: RecordApp;
  readonly emit: EmitRecord;
  readonly log: LogTarget;
}

/** What was in the tags before, where that is known. */
export type Previous = Readonly<Record<string, WireValue | undefined>>;

export class Trail {
  private readonly tags: readonly string[];
  private begun: BegunWrites | undefined;

  constructor(
    private readonly command: Command,
    private readonly message: Pick<ReceivedMessage, 'userId' | 'queue'>,
    private readonly context: TrailContext,
  ) {
    this.tags = Object.keys(command.writes);
  }

  /** Resolved when it is kept that these tags are about to be written. @throws Ended AUDIT_FAILED */
  async announce(previous: Previous): Promise<void> {
    const { emit, log: logger } = this.context;
    const { messageId: commandId, correlationId } = this.command;
    const writes = this.tags.map((tag) => ({ tag, value: this.valueOf(tag), previous: previous[tag] }));
    try {
      this.begun = await new AuditTrail({ ...this.about(), emit, logger }).begin(writes, { commandId, correlationId });
    } catch (error) {
      logger.error({ err: error }, 'the audit of a command can not be kept: nothing is written');
      refuse('AUDIT_FAILED', (error as Error).message);
    }
  }

  /** What became of it, and of each tag that was announced, or that may have been written. Never rejects. */
  async tell(told: Verdict, answer: CommandAnswer, mayBeWritten: boolean): Promise<void> {
    const outcomes = this.tags.map((tag) => outcomeOf(told, tag));
    const isUnannounced = this.begun === undefined && mayBeWritten;
    const records = isUnannounced ? this.tags.map((tag, i) => this.record(tag, outcomes[i] as WriteOutcomeEntry)) : [];
    await Promise.all([this.begun?.end(outcomes), ...[...records, commandResult(answer)].map((one) => this.keep(one))]);
  }

  private async keep(record: TelemetryRecord): Promise<void> {
    try {
      await this.context.emit(record);
    } catch (error) {
      this.context.log.error({ err: error, record }, 'what became of a command could not be kept');
    }
  }

  /** Of a write that an earlier life of the gateway, or another one, has announced. */
  private record(tag: string, result: WriteOutcomeEntry): TelemetryRecord {
    const { messageId: commandId, correlationId } = this.command;
    return auditRecord({ ...this.about(), commandId, correlationId, tag, value: this.valueOf(tag), result });
  }

  private about() {
    const { command, message, context } = this;
    const who = { label: command.label, brokerUser: message.userId };
    return { app: context.app, source: command.source, who, via: 'command', from: `queue ${message.queue}` } as const;
  }

  private valueOf(tag: string) {
    return decodeValue(this.command.writes[tag] ?? false);
  }
}

function outcomeOf(told: Verdict, tag: string): WriteOutcomeEntry {
  const { results } = told;
  const own = results !== undefined && Object.hasOwn(results, tag) ? results[tag] : undefined;
  if (own !== undefined) return own;
  return told.status === 'ok' ? { status: 'ok' } : { status: told.status, code: told.code, reason: told.reason };
}
