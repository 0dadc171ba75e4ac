import { shown } from '../config/shown.js';
import type { EipError } from '../errors.js';
import { signalOf } from '../runtime/call-arguments.js';
import type { ExplicitCallOptions } from './option-types.js';
import type { ClientSettings } from './options.js';
import type { PlcConnection } from './plc-connection.js';
import type { ReplyView } from './reply-view.js';
import { Request } from './request.js';

const LONGEST_TIMEOUT_MS = 600_000;

/** What is asked, made once for any number of calls. */
export interface Question<T> {
  readonly service: number;
  /** A request of the message router, encoded. */
  readonly message: Uint8Array;
  /** Asking twice does the same as asking once. */
  readonly isRead: boolean;
  readonly decode: (reply: ReplyView) => T;
  /** The error of a call that got no reply. @param isUnknown it may have been carried out */
  readonly failure: (error: EipError, isUnknown: boolean) => Error;
}

/** Puts questions to the controller, each with the time that its call has. */
export class Caller {
  private readonly readAttempts: number;
  private readonly writeAttempts: number;

  constructor(
    private readonly connection: PlcConnection,
    private readonly settings: ClientSettings,
  ) {
    this.readAttempts = 1 + settings.retries;
    this.writeAttempts = 1 + settings.writeRetries;
  }

  /** @throws what `decode` throws, what `failure` makes of a missing reply, or the signal's reason. */
  ask<T>(question: Question<T>, options?: ExplicitCallOptions): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.connection.refuseUnusable();
      const timeoutMs = options === undefined ? this.settings.timeoutMs : this.timeoutOf(options);
      const signal = options === undefined ? undefined : signalOf(options);
      signal?.throwIfAborted();
      const { service, message, decode, failure, isRead } = question;
      const attempts = isRead ? this.readAttempts : this.writeAttempts;
      const deadline = performance.now() + timeoutMs;
      const init = { service, message, decode, failure, repeats: attempts - 1, attemptMs: timeoutMs / attempts };
      const request = new Request(
        { ...init, deadline, timeoutMs, signal },
        resolve as (value: unknown) => void,
        reject,
      );
      this.connection.pool.submit(request);
    });
  }

  private timeoutOf({ timeoutMs }: ExplicitCallOptions): number {
    if (timeoutMs === undefined) return this.settings.timeoutMs;
    if (Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= LONGEST_TIMEOUT_MS) return timeoutMs;
    throw new TypeError(`timeoutMs: expected a whole number from 1 to ${LONGEST_TIMEOUT_MS}, got ${shown(timeoutMs)}`);
  }
}
