/**
 * The one interface that a service codes against, whichever way its data takes.
 *
 * `ImplicitClient` has the data in cyclic I/O connections; a client of explicit messages gets it by asking. The service
 * knows names of tags and neither instance numbers nor packets. What holds for one implementation only says so.
 */
import type { EipError } from './errors.js';

/** What a tag holds: 64-bit integers as bigint, times as Date, an array or a structure of such values. */
export type TagValue =
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly TagValue[]
  | { readonly [member: string]: TagValue };

/**
 * What a value is worth.
 * - `good`: act on it
 * - `idle`: connected, and the controller says that its program does not run
 * - `stale`: connected and in run, but what feeds it has been quiet for too long
 * - `disconnected`: nothing feeds it
 * - `bad`: this tag can't be had: there is none of this name, or the controller refused it
 */
export type Quality = 'good' | 'idle' | 'stale' | 'disconnected' | 'bad';

/** One tag of `readTags`. */
export type TagResult<V = TagValue> =
  | {
      readonly quality: 'good';
      readonly value: V;
      /** When it arrived, by the wall clock of this machine. */
      readonly timestamp: Date;
      readonly error?: undefined;
    }
  | {
      readonly quality: Exclude<Quality, 'good'>;
      /** The last one known, not to be acted on; undefined where there is none. */
      readonly value: V | undefined;
      /** When the value arrived; where there is none, when that was found. */
      readonly timestamp: Date;
      /** Why it is not good, and what to check. */
      readonly error: EipError;
    };

/** One tag of `writeTags`. */
export type WriteResult =
  | { readonly ok: true; readonly error?: undefined }
  | { readonly ok: false; readonly error: EipError };

/** Of every call. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * - `new`: `connect()` was not called, or did not succeed
 * - `connecting`: on the way; nobody is there yet
 * - `connected`
 * - `reconnecting`: was connected; goes on trying by itself
 * - `failed`: ended by itself and does not try any more; `connect()` may be called again
 * - `closed`: `close()` was called
 */
export type ClientState = 'new' | 'connecting' | 'connected' | 'reconnecting' | 'failed' | 'closed';

/** The other side: a controller. */
export interface Peer {
  /** IPv4 address. */
  readonly address: string;
  readonly port: number;
}

export interface PeerHealth extends Peer {
  /** Since something came from it, in ms; null when nothing has. */
  readonly ageMs: number | null;
}

/** What `healthCheck()` finds: plain data, fit for JSON. */
export interface Health {
  /** The tags can be used now. */
  readonly healthy: boolean;
  /** Why not, in words; null when healthy. */
  readonly reason: string | null;
  readonly state: ClientState;
  /** Who is connected. */
  readonly peers: readonly PeerHealth[];
  /** The last error of the connection that this client met, also when all is well since. */
  readonly lastError: EipError | null;
}

export interface ConnectedEvent {
  readonly peers: readonly Peer[];
}

export interface DisconnectedEvent {
  /** In words. */
  readonly reason: string;
  /** Undefined when one of both sides meant it: by closing. */
  readonly error?: EipError;
}

export interface ReconnectingEvent {
  /** What it waits for, or does, in words. */
  readonly reason: string;
}

/** Names of tags, those of programs with their program in front: of the lists of tags that were in use. */
export interface ProgramChangedEvent {
  /** In words. */
  readonly reason: string;
  /** Tags that are not there any more. */
  readonly gone: readonly string[];
  /** Those of another type, length or structure. */
  readonly changed: readonly string[];
  readonly added: readonly string[];
}

/** Value types are argument lists, as `EventEmitter` wants them. */
export interface EipClientEvents {
  connected: [ConnectedEvent];
  disconnected: [DisconnectedEvent];
  /** After `disconnected`, when the client goes on by itself. */
  reconnecting: [ReconnectingEvent];
  /**
   * Of clients of explicit messages: the controller has another program than it had, by a download. What was known of
   * the old one is forgotten.
   */
  programChanged: [ProgramChangedEvent];
  /** It ended by itself and does not go on. Without a listener it is thrown as an uncaught exception. */
  error: [EipError];
}

/** What all clients have in common, whatever is known of their tags. */
export interface ClientConnection extends AsyncDisposable {
  readonly state: ClientState;

  /**
   * Resolved when tags can be asked for. A call that rejects leaves nothing open and may be repeated.
   *
   * A client of explicit messages is connected to its controller then. `ImplicitClient` listens, and an originator is
   * connected where `waitForOriginatorMs` was given.
   */
  connect(options?: CallOptions): Promise<void>;

  /** Never rejects. */
  healthCheck(): Promise<Health>;

  /** Ends all that the client began. Idempotent. */
  close(): Promise<void>;

  on<K extends keyof EipClientEvents>(event: K, listener: (...payload: EipClientEvents[K]) => void): this;
  once<K extends keyof EipClientEvents>(event: K, listener: (...payload: EipClientEvents[K]) => void): this;
  off<K extends keyof EipClientEvents>(event: K, listener: (...payload: EipClientEvents[K]) => void): this;
}

/**
 * Tags of a controller, by name: of any names and types. Every client is one.
 *
 * A closed client stays closed: every call but `close()` and `healthCheck()` then rejects with EipError EIP_CLIENT_CLOSED.
 * What is no name or no record of values is a TypeError.
 */
export interface EipClient extends ClientConnection {
  /**
   * Reads several tags: an entry for each name, or for each alias of `{ alias: name }`. A tag that can't be read does
   * not hinder the others; its entry says why.
   */
  readTags<const N extends string>(names: readonly N[], options?: CallOptions): Promise<Record<N, TagResult>>;
  readTags<const L extends string>(
    names: Readonly<Record<L, string>>,
    options?: CallOptions,
  ): Promise<Record<L, TagResult>>;

  /**
   * The value of one tag, when it is good.
   * @throws EipReadError when it is not: never an old value in place of an error.
   */
  readTag(name: string, options?: CallOptions): Promise<TagValue>;

  /** @throws EipWriteError naming the tag. */
  writeTag(name: string, value: TagValue, options?: CallOptions): Promise<void>;

  /** Writes several tags. One that is refused does not hinder the others, save where an implementation says so. */
  writeTags<const N extends string>(
    values: Readonly<Record<N, TagValue>>,
    options?: CallOptions,
  ): Promise<Record<N, WriteResult>>;
  /** Where nobody knows the names before; a client of known tags is an `EipClient` by this one. */
  writeTags(values: Readonly<Record<string, TagValue>>, options?: CallOptions): Promise<Record<string, WriteResult>>;
}

/** The same where names and types are known: `TypedEipClient<{ Speed: number }>`. It is an `EipClient` too. */
export interface TypedEipClient<Tags extends object> extends ClientConnection {
  readTags<const N extends keyof Tags & string>(
    names: readonly N[],
    options?: CallOptions,
  ): Promise<{ [Name in N]: TagResult<Tags[Name]> }>;
  readTags<const L extends Readonly<Record<string, keyof Tags & string>>>(
    names: L,
    options?: CallOptions,
  ): Promise<{ -readonly [Alias in keyof L]: TagResult<Tags[L[Alias]]> }>;

  readTag<N extends keyof Tags & string>(name: N, options?: CallOptions): Promise<Tags[N]>;

  writeTag<N extends keyof Tags & string>(name: N, value: Tags[N], options?: CallOptions): Promise<void>;

  writeTags<const N extends keyof Tags & string>(
    values: { readonly [Name in N]: Tags[Name] },
    options?: CallOptions,
  ): Promise<{ [Name in N]: WriteResult }>;
}
