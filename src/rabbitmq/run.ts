/** What a consumer holds on one channel: its tag, and whether messages of it can still be acknowledged. */
import type { AsyncMessage, Channel } from 'rabbitmq-client';
import { answered, closeChannel } from './channel-call.js';
import { keepBytes, type RawMessage, rawMessage } from './raw-body.js';
import type { Session } from './session.js';

export interface RunPlan {
  readonly queue: string;
  readonly prefetch: number;
  readonly exclusive: boolean;
  readonly arguments: Readonly<Record<string, string | number>>;
}

export interface RunListener {
  delivered(run: Run, message: RawMessage): void;
  /** The broker ended the consumer: its queue was deleted, or moved. The channel lives. */
  cancelled(run: Run): void;
  /** The channel is gone, and with it what was not acknowledged. */
  closed(run: Run, fault: Error | undefined): void;
}

export class Run {
  readonly session: Session;
  readonly #channel: Channel;
  readonly #over = new AbortController();
  #tag: string | undefined;
  #fault: Error | undefined;

  /** @throws what the library throws. */
  static async start(session: Session, plan: RunPlan, listener: RunListener): Promise<Run> {
    const channel = await session.acquireConsuming();
    keepBytes(channel);
    const run = new Run(session, channel, listener);
    try {
      await answered(channel, channel.basicQos({ prefetchCount: plan.prefetch }));
      const { queue, exclusive } = plan;
      const deliver = (message: AsyncMessage): void => listener.delivered(run, rawMessage(message));
      const consume = channel.basicConsume({ queue, exclusive, arguments: plan.arguments }, deliver);
      const { consumerTag } = await answered(channel, consume);
      run.#tag = consumerTag;
      return run;
    } catch (fault) {
      await closeChannel(channel);
      throw fault;
    }
  }

  private constructor(session: Session, channel: Channel, listener: RunListener) {
    this.session = session;
    this.#channel = channel;
    channel.on('error', (fault: Error) => {
      this.#fault = fault;
    });
    channel.once('basic.cancel', () => {
      this.#tag = undefined;
      listener.cancelled(this);
    });
    channel.once('close', () => {
      this.#over.abort();
      // The error of a channel comes before its end, but the last words may come a turn later.
      setImmediate(() => listener.closed(this, this.#fault));
    });
  }

  /** Aborted when no message of it is begun, or tried again. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Messages of it can be acknowledged. */
  get alive(): boolean {
    return this.#channel.active;
  }

  /** False: it comes again, on another channel. */
  acknowledge({ deliveryTag }: RawMessage): boolean {
    if (!this.#channel.active) return false;
    this.#channel.basicAck({ deliveryTag });
    return true;
  }

  /** The broker does with it what the queue says. */
  reject({ deliveryTag }: RawMessage): boolean {
    if (!this.#channel.active) return false;
    this.#channel.basicNack({ deliveryTag, requeue: false });
    return true;
  }

  /** Takes no further messages; what runs can still be acknowledged. */
  async cancel(): Promise<void> {
    this.#over.abort();
    const consumerTag = this.#tag;
    this.#tag = undefined;
    if (consumerTag !== undefined && this.#channel.active) await this.#channel.basicCancel({ consumerTag });
  }

  /** What is not acknowledged goes back to the queue. */
  close(): Promise<void> {
    this.#over.abort();
    return this.#channel.close();
  }
}
