import { shown } from '../config/shown.js';
import type { EipWriteError } from '../errors.js';
import { signalOf } from '../runtime/call-arguments.js';
import { notAllowed } from '../tag-file/index.js';
import type { Budget } from './budget.js';
import { callTimedOut } from './failures.js';
import { onlyReads } from './guards/reading-gate.js';
import type { ExplicitCallOptions } from './option-types.js';
import type { ClientSettings } from './options.js';
import type { PlcConnection } from './plc-connection.js';
import type { Question } from './question.js';
import { Request } from './request.js';

const LONGEST_TIMEOUT_MS = 600_000;

/** Puts questions to the controller, each with the time that its call has. */
export class Caller {
  private readonly readAttempts: number;
  private readonly writeAttempts: number;

  constructor(
    private readonly connection: PlcConnection,
    private readonly settings: ClientSettings,
    /** Told of each request that is refused because it might write. */
    private readonly refused: (error: EipWriteError) => void = () => {},
  ) {
    this.readAttempts = 1 + settings.retries;
    this.writeAttempts = 1 + settings.writeRetries;
  }

  /** @throws EipWriteError EIP_WRITE_NOT_ALLOWED where the client is for reading only. @param text of the request */
  refuseWriting(text: string, tag?: string): void {
    if (this.settings.readOnly) throw this.readOnly(text, tag);
  }

  /** @throws what `decode` throws, what `failure` makes of a missing reply, or the signal's reason. */
  ask<T>(question: Question<T>, options?: ExplicitCallOptions): Promise<T> {
    return this.put(question, this.budget(options));
  }

  /** The same for one of several questions of a call, whose time may be over by now. */
  askWithin<T>(question: Question<T>, budget: Budget): Promise<T> {
    const { timeoutMs, deadline } = budget;
    if (performance.now() < deadline) return this.put(question, budget);
    return Promise.reject(question.failure(callTimedOut(timeoutMs, 'its time was over before it was its turn'), false));
  }

  private readOnly(text: string, tag?: string): EipWriteError {
    const error = readOnly(text, tag);
    this.refused(error);
    return error;
  }

  private put<T>(question: Question<T>, budget: Budget): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      budget.signal?.throwIfAborted();
      const { service, message } = question;
      if (this.settings.readOnly && !onlyReads(message)) throw this.readOnly(`service 0x${service.toString(16)}`);
      const attempts = question.isRead ? this.readAttempts : this.writeAttempts;
      const attemptMs = budget.timeoutMs / attempts;
      const request = new Request(
        question,
        budget,
        attempts - 1,
        attemptMs,
        resolve as (value: unknown) => void,
        reject,
      );
      this.connection.pool.submit(request);
    });
  }

  /** @throws EipError where nobody is connected or going to be, TypeError for options that are none, the signal's reason. */
  budget(options?: ExplicitCallOptions): Budget {
    this.connection.refuseUnusable();
    const timeoutMs = options === undefined ? this.settings.timeoutMs : this.timeoutOf(options);
    const signal = options === undefined ? undefined : signalOf(options);
    signal?.throwIfAborted();
    return { timeoutMs, deadline: performance.now() + timeoutMs, signal };
  }

  private timeoutOf({ timeoutMs }: ExplicitCallOptions): number {
    if (timeoutMs === undefined) return this.settings.timeoutMs;
    if (Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= LONGEST_TIMEOUT_MS) return timeoutMs;
    throw new TypeError(`timeoutMs: expected a whole number from 1 to ${LONGEST_TIMEOUT_MS}, got ${shown(timeoutMs)}`);
  }
}

function readOnly(text: string, tag?: string): EipWriteError {
  return notAllowed(tag, `The client is readOnly: ${text} was not sent`);
}
