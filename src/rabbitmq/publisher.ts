/** Sends messages: a lane an exchange, so many in flight at a time, and each ends with a confirm or an error. */
import { EipConnectionError, type EipError, EipWriteError, type WriteOutcome } from '../errors.js';
import { Deadlines } from './deadlines.js';
import { Lane, type LaneHost } from './lane.js';
import { Outgoing, type OutgoingInit } from './outgoing.js';
import { settledWithin } from './pause.js';
import type { ReturnedMessage } from './send-types.js';
import type { Session } from './session.js';

export interface PublisherLimits {
  readonly maxInFlight: number;
  readonly maxWaiting: number;
}

type Ending = (details: { outcome: WriteOutcome; messageId: string }) => EipError;

/** Lanes of exchanges that are not used any more are not kept beyond it. */
const MOST_LANES = 64;

export class Publisher implements LaneHost {
  readonly #limits: PublisherLimits;
  readonly #onReturned: (message: ReturnedMessage) => void;
  readonly #lanes = new Map<string, Lane>();
  #session: Session | undefined;
  #inFlight = 0;
  readonly #unsettled = new Deadlines();
  readonly #whenSettled: (() => void)[] = [];
  #lastConfirm: number | null = null;

  constructor(limits: PublisherLimits, onReturned: (message: ReturnedMessage) => void) {
    this.#limits = limits;
    this.#onReturned = onReturned;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    let sum = 0;
    for (const lane of this.#lanes.values()) sum += lane.waiting;
    return sum;
  }

  /** `performance.now()` of the last confirm. */
  get lastConfirm(): number | null {
    return this.#lastConfirm;
  }

  /** Ends with the broker's confirm. @throws EipWriteError EIP_MESSAGE_BACKLOG at once. */
  send(init: Omit<OutgoingInit, 'obstacle' | 'onSettled'>): Outgoing {
    if (this.#unsettled.size - this.#inFlight >= this.#limits.maxWaiting) throw this.#full(init);
    const { envelope, content, timeoutMs } = init;
    const entry = new Outgoing({ envelope, content, timeoutMs, obstacle: this.#obstacle, onSettled: this.#settledOne });
    this.#unsettled.add(entry);
    this.#laneOf(entry.envelope.exchange ?? '').add(entry);
    return entry;
  }

  attach(session: Session | undefined): void {
    this.#session = session;
    for (const lane of this.#lanes.values()) lane.attach(session);
  }

  /** Whether all that is in flight landed within the time. */
  landed(timeoutMs: number): Promise<boolean> {
    return settledWithin(Promise.all([...this.#lanes.values()].map((lane) => lane.landed())), timeoutMs);
  }

  /** Whether every message ended within the time, those too that wait. */
  async settled(timeoutMs: number): Promise<boolean> {
    if (this.#unsettled.size === 0) return true;
    return settledWithin(new Promise<void>((resolve) => this.#whenSettled.push(resolve)), timeoutMs);
  }

  /** Sends on after the broker takes messages again. */
  pump(): void {
    for (const lane of this.#lanes.values()) lane.pump();
  }

  failWaiting(make: Ending): void {
    for (const lane of this.#lanes.values()) lane.failWaiting((entry) => entry.failWith(make));
  }

  failAll(make: Ending): void {
    this.failWaiting(make);
    for (const lane of this.#lanes.values()) lane.failInFlight((entry) => entry.failWith(make));
  }

  take(): boolean {
    if (this.#inFlight >= this.#limits.maxInFlight) return false;
    this.#inFlight += 1;
    return true;
  }

  release(): void {
    this.#inFlight -= 1;
    if (this.#lanes.size > 1) this.pump();
  }

  returned(message: ReturnedMessage): void {
    this.#onReturned(message);
  }

  confirmed(): void {
    this.#lastConfirm = performance.now();
  }

  #laneOf(exchange: string): Lane {
    const known = this.#lanes.get(exchange);
    if (known !== undefined) return known;
    if (this.#lanes.size >= MOST_LANES) this.#dropIdle();
    const lane = new Lane(this);
    this.#lanes.set(exchange, lane);
    lane.attach(this.#session);
    return lane;
  }

  #dropIdle(): void {
    for (const [exchange, lane] of this.#lanes) {
      if (lane.waiting > 0 || lane.inFlight > 0) continue;
      this.#lanes.delete(exchange);
      lane.attach(undefined);
      return;
    }
  }

  readonly #obstacle = (): string => {
    const session = this.#session;
    if (session === undefined) return ': the connection to the broker is lost';
    return session.blockedReason === undefined ? '' : `: the broker takes no messages now (${session.blockedReason})`;
  };

  readonly #settledOne = (entry: Outgoing): void => {
    this.#unsettled.remove(entry);
    if (this.#unsettled.size === 0) for (const tell of this.#whenSettled.splice(0)) tell();
  };

  #full({ envelope: { messageId = '' } }: { readonly envelope: { readonly messageId?: string } }): EipWriteError {
    const what = `Message ${messageId} was not taken: ${this.waiting} wait already, "maxWaiting" allows no more`;
    return new EipWriteError('EIP_MESSAGE_BACKLOG', what, { outcome: 'notSent', messageId });
  }
}

export function notConnected(state: string): EipConnectionError {
  return new EipConnectionError('EIP_NOT_CONNECTED', `The client of the broker is not connected (${state})`);
}
