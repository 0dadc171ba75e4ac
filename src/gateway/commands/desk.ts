/**
 * Takes commands from a queue of the broker, writes to machines what may be written, and answers: docs/commands.md.
 *
 * The way of a command: `receivedCommand` -> what the journal knows of it -> `CommandWork` (admission, interlocks,
 * quality, `begin` in the journal, announced in the audit, the writes) -> `end` in the journal -> answer and records.
 */
import type { App } from '../../config/app.js';
import { parsed } from '../../config/refusal.js';
import { type CommandsOptions, type CommandsSettings, commandsSchema } from '../../eip-config/gateway/commands.js';
import { EipError } from '../../errors.js';
import { type LogTarget, silent } from '../../logging/logger.js';
import type { ReceivedMessage } from '../../rabbitmq/consume-types.js';
import { settledWithin } from '../../rabbitmq/pause.js';
import type { RabbitClient } from '../../rabbitmq/rabbit-client.js';
import type { EmitRecord, EndpointHealth, Source, StartOptions } from '../../telemetry/source.js';
import type { CommandTarget } from '../part.js';
import type { CommandEnd, CommandsStatus } from '../status.js';
import { Answers } from './answers.js';
import { Clerk } from './clerk.js';
import { KeptJournal } from './kept-journal.js';
import { LeftToOthers, Seat } from './seat.js';
import { CommandWork } from './work.js';

export interface CommandDeskParts {
  /** For the desk alone; it connects it, and whoever made it closes it after `stop()`. */
  readonly broker: RabbitClient;
  /** Where commands are carried out, by name of the source. */
  readonly targets: ReadonlyMap<string, CommandTarget>;
  readonly app: App;
  /** Folder of the journal; processes of one machine that take over from each other share one. */
  readonly journal: string;
  /** Default: nothing is logged. */
  readonly logger?: LogTarget;
}

/** What is under way when the time to stop is up, and does not listen to its signal. */
const LAST_MS = 2_000;

export class CommandDesk implements Source {
  readonly name = 'commands';
  readonly #settings: CommandsSettings;
  readonly #journal: KeptJournal;
  readonly #seat: Seat;
  readonly #clerk: Clerk;
  readonly #underWay = new Set<Promise<void>>();
  #emit: EmitRecord | undefined;
  #auditFailure: string | undefined;
  #started = false;
  #stopped: Promise<void> | undefined;

  /** @throws EipConfigError EIP_OPTION_INVALID */
  constructor(options: CommandsOptions, { broker, targets, app, journal, logger = silent }: CommandDeskParts) {
    const settings = parsed('commands', commandsSchema, options);
    this.#settings = settings;
    const { rememberMs, maxDeadlineMs } = settings;
    // A command that may still be begun is not forgotten.
    const needed = { rememberMs: Math.max(rememberMs, 2 * maxDeadlineMs), neededMs: 2 * maxDeadlineMs };
    this.#journal = new KeptJournal({ folder: journal, ...needed }, logger);
    this.#seat = new Seat(broker, settings.queue, (message) => this.#handle(message), logger);
    this.#clerk = new Clerk({
      queue: settings.queue,
      app,
      log: logger,
      journal: this.#journal,
      work: new CommandWork(settings, targets),
      answers: new Answers(broker, logger),
      emit: (record, ...more) => this.#emitted(record, ...more),
    });
  }

  /** Resolved also while the broker is away, or the journal can't be written: it goes on trying. */
  async start(emit: EmitRecord, { signal }: StartOptions = {}): Promise<void> {
    if (this.#started) throw new TypeError('The desk of commands was started before: make a new one');
    signal?.throwIfAborted();
    this.#started = true;
    this.#emit = emit;
    const onAbort = () => void this.stop();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#journal.open();
      if (this.#stopped === undefined) await this.#seat.take();
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    signal?.throwIfAborted();
  }

  /** Takes no new commands; the one under way is ended and answered, within `drainTimeoutMs` of the client. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  status(): CommandsStatus {
    const { answered, repeated, invalid, unanswered } = this.#clerk.counts;
    return {
      queue: this.#settings.queue,
      active: this.#seat.active,
      reason: this.#reason(),
      answered: { ...answered } satisfies Record<CommandEnd, number>,
      repeated,
      invalid,
      unanswered,
      underWay: this.#underWay.size,
    };
  }

  async healthCheck(): Promise<EndpointHealth> {
    const reason = this.#reason();
    return { healthy: reason === null, reason };
  }

  #reason(): string | null {
    if (this.#stopped !== undefined) return 'stopped';
    return this.#seat.reason ?? this.#journal.reason ?? this.#auditFailure ?? null;
  }

  async #handle(message: ReceivedMessage): Promise<void> {
    if (this.#stopped !== undefined) throw new LeftToOthers('the gateway stops');
    const work = this.#clerk.handle(message);
    const settled = work.catch(() => {}).finally(() => this.#underWay.delete(settled));
    this.#underWay.add(settled);
    await work;
  }

  #emitted: EmitRecord = async (record, ...more) => {
    if (this.#emit === undefined) throw new EipError('EIP_CLIENT_CLOSED', 'The desk of commands is stopped');
    try {
      await this.#emit(record, ...more);
      this.#auditFailure = undefined;
    } catch (error) {
      this.#auditFailure = `records can't be kept: ${(error as Error).message}`;
      throw error;
    }
  };

  async #stop(): Promise<void> {
    if (this.#started) await this.#seat.leave();
    await settledWithin(Promise.all(this.#underWay), LAST_MS);
    this.#emit = undefined;
    await this.#journal.close();
  }
}
