/** Has each message handled once, keeps what became of it, and answers. */
import type { LogTarget } from '../../logging/logger.js';
import type { ReceivedMessage } from '../../rabbitmq/consume-types.js';
import { type AnsweredCommand, encodeAnswer, parseAnswer } from '../../telemetry/command/answer.js';
import type { Command, CommandAnswer } from '../../telemetry/command/command-types.js';
import type { RecordApp } from '../../telemetry/record/record-types.js';
import type { EmitRecord } from '../../telemetry/source.js';
import type { CommandEnd } from '../status.js';
import { type Answers, answerTo } from './answers.js';
import type { Known } from './journal.js';
import type { KeptJournal } from './kept-journal.js';
import { type Received, receivedCommand } from './received.js';
import { Trail } from './trail.js';
import { Ended, type NotDone, refuse, type Verdict, verdict } from './verdict.js';
import type { CommandWork } from './work.js';

export interface ClerkParts {
  readonly queue: string;
  readonly app: RecordApp;
  readonly log: LogTarget;
  readonly journal: KeptJournal;
  readonly work: CommandWork;
  readonly answers: Answers;
  readonly emit: EmitRecord;
}

type Valid = Extract<Received, { readonly digest: string }>;
type Invalid = Exclude<Received, Valid>;

export class Clerk {
  readonly counts = {
    answered: { ok: 0, failed: 0, refused: 0, expired: 0, unknown: 0 } as Record<CommandEnd, number>,
    repeated: 0,
    invalid: 0,
    unanswered: 0,
  };

  constructor(private readonly parts: ClerkParts) {}

  /** @throws EipError for what is no command: it belongs to the dead letters */
  async handle(message: ReceivedMessage): Promise<void> {
    const received = receivedCommand(message);
    if (received.command === undefined) await this.refuseInvalid(received, message.signal);
    else await this.handleCommand(received, message).catch((error: unknown) => this.failed(received, message, error));
  }

  private async refuseInvalid({ error, answer }: Invalid, signal: AbortSignal): Promise<never> {
    this.counts.invalid++;
    if (answer !== undefined && !this.isOwn(answer.to)) {
      const told = { status: 'refused', code: error.code, reason: error.message, retryable: false } as const;
      await this.send(answer.to, answerTo(answer.about, this.parts.app, told), signal);
    }
    throw error;
  }

  private async handleCommand(received: Valid, message: ReceivedMessage): Promise<void> {
    const { command } = received;
    const trail = new Trail(command, message, { app: this.parts.app, emit: this.parts.emit, log: this.parts.log });
    const known = await this.known(received);
    if (known instanceof Ended) return this.notKnown(received, known.verdict, trail, message);
    if (known?.answer !== undefined) return this.answerAgain(command, known.answer, message.signal);
    const before = uncertainty(command, known, message.redelivered);
    if (before !== undefined && !command.idempotent) return this.finish(received, before, trail, message.signal, true);
    const told = await this.carriedOut(received, trail, message.signal);
    await this.finish(received, afterwards(told, before), trail, message.signal, before !== undefined);
  }

  /** What the journal has of it; or why it is refused without being noted. */
  private async known({ command, digest }: Valid): Promise<Known | undefined | Ended> {
    try {
      const known = await this.parts.journal.find(command.messageId);
      if (known !== undefined && known.digest !== digest) {
        refuse('COMMAND_ID_REUSED', `There was another command of the id ${command.messageId}: give each one its own`);
      }
      return known;
    } catch (error) {
      if (error instanceof Ended) return error;
      throw error;
    }
  }

  /** Without a journal nobody knows whether one that comes again was carried out. */
  private async notKnown(received: Valid, told: NotDone, trail: Trail, message: ReceivedMessage): Promise<void> {
    const { command } = received;
    const before = told.code === 'JOURNAL_FAILED' ? uncertainty(command, undefined, message.redelivered) : undefined;
    if (before === undefined) return this.answerOnly(command, told, message.signal);
    await this.finish(received, afterwards(told, before), trail, message.signal, true);
  }

  /** A mistake of this program or of a target: told, and not repeated. */
  private async failed({ command }: Valid, { signal }: ReceivedMessage, error: unknown): Promise<never> {
    this.parts.log.error({ err: error, commandId: command.messageId }, 'a command failed unexpectedly');
    const reason = `It failed unexpectedly, and may have been carried out: ${(error as Error).message}`;
    await this.answerOnly(command, { ...verdict('UNEXPECTED_ERROR', reason), status: 'unknown' }, signal);
    throw error;
  }

  private async carriedOut({ command, digest }: Valid, trail: Trail, signal: AbortSignal): Promise<Verdict> {
    if (command.replyTo !== undefined && this.isOwn(command.replyTo)) {
      return verdict('REPLY_TO_REFUSED', `Answers do not go to the queue of commands: ${command.replyTo}`);
    }
    return this.parts.work.carriedOut(
      command,
      {
        begin: async (previous, over) => {
          const other = await this.parts.journal.begin(command.messageId, digest);
          if (other !== undefined && !command.idempotent) {
            throw new Ended(verdict('COMMAND_INTERRUPTED', 'Another gateway has begun it at the same time'));
          }
          over.throwIfAborted();
          await trail.announce(previous);
        },
      },
      signal,
    );
  }

  private async finish(
    { command, digest }: Valid,
    told: Verdict,
    trail: Trail,
    signal: AbortSignal,
    mayBeWritten: boolean,
  ): Promise<void> {
    const made = answerTo(command, this.parts.app, told);
    const answer = await this.kept(command, digest, made, told);
    this.counts.answered[answer.status]++;
    await Promise.all([trail.tell(told, answer, mayBeWritten), this.sendTo(command, answer, signal)]);
  }

  /** The answer that counts: it is on disk before anybody gets it. */
  private async kept(command: Command, digest: string, made: CommandAnswer, told: Verdict): Promise<CommandAnswer> {
    try {
      return parseAnswer(await this.parts.journal.end(command.messageId, digest, encodeAnswer(made).toString()));
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      if (told.status !== 'ok' && told.status !== 'unknown') return made;
      return answerTo(command, this.parts.app, notKept(command, told, error.verdict));
    }
  }

  private async answerAgain(command: Command, text: string, signal: AbortSignal): Promise<void> {
    this.counts.repeated++;
    await this.sendTo(command, parseAnswer(text), signal);
  }

  /** It is not noted, and not told as a record: it was not this command, or it can't be noted. */
  private async answerOnly(command: Command, told: NotDone, signal: AbortSignal): Promise<void> {
    this.counts.answered[told.status]++;
    await this.sendTo(command, answerTo(command, this.parts.app, told), signal);
  }

  private async sendTo(command: AnsweredCommand & Command, answer: CommandAnswer, signal: AbortSignal): Promise<void> {
    const { replyTo } = command;
    if (replyTo !== undefined && !this.isOwn(replyTo)) await this.send(replyTo, answer, signal);
  }

  private async send(to: string, answer: CommandAnswer, signal: AbortSignal): Promise<void> {
    if (!(await this.parts.answers.send(to, answer, signal))) this.counts.unanswered++;
  }

  private isOwn(queue: string): boolean {
    return queue === this.parts.queue;
  }
}

/** Why it may have been carried out already; undefined: it was not. */
function uncertainty(command: Command, known: Known | undefined, redelivered: boolean): NotDone | undefined {
  const advice = 'read the tags before it is given again';
  if (known !== undefined) {
    const what = 'It was begun, and what became of it was not kept: the gateway was interrupted';
    return { ...verdict('COMMAND_INTERRUPTED', `${what}; ${advice}`), retryable: command.idempotent };
  }
  if (!redelivered) return undefined;
  const what = 'The broker delivers it again, and another gateway may have carried it out';
  return { ...verdict('COMMAND_REDELIVERED', `${what}; ${advice}`), retryable: command.idempotent };
}

/** What was perhaps done before is not told to be undone because it could not be repeated. */
function afterwards(told: Verdict, before: NotDone | undefined): Verdict {
  if (before === undefined || told.status === 'ok' || told.status === 'unknown') return told;
  return { ...before, reason: `${before.reason}. It was not repeated: ${told.reason}` };
}

function notKept({ idempotent }: Command, told: Verdict, failure: NotDone): Verdict {
  const what = told.status === 'ok' ? 'It was carried out' : told.reason;
  const reason = `${what}; this could not be kept, and the command is not known again: ${failure.reason}`;
  return { ...verdict('ANSWER_NOT_KEPT', reason, told.results), retryable: idempotent };
}
