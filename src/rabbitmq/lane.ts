/**
 * The way to one exchange: a channel of its own, so that what the broker refuses there closes no other way.
 *
 * The broker closes a channel for the fault of one message and does not say of which. Those that were in flight are
 * sent again one at a time, until the guilty one is found alone.
 */
import type { Channel, ReturnedMessage as LibraryReturn } from 'rabbitmq-client';
import { EipConnectionError } from '../errors.js';
import { answered } from './channel-call.js';
import { Fifo } from './fifo.js';
import { Flights } from './flights.js';
import type { Outgoing } from './outgoing.js';
import { isRefusal, isUnwritable, messageRefused } from './refusals.js';
import { Returns } from './returns.js';
import type { ReturnedMessage } from './send-types.js';
import type { Session } from './session.js';

export interface LaneHost {
  /** Takes one place of those in flight; false: none is free. */
  take(): boolean;
  /** Gives it back. */
  release(): void;
  returned(message: ReturnedMessage): void;
  confirmed(): void;
}

export class Lane {
  readonly #host: LaneHost;
  readonly #waiting = new Fifo<Outgoing>();
  /** Of those in #waiting. */
  #ended = 0;
  #session: Session | undefined;
  #channel: Channel | undefined;
  #opening = false;
  #flights = new Flights();
  readonly #allFlights = new Set<Flights>();
  #suspects = 0;
  /** Confirmed, and perhaps returned. */
  readonly #landing: [Flights, Outgoing][] = [];

  constructor(host: LaneHost) {
    this.#host = host;
  }

  get waiting(): number {
    return this.#waiting.size - this.#ended;
  }

  get inFlight(): number {
    let sum = 0;
    for (const { size } of this.#allFlights) sum += size;
    return sum;
  }

  add(entry: Outgoing): void {
    if (this.#waiting.size === 0 && this.#sendNow(entry)) return;
    this.#waiting.push(this.#waits(entry));
    this.pump();
  }

  /**
   * Messages go through this session from now on. What is in flight gets its confirm on the channel it went through, as
   * long as that lives.
   */
  attach(session: Session | undefined): void {
    this.#session = session;
    this.#leave();
    this.pump();
  }

  /** Resolves when nothing is in flight. */
  async landed(): Promise<void> {
    await Promise.all([...this.#allFlights].map((flights) => flights.empty()));
  }

  /** Sends what may be sent. */
  pump(): void {
    const session = this.#usable();
    if (session === undefined || this.waiting === 0) return;
    const channel = this.#channel;
    if (channel === undefined) {
      this.#open(session);
      return;
    }
    while (this.#mayFly()) {
      if (this.waiting === 0 || !this.#host.take()) return;
      const entry = this.#next();
      if (entry !== undefined) {
        session.batchWrites();
        this.#publish(channel, this.#flights, entry);
      } else this.#host.release();
    }
  }

  /** Without a wait, where nothing waits before it. */
  #sendNow(entry: Outgoing): boolean {
    const [session, channel] = [this.#usable(), this.#channel];
    if (session === undefined || channel === undefined || !this.#mayFly() || !this.#host.take()) return false;
    session.batchWrites();
    this.#publish(channel, this.#flights, entry);
    return true;
  }

  #usable(): Session | undefined {
    const session = this.#session;
    return session?.alive && session.blockedReason === undefined ? session : undefined;
  }

  /** One that may be guilty flies alone. */
  #mayFly(): boolean {
    return this.#suspects === 0 || this.#flights.size === 0;
  }

  /** Ends what waits. */
  failWaiting(end: (entry: Outgoing) => void): void {
    const entries = this.#waiting.drain();
    this.#ended = 0;
    for (const entry of entries) {
      entry.onEnd = undefined;
      this.#clear(entry);
      end(entry);
    }
  }

  /** Ends what is in flight. */
  failInFlight(end: (entry: Outgoing) => void): void {
    for (const flights of this.#allFlights) for (const entry of flights.list()) end(entry);
  }

  /** The channel is closed when the last confirm on it came. */
  #leave(): void {
    const channel = this.#channel;
    if (channel !== undefined) void this.#flights.empty().then(() => channel.close());
    this.#channel = undefined;
    this.#flights = new Flights();
  }

  #waits(entry: Outgoing): Outgoing {
    entry.onEnd = () => {
      this.#ended += 1;
    };
    return entry;
  }

  /** The first that has not ended meanwhile. */
  #next(): Outgoing | undefined {
    for (;;) {
      const entry = this.#waiting.shift();
      if (entry === undefined) return undefined;
      entry.onEnd = undefined;
      if (!entry.ended) return entry;
      this.#ended -= 1;
      this.#clear(entry);
    }
  }

  #open(session: Session): void {
    if (this.#opening) return;
    this.#opening = true;
    this.#openChannel(session)
      .catch((fault: Error) => this.#notOpened(session, fault))
      .finally(() => {
        this.#opening = false;
        this.pump();
      });
  }

  async #openChannel(session: Session): Promise<void> {
    const channel = await session.acquirePublishing();
    const flights = new Flights(new Returns(channel));
    channel.on('error', (fault: Error) => {
      flights.fault = fault;
    });
    channel.on('basic.return', (message) => this.#returned(flights, message));
    channel.once('close', () => this.#closed(session, flights));
    await answered(channel, channel.confirmSelect());
    if (session !== this.#session || !channel.active) {
      await channel.close();
      return;
    }
    this.#channel = channel;
    this.#flights = flights;
    this.#allFlights.add(flights);
  }

  /** A session that broke tells by itself, and the next one carries on. */
  #notOpened(session: Session, fault: Error): void {
    if (!session.alive || session !== this.#session) return;
    this.failWaiting((entry) => {
      const what = `No channel to send message ${entry.messageId}: ${fault.message}`;
      entry.fail(new EipConnectionError('EIP_BROKER_REFUSED', what, { cause: fault, messageId: entry.messageId }));
    });
  }

  #publish(channel: Channel, flights: Flights, entry: Outgoing): void {
    flights.add(entry);
    entry.sent += 1;
    entry.fault = undefined;
    entry.returned = undefined;
    channel.basicPublish(entry.envelope, entry.content).then(
      () => this.#confirmed(flights, entry),
      (fault: Error) => this.#rejected(flights, entry, fault),
    );
  }

  #confirmed(flights: Flights, entry: Outgoing): void {
    this.#host.confirmed();
    if (!entry.envelope.mandatory || flights.returns?.pending === false) {
      this.#land(flights, entry);
      return;
    }
    this.#landing.push([flights, entry]);
    if (this.#landing.length === 1) setImmediate(this.#awaitReturns);
  }

  /**
   * Returns are on their way to be told. In this turn those of all that are confirmed by now are told: in the next one
   * they may land.
   */
  readonly #awaitReturns = (): void => {
    const confirmed = this.#landing.splice(0);
    setImmediate(() => {
      for (const [flights, entry] of confirmed) this.#land(flights, entry);
    });
  };

  #land(flights: Flights, entry: Outgoing): void {
    this.#forget(flights, entry);
    this.#clear(entry);
    entry.confirm();
    this.pump();
  }

  /** What was on a channel that closed is looked at together, when all of it has been rejected. */
  #rejected(flights: Flights, entry: Outgoing, fault: Error & { readonly code?: string }): void {
    entry.fault = fault;
    if (fault.code !== 'NACK') return;
    this.#forget(flights, entry);
    this.#clear(entry);
    entry.refuse();
    this.pump();
  }

  #returned(flights: Flights, message: LibraryReturn): void {
    const { messageId = '', exchange, routingKey, replyCode, replyText } = message;
    flights.returns?.told();
    const told = { messageId, exchange, routingKey, replyCode, replyText };
    const entry = flights.find((one) => {
      return one.messageId === messageId && one.envelope.routingKey === routingKey && one.returned === undefined;
    });
    if (entry !== undefined) entry.returned = told;
    this.#host.returned(told);
  }

  #closed(session: Session, flights: Flights): void {
    if (flights === this.#flights) this.#leave();
    setImmediate(() => this.#recover(session, flights));
  }

  /** Puts back what was in flight on a channel that is closed, but for what was to blame. */
  #recover(session: Session, flights: Flights): void {
    this.#allFlights.delete(flights);
    const entries = flights.list();
    for (const entry of entries) this.#forget(flights, entry);
    if (session.alive) this.#judge(entries, flights.fault);
    const again = entries.filter((entry) => !entry.ended);
    for (const entry of entries) if (entry.ended) this.#clear(entry);
    this.#waiting.putBack(again.map((entry) => this.#waits(entry)));
    this.pump();
  }

  /** Ends the guilty, and suspects all where nobody knows who it is. */
  #judge(entries: readonly Outgoing[], ofChannel: Error | undefined): void {
    const refusal = [ofChannel, ...entries.map(({ fault }) => fault)].find(isRefusal);
    for (const entry of entries) {
      const own = isUnwritable(entry.fault) ? entry.fault : undefined;
      const fault = refusal !== undefined && entries.length === 1 ? refusal : own;
      if (fault !== undefined) entry.fail(messageRefused(entry, fault));
      else if (refusal !== undefined) this.#accuse(entry);
    }
  }

  #accuse(entry: Outgoing): void {
    if (entry.suspect || entry.ended) return;
    entry.suspect = true;
    this.#suspects += 1;
  }

  #clear(entry: Outgoing): void {
    if (!entry.suspect) return;
    entry.suspect = false;
    this.#suspects -= 1;
  }

  #forget(flights: Flights, entry: Outgoing): void {
    if (flights.remove(entry)) this.#host.release();
  }
}
