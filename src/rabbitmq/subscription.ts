/** The consumer of one queue, over lost connections: it takes messages, has them handled, and acknowledges them. */
import { EipConnectionError, EipError, EipWriteError } from '../errors.js';
import type { LogTarget } from '../logging/logger.js';
import { type Delivery, handle, type Verdict } from './attempts.js';
import type { ConsumeRules } from './consume-options.js';
import type { ConsumerStatus, MessageHandler } from './consume-types.js';
import { operationRefused, saidBy } from './failures.js';
import { Fifo } from './fifo.js';
import { pausedFully, settledWithin } from './pause.js';
import type { RawMessage } from './raw-body.js';
import { Run, type RunListener } from './run.js';
import type { Session } from './session.js';
import { StreamPosition } from './stream-position.js';

/** What a consumer needs of its client. */
export interface SubscriptionHost {
  readonly log: LogTarget;
  /** Pauses between attempts to consume again, ms. */
  readonly retryDelayMs: number;
  readonly prefetch: number;
  readonly drainTimeoutMs: number;
  /** Declares what the consumer needs. @throws EipError */
  prepare(session: Session): Promise<void>;
  /** Resolves when the message is safe in its last place. */
  bury(raw: RawMessage, attempts: number, error: unknown): Promise<'sent' | 'reject'>;
  error(error: EipError): void;
}

/** What a handler gets that was told to end, before its message goes back. */
const LAST_WORDS_MS = 1_000;

export class Subscription implements RunListener {
  readonly queue: string;
  readonly #rules: ConsumeRules;
  readonly #handler: MessageHandler;
  readonly #host: SubscriptionHost;
  readonly #buffer = new Fifo<Delivery>();
  readonly #abort = new AbortController();
  readonly #stopping = new AbortController();
  readonly #position = new StreamPosition();
  readonly #running = new Set<Promise<void>>();
  readonly #retiring = new Set<Promise<unknown>>();
  #run: Run | undefined;
  #session: Session | undefined;
  #error: EipError | undefined;
  #counts = { acknowledged: 0, failedAttempts: 0, deadLettered: 0 };
  #stopped: Promise<void> | undefined;

  constructor(queue: string, rules: ConsumeRules, handler: MessageHandler, host: SubscriptionHost) {
    this.queue = queue;
    this.#rules = rules;
    this.#handler = handler;
    this.#host = host;
  }

  get stopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  status(): ConsumerStatus {
    return {
      queue: this.queue,
      active: this.#run?.alive === true && !this.#run.over.aborted,
      running: this.#running.size,
      waiting: this.#buffer.size,
      ...this.#counts,
      ...(this.#error !== undefined && { error: this.#error }),
    };
  }

  /** Consumes through this session from now on. @throws EipError why it can't. */
  async start(session: Session): Promise<void> {
    this.#session = session;
    const previous = this.#run;
    this.#run = undefined;
    if (previous !== undefined) await this.#retire(previous);
    await this.#consume(session);
  }

  /** The same after a lost connection: what goes wrong is told, and tried again. */
  async resume(session: Session): Promise<void> {
    if (this.stopping) return;
    await this.start(session).catch((error: unknown) => this.#failed(session, error));
  }

  /** Resolves when nothing of it is left on an earlier session. */
  async retired(): Promise<void> {
    await Promise.all(this.#retiring);
  }

  /** Takes no further messages, and waits for running handlers. */
  stop({ abortNow = false } = {}): Promise<void> {
    if (abortNow) this.#abort.abort(new EipError('EIP_CLIENT_CLOSED', 'The client of the broker was closed'));
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  delivered(run: Run, raw: RawMessage): void {
    if (run.over.aborted) return;
    this.#begin(raw);
    this.#buffer.push({ run, raw });
    this.#pump();
  }

  cancelled(run: Run): void {
    const what = `The broker ended the consumer of the queue "${this.queue}"`;
    this.#ended(run, new EipConnectionError('EIP_CONSUMER_CANCELLED', what, { queue: this.queue }));
    void run.close();
  }

  closed(run: Run, fault: Error | undefined): void {
    if (!run.session.alive || run !== this.#run) return;
    const why = fault === undefined ? 'no reason given' : saidBy(fault);
    const what = `The broker closed the channel of the consumer of the queue "${this.queue}": ${why}`;
    this.#ended(run, new EipConnectionError('EIP_CONSUMER_CANCELLED', what, { queue: this.queue, cause: fault }));
  }

  #ended(run: Run, error: EipError): void {
    if (run !== this.#run || this.stopping) return;
    this.#run = undefined;
    void this.#failed(run.session, error);
  }

  /** Tells, and tries again as long as the session lives. */
  async #failed(session: Session, cause: unknown): Promise<void> {
    for (let error = cause; this.#goesOn(session); ) {
      this.#error = this.#asError(error);
      this.#host.error(this.#error);
      if (!(await pausedFully(this.#host.retryDelayMs, this.#stopping.signal)) || !this.#goesOn(session)) return;
      try {
        await this.#consume(session);
        return;
      } catch (again) {
        error = again;
      }
    }
  }

  #goesOn(session: Session): boolean {
    return session.alive && session === this.#session && !this.stopping;
  }

  async #consume(session: Session): Promise<void> {
    await this.#host.prepare(session);
    this.#position.rewind();
    const { exclusive, prefetch = this.#host.prefetch } = this.#rules;
    const plan = { queue: this.queue, exclusive, prefetch, arguments: this.#offset() };
    const run = await Run.start(session, plan, this).catch((fault: unknown) => {
      throw this.#asError(fault);
    });
    if (!this.#goesOn(session)) return run.close();
    this.#run = run;
    this.#error = undefined;
    if (!run.alive) this.closed(run, undefined);
  }

  #asError(fault: unknown): EipError {
    return operationRefused(`Consuming from the queue "${this.queue}"`, { queue: this.queue }, fault as Error);
  }

  #offset(): Record<string, string | number> {
    const offset = this.#position.resumeAt ?? this.#rules.offset;
    return offset === undefined ? {} : { 'x-stream-offset': offset };
  }

  /** What runs on it may still be acknowledged; it is closed afterwards. */
  async #retire(run: Run): Promise<void> {
    const { drainTimeoutMs } = this.#host;
    const cancelled = settledWithin(run.cancel(), drainTimeoutMs);
    const retiring = settledWithin(Promise.all(this.#running), drainTimeoutMs)
      .then(() => settledWithin(run.close(), drainTimeoutMs))
      .finally(() => this.#retiring.delete(retiring));
    this.#retiring.add(retiring);
    await cancelled;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    const run = this.#run;
    this.#run = undefined;
    const { drainTimeoutMs } = this.#host;
    if (run !== undefined) await settledWithin(run.cancel(), drainTimeoutMs);
    this.#buffer.drain();
    const idle = Promise.all(this.#running);
    if (!(await settledWithin(idle, drainTimeoutMs))) {
      this.#abort.abort(new Error('the time to stop is up'));
      await settledWithin(idle, LAST_WORDS_MS);
    }
    await settledWithin(run?.close() ?? Promise.resolve(), LAST_WORDS_MS);
  }

  #pump(): void {
    while (this.#running.size < this.#rules.concurrency) {
      const delivery = this.#buffer.shift();
      if (delivery === undefined) return;
      if (delivery.run.over.aborted) continue;
      const work = this.#work(delivery).finally(() => {
        this.#running.delete(work);
        this.#pump();
      });
      this.#running.add(work);
    }
  }

  async #work(delivery: Delivery): Promise<void> {
    const verdict = await handle(delivery, {
      queue: this.queue,
      rules: this.#rules,
      handler: this.#handler,
      signal: this.#abort.signal,
      log: this.#host.log,
      failed: () => {
        this.#counts.failedAttempts += 1;
      },
    });
    if (await this.#finish(delivery, verdict)) this.#done(delivery.raw);
  }

  /** Whether it is done with. */
  async #finish({ run, raw }: Delivery, verdict: Verdict): Promise<boolean> {
    if (verdict.kind === 'left') return false;
    if (verdict.kind === 'dead') return this.#bury({ run, raw }, verdict.attempts, verdict.error);
    if (run.acknowledge(raw)) this.#counts.acknowledged += 1;
    return run.alive;
  }

  /** Held until its last place has it: it is not acknowledged before. */
  async #bury({ run, raw }: Delivery, attempts: number, cause: unknown): Promise<boolean> {
    while (run.alive) {
      try {
        const how = await this.#host.bury(raw, attempts, cause);
        this.#counts.deadLettered += 1;
        return how === 'sent' ? run.acknowledge(raw) : run.reject(raw);
      } catch (error) {
        const what = `Message ${raw.messageId ?? 'without id'} of the queue "${this.queue}" could not be dead-lettered, and is held`;
        this.#host.error(new EipWriteError('EIP_DEAD_LETTER_FAILED', what, { cause: error, queue: this.queue }));
      }
      if (!(await pausedFully(this.#host.retryDelayMs, run.over))) return false;
    }
    return false;
  }

  #begin({ headers }: RawMessage): void {
    const offset = offsetIn(headers);
    if (offset !== undefined) this.#position.begun(offset);
  }

  #done({ headers }: RawMessage): void {
    const offset = offsetIn(headers);
    if (offset !== undefined) this.#position.done(offset);
  }
}

/** Messages of a stream carry theirs. */
function offsetIn(headers: RawMessage['headers']): number | undefined {
  const offset = (headers as Readonly<Record<string, unknown>> | undefined)?.['x-stream-offset'];
  return typeof offset === 'number' ? offset : undefined;
}
