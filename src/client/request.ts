import type { EipError } from '../errors.js';
import type { ReplyView } from './reply-view.js';

/** One message to the controller, and who waits for what it answers. */
export interface RequestInit<T> {
  /** Of the message. */
  readonly service: number;
  /** A request of the message router, encoded. */
  readonly message: Uint8Array;
  /** What the reply is worth, whatever its status. Throws an EipError for one that is worth nothing. */
  readonly decode: (reply: ReplyView) => T;
  /** The error that the caller gets. @param isUnknown it may have reached the controller all the same */
  readonly failure: (error: EipError, isUnknown: boolean) => Error;
  /** How often it may be sent again when no reply came. */
  readonly repeats: number;
  /** When the time of the call is over, on the clock of `performance.now()`. */
  readonly deadline: number;
  /** ms that one sending of it may wait for its reply. */
  readonly attemptMs: number;
  /** ms of the whole call, for messages. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export class Request {
  readonly service: number;
  readonly message: Uint8Array;
  readonly deadline: number;
  readonly attemptMs: number;
  readonly timeoutMs: number;
  /** Behind it in the queue. */
  next: Request | undefined;
  /** It was handed to the socket, at least once. */
  sent = false;
  /** Nobody waits for it any more. */
  over = false;
  private repeats: number;
  private readonly decode: (reply: ReplyView) => unknown;
  private readonly failure: (error: EipError, isUnknown: boolean) => Error;
  private readonly signal: AbortSignal | undefined;
  private readonly onAbort: (() => void) | undefined;

  constructor(
    init: RequestInit<unknown>,
    private readonly resolve: (value: unknown) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.service = init.service;
    this.message = init.message;
    this.deadline = init.deadline;
    this.attemptMs = init.attemptMs;
    this.timeoutMs = init.timeoutMs;
    this.repeats = init.repeats;
    this.decode = init.decode;
    this.failure = init.failure;
    this.signal = init.signal;
    if (init.signal === undefined) this.onAbort = undefined;
    else this.onAbort = this.listen(init.signal);
  }

  /** The reply that answers it has come. */
  answer(reply: ReplyView): void {
    if (this.over) return;
    let value: unknown;
    try {
      value = this.decode(reply);
    } catch (error) {
      this.end();
      this.reject(error);
      return;
    }
    this.end();
    this.resolve(value);
  }

  /** No reply will come. @param isUnknown it may have been carried out all the same */
  fail(error: EipError, isUnknown = this.sent): void {
    if (this.over) return;
    this.end();
    this.reject(this.failure(error, isUnknown));
  }

  /** Takes one of the repeats. False: there is none left, or no time for one. */
  mayRepeat(now: number): boolean {
    if (this.over || this.repeats === 0 || now >= this.deadline) return false;
    this.repeats--;
    return true;
  }

  private end(): void {
    this.over = true;
    if (this.onAbort !== undefined) this.signal?.removeEventListener('abort', this.onAbort);
  }

  private listen(signal: AbortSignal): () => void {
    const onAbort = (): void => {
      if (this.over) return;
      this.end();
      this.reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort);
    return onAbort;
  }
}
