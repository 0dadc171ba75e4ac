import { EventEmitter } from 'node:events';
import { type InspectOptions, inspect } from 'node:util';
import type {
  CallOptions,
  ClientState,
  EipClient,
  EipClientEvents,
  TagResult,
  TagValue,
  WriteResult,
} from '../eip-client.js';
import { ClientLog } from '../logging/client-log.js';
import { nameOf, signalOf, valuesGiven } from '../runtime/call-arguments.js';
import { emitIsolated } from '../runtime/emit.js';
import { isGuarded } from '../tag-file/index.js';
import type { AttributeEntry, AttributeSize } from './attribute-list.js';
import { Browser } from './browse/browser.js';
import type { BrowsedTag, BrowseOptions, TemplateInfo } from './browse/index.js';
import { Caller } from './caller.js';
import { ControllerServices, type ControllerTime } from './controller-services.js';
import { WriteGuard } from './guards/write-guard.js';
import { type ExplicitHealth, healthOf } from './health.js';
import type { ModuleIdentity } from './module-identity.js';
import type { ExplicitCallOptions, ExplicitClientOptions } from './option-types.js';
import { normalise } from './options.js';
import { PlcConnection } from './plc-connection.js';
import { ProgramWatch } from './program/program-watch.js';
import { type AttributePath, type GenericOptions, type GenericReply, type ObjectPath, Services } from './services.js';
import type { SubscribeOptions, Subscription, TagUpdate, WatchedTagOptions } from './subscriptions/index.js';
import { Subscriptions } from './subscriptions/subscriptions.js';
import { BookedReader, type Reads } from './tags/booked-reader.js';
import { TagAddresses } from './tags/tag-address.js';
import type { TagBook } from './tags/tag-book.js';
import { TagReader } from './tags/tag-reader.js';
import { TagWriter } from './tags/tag-writer.js';
import { WriteRules } from './tags/write-rules.js';
import type { TypedTagCalls } from './typed.js';

/**
 * Tags of a controller by name, and any other explicit messages, over class 3 connections or without: pure TypeScript,
 * no native binary needed. docs/client.md
 *
 * Every call takes a signal and a time of its own. What only reads is asked again when no reply comes; what writes is
 * sent once, and rejects with `outcome` `unknown` when its reply is lost.
 */
export class ExplicitClient extends EventEmitter<EipClientEvents> implements EipClient {
  private readonly connection: PlcConnection;
  private readonly log: ClientLog;
  private readonly book: TagBook;
  private readonly services: Services;
  private readonly controller: ControllerServices;
  private readonly browser: Browser;
  /** Nothing is true any more of what is known of the controller's tags. */
  private readonly forget = (): void => {
    for (const one of [this.addresses, this.reader, this.writer]) one.forget();
  };
  /** Connected: what is known was true of another connection. */
  private readonly begin = (): void => {
    const old = this.addresses.catalog;
    this.forget();
    this.program.connected(old);
    this.subscriptions.connected();
  };
  private readonly addresses: TagAddresses;
  private readonly reader: TagReader;
  /** The same by the names of the option `tags`. */
  private readonly reads: Reads;
  private readonly writer: TagWriter;
  private readonly program: ProgramWatch;
  private readonly subscriptions: Subscriptions;

  /** @throws EipConfigError EIP_OPTION_INVALID that names every wrong option by its path. Opens nothing yet. */
  constructor(options: ExplicitClientOptions) {
    super();
    const settings = normalise(options);
    this.connection = new PlcConnection(settings, (event, payload) => {
      if (event === 'connected') this.begin();
      if (event === 'disconnected') for (const one of [this.program, this.subscriptions]) one.disconnected();
      this.log.told(event, payload);
      emitIsolated<EipClientEvents, typeof event>(this as EventEmitter, event, payload as never);
    });
    this.log = new ClientLog(settings.logger, () => ({ target: this.connection.target.address }));
    const refused = (error: unknown) => this.log.refused(error);
    const target = () => this.connection.target;
    const caller = new Caller(this.connection, settings, refused);
    const { pool } = this.connection;
    const { book, writable, verify } = settings;
    this.book = book;
    const guard = new WriteGuard(book, writable, () => this.addresses, refused);
    this.services = new Services(caller, target, guard);
    this.controller = new ControllerServices(caller, target, this.services);
    this.program = new ProgramWatch(
      {
        caller,
        target,
        catalog: () => this.addresses.catalog,
        spareCatalog: () => this.addresses.newCatalog(),
        forget: this.forget,
        lookAgain: () => {
          for (const one of [this.addresses, this.reader]) one.lookAgain();
        },
        changed: (event) => {
          this.subscriptions.readAll();
          this.log.told('programChanged', event);
          emitIsolated<EipClientEvents, 'programChanged'>(this as EventEmitter, 'programChanged', event);
        },
      },
      settings.programCheckMs,
    );
    const { signature, doubted } = this.program;
    this.addresses = new TagAddresses(caller, target, signature, doubted, book.tags.some(isGuarded));
    this.reader = new TagReader(caller, target, this.addresses, pool, settings.connections);
    this.reads = book.tags.length === 0 ? this.reader : new BookedReader(this.reader, caller, this.addresses, book);
    const rules = new WriteRules(book, guard, verify ? this.reader : undefined);
    this.writer = new TagWriter(caller, target, this.addresses, pool, rules);
    this.subscriptions = new Subscriptions((names, signal) => {
      return this.program.certain(() => this.reads.readMany(names, { signal }), { signal });
    }, this.connection);
    this.browser = new Browser({
      caller,
      target,
      identity: (options) => this.services.identity(options),
      program: this.program,
    });
  }

  get state(): ClientState {
    return this.connection.state;
  }

  /**
   * Opens the connection; while the client connects again by itself, waits for that. When it rejects nothing is left
   * open, and it may be called again.
   * @throws EipConnectionError with what stands in the way in words, EipTimeoutError, EipError EIP_CLIENT_CLOSED, the
   * signal's reason.
   */
  async connect(options?: CallOptions): Promise<void> {
    await this.connection.connect(signalOf(options));
  }

  /** Names of the option `tags`, all or those of a group: `client.subscribe(client.tagNames('fast'), { rateMs: 100 })`. */
  tagNames(group?: string): string[] {
    return this.book.tags.filter((tag) => group === undefined || tag.group === group).map(({ alias }) => alias);
  }

  /** What the controller calls a tag of the option `tags`; any other name as it is. */
  tagOf(name: string): string {
    return this.book.tagOf(name);
  }

  /** The unit of measure that the option `tags` gives a tag; undefined: none. */
  unitOf(name: string): string | undefined {
    return this.book.find(name)?.unit;
  }

  /**
   * Several tags, in as few messages as they fit into. A tag that can't be read does not hinder the others: `bad` says
   * that the controller does not give it, `disconnected` that no reply came; its entry says why.
   * @throws EipError where nobody is connected or going to be, the signal's reason.
   */
  readTags<const N extends string>(names: readonly N[], options?: ExplicitCallOptions): Promise<Record<N, TagResult>>;
  readTags<const L extends string>(
    names: Readonly<Record<L, string>>,
    options?: ExplicitCallOptions,
  ): Promise<Record<L, TagResult>>;
  async readTags(names: unknown, options?: ExplicitCallOptions): Promise<Record<string, TagResult>> {
    return this.reads.readMany(names, options);
  }

  /** @throws EipReadError with the tag's name and the status in words, the signal's reason. */
  readTag(name: string, options?: ExplicitCallOptions): Promise<TagValue> {
    return this.reads.read(name, options);
  }

  /**
   * The value is checked before it is sent. An object that lacks members of its structure writes those that it has.
   * @throws EipWriteError that names the tag and says what became of the value (`outcome`), the signal's reason.
   */
  async writeTag(name: string, value: TagValue, options?: ExplicitCallOptions): Promise<void> {
    const results = await this.writer.write([[nameOf(name), value]], options);
    for (const { error } of results.values()) if (error !== undefined) throw error;
  }

  /** Several tags, in the order given. One that is refused does not hinder the others. @throws as `readTags`. */
  async writeTags<const N extends string>(
    values: Readonly<Record<N, TagValue>>,
    options?: ExplicitCallOptions,
  ): Promise<Record<N, WriteResult>> {
    const results = await this.writer.write(valuesGiven(values), options);
    return Object.fromEntries(results) as Record<N, WriteResult>;
  }

  /**
   * Reads tags again and again, together with all others of the same rate, and tells what becomes of them: by the event
   * `update`, and to `for await` loops. It goes on over lost connections and other programs in the controller, until it
   * is closed, its loop is left, its signal is aborted or the client is closed. May be called before `connect()`.
   * @param tags names, or `{ alias: name }`, or `{ alias: { name, deadband } }`
   * @throws EipConfigError EIP_OPTION_INVALID that names every wrong option and tag by its path; EipError
   * EIP_CLIENT_CLOSED; the signal's reason.
   */
  subscribe<const N extends string>(names: readonly N[], options: SubscribeOptions): Subscription<TagUpdate<N>>;
  subscribe<const L extends string>(
    names: Readonly<Record<L, string | WatchedTagOptions>>,
    options: SubscribeOptions,
  ): Subscription<TagUpdate<L>>;
  subscribe(tags: unknown, options: unknown): Subscription {
    return this.subscriptions.subscribe(this.book.watched(tags), options);
  }

  /**
   * The same client for tags whose names and types are known to the compiler: an interface by name of tag, as
   * `eip-native types` writes it from a controller. What is `readonly` there can't be written. Nothing is checked here.
   */
  typed<Tags extends object>(): TypedExplicitClient<Tags> {
    return this as unknown as TypedExplicitClient<Tags>;
  }

  /** Asks the controller who it is. Never rejects. */
  healthCheck(): Promise<ExplicitHealth> {
    return healthOf(this.connection, this.subscriptions, () => this.services.identity());
  }

  /** Who the controller is, at the end of the route. @throws EipReadError, the signal's reason. */
  async identity(options?: ExplicitCallOptions): Promise<ModuleIdentity> {
    return this.services.identity(options);
  }

  /**
   * The tags that the controller has, in the order of its list, those of the controller first. It is asked anew each
   * time; structures are remembered until the program changes.
   * @throws EipConfigError EIP_OPTION_INVALID for wrong options; EipReadError when the controller has no such list, or no
   * such program, EipTimeoutError, the signal's reason.
   */
  async browse(options?: BrowseOptions): Promise<BrowsedTag[]> {
    return this.browser.browse(options);
  }

  /**
   * What a structure or string type of the controller's tags consists of.
   * @param name as `browse()` gives it, in any case: `Recipe`
   * @throws EipReadError EIP_TAG_UNKNOWN when no tag has such a type; as `browse()`.
   */
  async template(name: string, options?: ExplicitCallOptions): Promise<TemplateInfo> {
    return this.browser.template(name, options);
  }

  /** Name of the project that is in the controller. @throws EipReadError, the signal's reason. */
  async projectName(options?: ExplicitCallOptions): Promise<string> {
    return this.controller.projectName(options);
  }

  /** The controller's wall clock. @throws EipReadError, the signal's reason. */
  async getControllerTime(options?: ExplicitCallOptions): Promise<ControllerTime> {
    return this.controller.getTime(options);
  }

  /**
   * Sets the controller's wall clock, in UTC.
   * @param time a Date, or microseconds since 1970
   * @throws EipWriteError EIP_VALUE_REFUSED for what is no such time; with the status in words and what became of it
   * (`outcome`); the signal's reason.
   */
  async setControllerTime(time: Date | bigint, options?: ExplicitCallOptions): Promise<void> {
    return this.controller.setTime(time, options);
  }

  /** The bytes of one attribute. @throws EipReadError with the status in words, the signal's reason. */
  async getAttributeSingle(path: AttributePath, options?: ExplicitCallOptions): Promise<Uint8Array> {
    return this.services.getAttributeSingle(path, options);
  }

  /** The bytes of all attributes, one behind the other. @throws as `getAttributeSingle`. */
  async getAttributeAll(path: ObjectPath, options?: ExplicitCallOptions): Promise<Uint8Array> {
    return this.services.getAttributeAll(path, options);
  }

  /**
   * Several attributes in one request, each with a status of its own: `{ 1: 2, 7: 'shortString' }` asks for attributes
   * 1, of two bytes, and 7.
   * @throws as `getAttributeSingle`; EipConnectionError EIP_REPLY_INVALID when the sizes do not go with the reply.
   */
  async getAttributeList(
    path: ObjectPath,
    sizes: Readonly<Record<number, AttributeSize>>,
    options?: ExplicitCallOptions,
  ): Promise<AttributeEntry[]> {
    return this.services.getAttributeList(path, sizes, options);
  }

  /** @throws EipWriteError with the status in words and what became of the value (`outcome`), the signal's reason. */
  async setAttributeSingle(path: AttributePath, value: Uint8Array, options?: ExplicitCallOptions): Promise<void> {
    return this.services.setAttributeSingle(path, value, options);
  }

  /**
   * Any service of any object. Gives the reply whatever its status.
   * @param service 0-127
   * @param path an object, or the bytes of a padded path
   * @throws EipConnectionError EIP_REQUEST_UNCERTAIN when no reply came and it may have been carried out, EipError when
   * it was not sent, the signal's reason; RangeError or CipDecodeError for a service or path that is none.
   */
  async generic(
    service: number,
    path: ObjectPath | AttributePath | Uint8Array,
    data: Uint8Array = new Uint8Array(0),
    options?: GenericOptions,
  ): Promise<GenericReply> {
    return this.services.generic(service, path, data, options);
  }

  /** Closes the connections in the controller, then the session. Calls under way reject. Idempotent. */
  async close(): Promise<void> {
    this.subscriptions.close();
    this.program.disconnected();
    await this.connection.close();
  }

  /** As `close()`: `await using client = new ExplicitClient(...)`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { state } = this;
    const { address, port, route } = this.connection.target;
    return `ExplicitClient ${inspect({ state, address, port, route }, options)}`;
  }
}

/** An `ExplicitClient` that takes the names of `Tags` and nothing else, each with its type. */
export interface TypedExplicitClient<Tags extends object>
  extends Omit<ExplicitClient, keyof TypedTagCalls<Tags> | 'typed'>,
    TypedTagCalls<Tags> {}
