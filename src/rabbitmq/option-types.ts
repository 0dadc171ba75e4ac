/** The options of a client of the broker as its user writes them. options.ts checks them. */
import type { Secret } from '../config/secret.js';

/** Where a broker listens. */
export interface BrokerAddress {
  /** Name or IP address. */
  readonly host: string;
  /** TCP port, 1-65,535, default 5672, with TLS 5671. */
  readonly port?: number;
}

/** Who logs in. */
export interface Credentials {
  /** Default `guest`. */
  readonly username?: string;
  /** The text, or a reference such as `env:NAME`, read anew at each connect. Default `guest`. */
  readonly password?: string | Secret;
}

/** Certificates: a path, a reference such as `vault:mount/path#key`, or the PEM text; read anew at each connect. */
export interface BrokerTls {
  /** The authority that the broker's certificate is checked against; default: those that Node.js knows. */
  readonly ca?: string | Secret;
  /** Certificate of this client. Together with `key`. */
  readonly cert?: string | Secret;
  /** Private key of this client. Together with `cert`. */
  readonly key?: string | Secret;
  /** Passphrase of the private key. */
  readonly passphrase?: string | Secret;
  /** Name that the broker's certificate must have; default: the host of the address. */
  readonly serverName?: string;
}

/** `active`: made where it is missing. `passive`: it must be there. `none`: not looked at. */
export type Declare = 'active' | 'passive' | 'none';

/** That a queue takes messages from an exchange. */
export interface Binding {
  readonly exchange: string;
  /** Or pattern of one for a topic exchange. Default: empty. */
  readonly routingKey?: string;
}

/** A queue as it is declared at each connect. Options that its type would not honour are refused. */
export interface QueueOptions {
  /** Default `active`. */
  readonly declare?: Declare;
  /** Default `classic`. */
  readonly type?: 'classic' | 'quorum' | 'stream';
  /** Outlives a restart of the broker, default true. */
  readonly durable?: boolean;
  /** For this connection only, and gone with it, default false. Classic queues. */
  readonly exclusive?: boolean;
  /** Gone with its last consumer, default false. Classic queues. */
  readonly autoDelete?: boolean;
  /** One consumer at a time gets messages, the next one takes over; default false. Not for streams. */
  readonly singleActiveConsumer?: boolean;
  /** Highest priority of messages, 1-255. Classic queues. */
  readonly maxPriority?: number;
  /** Messages older than this are dropped or dead-lettered, ms. Not for streams. */
  readonly messageTtlMs?: number;
  /** The queue goes after so long without use, ms. Not for streams. */
  readonly expiresMs?: number;
  /** Messages that it holds at most. Not for streams. */
  readonly maxLength?: number;
  /** Bytes of messages that it holds at most. */
  readonly maxLengthBytes?: number;
  /** What happens to messages beyond the limit. Not for streams. */
  readonly overflow?: 'drop-head' | 'reject-publish' | 'reject-publish-dlx';
  /** Exchange that takes what the broker drops or a consumer rejects; empty: the default one. Not for streams. */
  readonly deadLetterExchange?: string;
  readonly deadLetterRoutingKey?: string;
  /** Deliveries before the broker dead-letters a message. Quorum queues. */
  readonly deliveryLimit?: number;
  /** Age after which messages go, as in `7D` or `12h`. Streams. */
  readonly maxAge?: string;
  readonly bindings?: readonly Binding[];
  /** Further arguments of the declaration, by their name at the broker. */
  readonly arguments?: Readonly<Record<string, string | number | boolean>>;
}

/** An exchange as it is declared at each connect. */
export interface ExchangeOptions {
  /** Default `active`. */
  readonly declare?: Declare;
  /** Default `topic`. */
  readonly type?: 'direct' | 'topic' | 'fanout' | 'headers';
  /** Outlives a restart of the broker, default true. */
  readonly durable?: boolean;
  /** Gone with its last binding, default false. */
  readonly autoDelete?: boolean;
}

/** The section `rabbitmq`. */
export interface BrokerConfig {
  /**
   * Brokers of one cluster, tried in turn: `host`, `host:port`, `amqps://user:password@host:port/vhost` or
   * `{ host, port }`; one, or a list of 1-32. Default `localhost`.
   */
  readonly addresses?: string | BrokerAddress | readonly (string | BrokerAddress)[];
  readonly credentials?: Credentials;
  /** Virtual host, default `/`. */
  readonly vhost?: string;
  /** Default: true where an address begins with `amqps://`. */
  readonly tls?: boolean | BrokerTls;
  /** Seconds between heartbeats, 0-3,600, default 10; after twice of it in silence the connection is lost. 0: none. */
  readonly heartbeat?: number;
  /** Time for one attempt to connect, 100-600,000 ms, default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Attempts to connect again after a loss or a failed attempt, 0-1,000,000 or Infinity (`"infinity"`), default 5. */
  readonly maxRetries?: number | 'infinity';
  /** Pause before each of them, 0-86,400,000 ms, default 5,000. */
  readonly retryDelayMs?: number;
  /** Share of the pause that is random, 0-1, default 0.2: 4 to 6 s of 5. */
  readonly retryJitter?: number;
  /** Messages that a consumer holds unacknowledged at most, 1-65,535, default 20. */
  readonly prefetch?: number;
  /** From a send to its confirm, 1-86,400,000 ms, default 30,000; a lost connection and its retries fall into it. */
  readonly sendTimeoutMs?: number;
  /** Messages on the way without their confirm, 1-100,000, default 1,000; what is beyond waits. */
  readonly maxInFlight?: number;
  /** Messages that wait at most, 1-10,000,000, default 10,000; what is beyond is rejected. */
  readonly maxWaiting?: number;
  /** Longest message, 1-134,217,728 bytes, default 16,777,216. */
  readonly maxMessageBytes?: number;
  /** What `close()`, `stopConsuming()` and `reconnect()` wait for work under way, 0-86,400,000 ms, default 10,000. */
  readonly drainTimeoutMs?: number;
  /** By name; declared at each connect. */
  readonly queues?: Readonly<Record<string, QueueOptions>>;
  /** By name; declared before the queues at each connect. */
  readonly exchanges?: Readonly<Record<string, ExchangeOptions>>;
}
