/** What is asked of a machine, and what is answered: docs/records.md, "Commands". */
import type { CommandOutcome, RecordApp, SCHEMA_VERSION } from '../record/record-types.js';
import type { WireValue } from '../value/wire-value.js';

/** Write tags of a source, or fields of its assemblies. */
export interface WriteCommand {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly kind: 'write';
  /** UUID, the same each time that the command is sent: it is carried out once. */
  readonly messageId: string;
  /** When it was given; UTC with milliseconds. */
  readonly timestamp: string;
  /** Later than this it is not begun any more: `expired`. UTC, so the clocks of both sides have to be right. */
  readonly deadline: string;
  /** Whose tags, by its name in the configuration. */
  readonly source: string;
  /** By name of the tag; one at least. */
  readonly writes: Readonly<Record<string, WireValue>>;
  /**
   * Doing it twice does what doing it once does. Only then is it repeated where nobody knows whether it was carried
   * out; else that is answered with `unknown`.
   */
  readonly idempotent: boolean;
  /** The queue for the answer; without it nobody is answered. */
  readonly replyTo?: string | undefined;
  /** As the caller names itself, for the audit. */
  readonly label?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** There is one kind so far. */
export type Command = WriteCommand;

/** The answer to a command. */
export type CommandAnswer = AnswerEnvelope & CommandOutcome;

export interface AnswerEnvelope {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly messageId: string;
  /** When it was answered; UTC with milliseconds. */
  readonly timestamp: string;
  /** Whose tags. */
  readonly source: string;
  /** Which service answers. */
  readonly app: RecordApp;
  /** That of the command. */
  readonly correlationId?: string | undefined;
}
