import type { EipError } from '../errors.js';
import type { Budget } from './budget.js';
import type { Question } from './question.js';
import type { ReplyView } from './reply-view.js';

/** A question on its way to the controller, and who waits for the answer. */
export class Request {
  /** Behind it in the queue. */
  next: Request | undefined;
  /** It was handed to the socket, at least once. */
  sent = false;
  /** Nobody waits for it any more. */
  over = false;
  private readonly onAbort: (() => void) | undefined;

  constructor(
    private readonly question: Question<unknown>,
    private readonly budget: Budget,
    /** How often it may be sent again when no reply came. */
    private repeats: number,
    /** ms that one sending of it may wait for its reply. */
    readonly attemptMs: number,
    private readonly resolve: (value: unknown) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    const { signal } = budget;
    this.onAbort = signal === undefined ? undefined : this.listen(signal);
  }

  get service(): number {
    return this.question.service;
  }

  get message(): Uint8Array {
    return this.question.message;
  }

  /** When the time of the call is over, on the clock of `performance.now()`. */
  get deadline(): number {
    return this.budget.deadline;
  }

  /** ms of the whole call, for messages. */
  get timeoutMs(): number {
    return this.budget.timeoutMs;
  }

  /** The reply that answers it has come. */
  answer(reply: ReplyView): void {
    if (this.over) return;
    let value: unknown;
    try {
      value = this.question.decode(reply);
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
    this.reject(this.question.failure(error, isUnknown));
  }

  /** Takes one of the repeats. False: there is none left, or no time for one. */
  mayRepeat(now: number): boolean {
    if (this.over || this.repeats === 0 || now >= this.deadline) return false;
    this.repeats--;
    return true;
  }

  private end(): void {
    this.over = true;
    if (this.onAbort !== undefined) this.budget.signal?.removeEventListener('abort', this.onAbort);
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
