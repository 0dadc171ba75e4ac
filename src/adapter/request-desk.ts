/**
 * Requests of the wire that JavaScript answers: from the I/O thread to a handler, and its answer back.
 *
 * The I/O thread waits for nothing: when the answer does not come in time it refuses by itself, and when whoever asked
 * goes it forgets the request; whatever comes later is dropped. The handler hears of both by its signal.
 */
import { EipConnectionError, EipError, EipTimeoutError } from '../errors.js';
import type { NativeRequest, NativeRequestKind } from '../native/binding.js';
import { throwUncaught } from '../runtime/emit.js';
import type { Answer } from './answer.js';
import type { Engine } from './engine.js';

/** Answers every request of a kind. What it throws is a mistake in this package. */
export type RequestHandler = (request: NativeRequest, signal: AbortSignal) => Answer | Promise<Answer>;

/** When the I/O thread has no room for an answer. */
const AGAIN_MS = 1;

interface Open {
  readonly engine: Engine;
  readonly request: NativeRequest;
  readonly endsMs: number;
  readonly controller: AbortController;
  timer?: NodeJS.Timeout;
}

export class RequestDesk {
  private readonly handlers = new Map<NativeRequestKind, RequestHandler>();
  private readonly open = new Set<Open>();

  /** @param timeoutMs what the I/O thread waits for an answer */
  constructor(private readonly timeoutMs: number) {}

  /** Whoever answers requests of this kind; undefined: nobody any more. */
  on(kind: NativeRequestKind, handler: RequestHandler | undefined): void {
    if (handler === undefined) this.handlers.delete(kind);
    else this.handlers.set(kind, handler);
  }

  handles(kind: NativeRequestKind): boolean {
    return this.handlers.has(kind);
  }

  /** @param engine the run that it came from, and that its answer goes to */
  take(request: NativeRequest, engine: Engine): void {
    const handler = this.handlers.get(request.kind);
    const endsMs = request.atUs / 1000 + this.timeoutMs;
    const leftMs = endsMs - monotonicMs();
    if (handler === undefined || leftMs <= 0 || !engine.isRunning) return; // refused by now: nobody is to act on it
    const open: Open = { engine, request, endsMs, controller: new AbortController() };
    this.open.add(open);
    open.timer = setTimeout(() => this.expire(open), Math.ceil(leftMs)).unref();
    this.ask(handler, request, open);
  }

  /** Whoever asked has gone: the handler hears it, and what it answers goes nowhere. */
  abandoned(token: number, engine: Engine): void {
    if (!engine.isRunning) return; // the adapter stops, which is the reason then
    const what = 'Whoever asked has gone: its TCP connection or class 3 connection has ended';
    for (const open of this.open) {
      if (open.request.token === token && open.engine === engine)
        this.end(open, new EipConnectionError('EIP_PEER_GONE', what));
    }
  }

  /** The adapter stopped: handlers hear it, and what they answer goes nowhere. */
  abandon(): void {
    const reason = new EipError('EIP_ADAPTER_NOT_STARTED', 'The adapter was stopped before the request was answered');
    for (const open of this.open) this.end(open, reason);
  }

  /** What these requests are about is gone: the I/O thread refuses them, and handlers hear it. */
  abandonThose(isMeant: (request: NativeRequest) => boolean, reason: EipError): void {
    for (const open of this.open) if (isMeant(open.request)) this.end(open, reason);
  }

  private ask(handler: RequestHandler, request: NativeRequest, open: Open): void {
    try {
      const answer = handler(request, open.controller.signal);
      if (answer instanceof Promise) answer.then((later) => this.answer(open, later), throwUncaught);
      else this.answer(open, answer);
    } catch (error) {
      throwUncaught(error);
    }
  }

  private answer(open: Open, answer: Answer): void {
    if (!this.open.has(open)) return;
    if (open.engine.complete(open.request.token, answer)) {
      this.forget(open);
    } else {
      setTimeout(() => this.answer(open, answer), AGAIN_MS).unref();
    }
  }

  /** A timer may come early by less than a millisecond; the I/O thread's own time is exact. */
  private expire(open: Open): void {
    const leftMs = open.endsMs - monotonicMs();
    if (leftMs > 0) {
      open.timer = setTimeout(() => this.expire(open), Math.ceil(leftMs)).unref();
      return;
    }
    const what = `A request was not answered within ${this.timeoutMs} ms and has been refused`;
    this.end(open, new EipTimeoutError('EIP_REQUEST_EXPIRED', what));
  }

  private end(open: Open, reason: EipError): void {
    this.forget(open);
    open.controller.abort(reason);
  }

  private forget(open: Open): void {
    clearTimeout(open.timer);
    this.open.delete(open);
  }
}

function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
