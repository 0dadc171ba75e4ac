/** Records to a RabbitMQ broker, each a message, taken when the broker has confirmed it. */
import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parsed } from '../../config/refusal.js';
import { EipError } from '../../errors.js';
import type { RabbitClient } from '../../rabbitmq/rabbit-client.js';
import type { SendOptions } from '../../rabbitmq/send-types.js';
import { invalid } from '../json/refusal.js';
import { type RabbitSinkSettings, rabbitSinkSchema } from '../options.js';
import { encodeRecord } from '../record/record.js';
import type { TelemetryRecord } from '../record/record-types.js';
import {
  type BatchResult,
  batchResult,
  type EncodedRecord,
  type RecordFailure,
  type Sink,
  type WriteOptions,
} from '../sink.js';
import type { EndpointHealth } from '../source.js';
import { MOST_KEY_BYTES, routingKey } from './routing-key.js';

/** Where records go at the broker: `exchange` or `queue`. */
export interface RabbitSinkOptions {
  /** For whoever has several sinks; default `rabbitmq`. */
  readonly name?: string;
  /** Exchange that takes the records. */
  readonly exchange?: string;
  /** Queue that takes the records, through the default exchange. */
  readonly queue?: string;
  /**
   * Routing key for the exchange: words of letters, digits, `_` and `-` with dots between, and the fields `{kind}`,
   * `{source}`, `{group}`, `{site}`, `{app}` and `{instance}`. Default `{site}.{source}.{group}.{kind}`.
   */
  readonly routingKey?: string;
  /** A record that reaches no queue counts as not taken; default true. */
  readonly mandatory?: boolean;
  /** Records survive a restart of the broker, in a durable queue; default true. */
  readonly persistent?: boolean;
  /** From a write to the confirm of each of its records, 1-600,000 ms, default 10,000. */
  readonly timeoutMs?: number;
}

/** Of few records each, where few come: none waits for the confirm of the one before. */
const MOST_BATCHES = 64;

/** Records that leave in one turn of the event loop: the broker works on them while the next ones are made ready. */
const AT_ONCE = 50;

/** A record that is encoded when it leaves, unless it was before. */
interface Leaving {
  readonly record: TelemetryRecord;
  readonly body?: Buffer;
}

export class RabbitSink implements Sink {
  readonly name: string;
  readonly maxBatches = MOST_BATCHES;
  readonly #client: RabbitClient;
  readonly #settings: RabbitSinkSettings;
  readonly #underWay = new Set<Promise<BatchResult>>();
  /** Until all records of the batch before have left: they leave in their order, whatever they wait for afterwards. */
  #beginning: Promise<void> = Promise.resolve();
  /** What the last batch that ended left behind, in words. */
  #trouble: string | undefined;
  #closed = false;

  /**
   * @param client connected by its owner, who also closes it: after the sink
   * @throws EipConfigError EIP_OPTION_INVALID
   */
  constructor(client: RabbitClient, { name = 'rabbitmq', ...options }: RabbitSinkOptions) {
    this.name = name;
    this.#client = client;
    this.#settings = parsed('rabbitmq sink', rabbitSinkSchema, options);
  }

  async write(batch: readonly TelemetryRecord[], options: WriteOptions = {}): Promise<BatchResult> {
    if (!Array.isArray(batch)) throw new TypeError('expected a list of records');
    return await this.#begin(
      batch.map((record) => ({ record })),
      options,
    );
  }

  async writeEncoded(batch: readonly EncodedRecord[], options: WriteOptions = {}): Promise<BatchResult> {
    return await this.#begin([...batch], options);
  }

  async #begin(batch: readonly Leaving[], { signal }: WriteOptions): Promise<BatchResult> {
    if (this.#closed) throw new EipError('EIP_SINK_CLOSED', `The sink "${this.name}" is closed`);
    const writing = this.#write(batch, signal);
    this.#underWay.add(writing);
    try {
      return await writing;
    } finally {
      this.#underWay.delete(writing);
    }
  }

  async flush(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  /** Unhealthy too while the last batch was not taken as a whole. */
  async healthCheck(): Promise<EndpointHealth> {
    if (this.#closed) return { healthy: false, reason: 'closed' };
    const { healthy, reason } = await this.#client.healthCheck();
    if (healthy && this.#trouble !== undefined) return { healthy: false, reason: this.#trouble };
    return { healthy, reason };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  async #write(batch: readonly Leaving[], signal: AbortSignal | undefined): Promise<BatchResult> {
    const end = new AbortController();
    // Every record listens to it.
    setMaxListeners(0, end.signal);
    const onAbort = () => end.abort(signal?.reason);
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const before = this.#beginning;
    let begun = (): void => {};
    this.#beginning = new Promise((resolve) => {
      begun = resolve;
    });
    await before;
    const sends: Promise<RecordFailure | undefined>[] = [];
    for (const [index, leaving] of batch.entries()) {
      if (index > 0 && index % AT_ONCE === 0) await nextTurn();
      sends.push(this.#send(leaving, index, end.signal));
    }
    begun();
    const ends = await Promise.all(sends);
    signal?.removeEventListener('abort', onAbort);
    return this.#resultOf(batch, ends);
  }

  #resultOf(batch: readonly Leaving[], ends: readonly (RecordFailure | undefined)[]): BatchResult {
    const failures = ends.filter((end) => end !== undefined);
    const [first] = failures;
    this.#trouble = first && `${failures.length} of the last ${batch.length} records were not taken: ${first.reason}`;
    return batchResult(batch, failures);
  }

  async #send({ record, body }: Leaving, index: number, signal: AbortSignal): Promise<RecordFailure | undefined> {
    try {
      await this.#client.sendMessage(body ?? encodeRecord(record), this.#options(record, signal));
      return undefined;
    } catch (error) {
      return failureOf(record, index, error);
    }
  }

  /** What of a record stands outside of its body, for whoever routes or filters. The body has all of it exactly. */
  #options(record: TelemetryRecord, signal: AbortSignal): SendOptions {
    const { kind, messageId, correlationId, source, group, app, schemaVersion } = record;
    const headers: Record<string, string> = { 'eip-kind': kind, 'eip-app': app.name };
    if (group !== undefined) headers['eip-group'] = group;
    const { exchange, queue, routingKey: template, mandatory, persistent, timeoutMs } = this.#settings;
    const options: Changing<SendOptions> = {
      mandatory,
      persistent,
      timeoutMs,
      signal,
      messageId,
      contentType: 'application/json',
      type: kind,
      schemaVersion,
      headers,
    };
    // Set one by one: a spread costs a tenth of what all of it costs.
    if (exchange === undefined) options.queue = queue;
    else {
      options.exchange = exchange;
      options.routingKey = keyOf(template, record);
    }
    if (isProperty(correlationId)) options.correlationId = correlationId;
    if (isProperty(source)) options.source = source;
    return options;
  }
}

type Changing<T> = { -readonly [K in keyof T]: T[K] };

function keyOf(template: string, record: TelemetryRecord): string {
  const key = routingKey(template, record);
  if (key.length > MOST_KEY_BYTES) throw keyTooLong(key);
  return key;
}

/** AMQP carries no longer ones among its properties. */
const MOST_PROPERTY_BYTES = 255;

function isProperty(text: string | undefined): text is string {
  return text !== undefined && Buffer.byteLength(text) <= MOST_PROPERTY_BYTES;
}

function keyTooLong(key: string): EipError {
  const message = `its routing key would have ${key.length} bytes, and AMQP carries ${MOST_KEY_BYTES} at most`;
  return invalid('record', [{ path: [], message }]);
}

/** What no other attempt will mend. */
const FINAL: ReadonlySet<string> = new Set(['EIP_MESSAGE_INVALID', 'EIP_PUBLISHER_CONFIG']);

function failureOf({ messageId }: TelemetryRecord, index: number, error: unknown): RecordFailure {
  const reason = error instanceof Error ? error.message : String(error);
  if (!(error instanceof EipError)) return { index, messageId, retryable: true, reason };
  return { index, messageId, retryable: !FINAL.has(error.code), reason, error };
}
