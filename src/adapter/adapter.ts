import { EventEmitter } from 'node:events';
import { type InspectOptions, inspect } from 'node:util';
import { shown } from '../config/shown.js';
import { EipConnectionError, EipError } from '../errors.js';
import type { NativeOpened } from '../native/binding.js';
import { loadAddon } from '../native/load.js';
import { emitIsolated } from '../runtime/emit.js';
import { onExit } from '../runtime/exit-hook.js';
import { AdapterLog, type ToldEvents } from './adapter-log.js';
import type { AddedAssembly, AddOptions, ConnectionPair } from './addition-types.js';
import { AssemblyChanges } from './assembly-changes.js';
import { answerWrites } from './assembly-requests.js';
import { type CipClass, ClassSet } from './classes/class-set.js';
import type { ClassOptions } from './classes/option-types.js';
import type { CipType } from './classes/types.js';
import type { ConfigAssembly } from './config-assembly.js';
import type { ConnectionOptions } from './connection-options.js';
import { peerDenied } from './denied.js';
import { Engine, type ToldEvent } from './engine.js';
import type { AdapterEvents, ConnectionInfo } from './events.js';
import { addressOf } from './host.js';
import type { InputAssembly } from './input-assembly.js';
import { LivenessBeat } from './liveness-beat.js';
import { nativeOptions } from './native-options.js';
import { addressLost, NetworkFollower, networkStatus } from './network.js';
import { openFailed } from './open-errors.js';
import type { AdapterOptions, Assemblies, AssemblyOptions, AssemblyValue, NameOf } from './option-types.js';
import { type NormalOptions, normalise } from './options.js';
import { type AbortCause, reasonFor } from './reasons.js';
import { RequestDesk } from './request-desk.js';
import { answerReset, type ResetHandler } from './reset.js';
import { SettingsKeeper } from './settings/settings-keeper.js';
import {
  type AdapterState,
  type AdapterStatus,
  type ConnectionStatus,
  connectionsStatus,
  counterOf,
  type Run,
  type RunFigures,
  runFigures,
  withMembers,
} from './status.js';
import { warn } from './warn.js';
import type { WritableAssembly } from './writable-assembly.js';

/**
 * An EtherNet/IP adapter inside this process: a scanner (PLC) opens Class 1 connections to its assemblies.
 *
 * Cyclic data is kept by a thread of its own; no packet waits for JavaScript. While started it keeps the process
 * alive, unless `unref()` was called. Events: `connection`, `liveness`, `watchdog`, `resync`, `error` (docs/adapter.md, "Events").
 */
// biome-ignore lint/suspicious/noExplicitAny: `Adapter` alone stands for any adapter; no other type takes them all.
export class Adapter<const A extends Assemblies = any> extends EventEmitter<AdapterEvents> implements AsyncDisposable {
  private readonly options: NormalOptions;
  private readonly log: AdapterLog;
  private readonly changes: AssemblyChanges;
  private readonly beat = new LivenessBeat();
  private readonly desk: RequestDesk;
  private readonly keeper: SettingsKeeper;
  private readonly network = new NetworkFollower();
  /** A start that reads the settings file. */
  private starting: Promise<void> | undefined;
  private readonly classes: ClassSet;
  private state: AdapterState = 'new';
  private run: Run | undefined;
  /** Of the run before, for `status()`. */
  private lastFigures: RunFigures;
  private forgetExit = () => {};
  private keepsAlive = true;
  /** Inputs whose watchdog has run out. */
  private readonly expired = new Set<string>();

  /** @throws EipConfigError EIP_OPTION_INVALID that names every wrong option by its path. Opens nothing yet. */
  constructor(options: AdapterOptions<A>) {
    super();
    this.options = normalise(options);
    this.log = new AdapterLog(this.options.logger);
    this.desk = new RequestDesk(this.options.requestTimeoutMs);
    this.classes = new ClassSet(this.desk);
    this.changes = new AssemblyChanges(this.options, this.desk, () => this.onChanged());
    this.lastFigures = runFigures(this.changes.assemblies.list(), undefined);
    answerWrites(this.desk, this.changes.assemblies, this.changes.table);
    this.keeper = new SettingsKeeper(this.options, {
      warn: (error) => this.warn(error),
      changed: (settings, atUs) => this.tell('settings', { settings, atUs }),
    });
  }

  /**
   * Binds the ports and starts the I/O thread; resolved when scanners can connect. After `stop()` it may be called again.
   *
   * @throws EipConnectionError EIP_PORT_IN_USE, EIP_ADDRESS_UNAVAILABLE, EIP_PORT_DENIED, EIP_OPEN_FAILED;
   * EipConfigError EIP_HOST_UNDECIDED, EIP_INTERFACE_UNUSABLE, EIP_SCHEDULING_REFUSED, EIP_SETTINGS_FILE,
   * EIP_SETTINGS_IN_USE; EipError EIP_ADAPTER_STARTED, EIP_NATIVE_MISSING,
   * EIP_NATIVE_VERSION. Nothing is left open then.
   */
  async start(): Promise<void> {
    if (this.run !== undefined || this.starting !== undefined) {
      throw new EipError('EIP_ADAPTER_STARTED', 'start() was called on a running adapter');
    }
    if (this.keeper.isReady) return this.begin();
    this.starting = this.keeper.load().then(() => this.begin());
    try {
      await this.starting;
    } finally {
      this.starting = undefined;
      if (this.run === undefined) await this.keeper.close();
    }
  }

  /** Ends the connections, the I/O thread and the ports. Idempotent, and callable from every handler. */
  async stop(): Promise<void> {
    if (this.starting !== undefined) await this.starting.catch(() => {});
    if (this.run !== undefined) this.shutDown(this.run, 'stopped');
    await this.keeper.close();
  }

  private begin(): void {
    const address = addressOf(this.options.host);
    const engine = this.prepare(address);
    const opened = this.open(engine, address);
    this.run = { engine, opened, address };
    this.state = 'running';
    this.network.begin(engine.network());
    this.classes.attach(engine);
    engine.ref(this.keepsAlive);
    this.beat.start(this.options.livenessMs, () => engine.beat());
    this.forgetExit = onExit(() => engine.abandon());
    this.log.started(address, opened);
  }

  /** As `stop()`: `await using adapter = new Adapter(...)`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** What the originator sends, O->T. @throws TypeError for an unknown name, naming what there is. */
  output<N extends NameOf<A, 'output'>>(name: N): WritableAssembly<AssemblyValue<A[N]>> {
    return this.changes.assemblies.named(name, 'output') as WritableAssembly<AssemblyValue<A[N]>>;
  }

  /** What this process produces, T->O. @throws TypeError for an unknown name, naming what there is. */
  input<N extends NameOf<A, 'input'>>(name: N): InputAssembly<AssemblyValue<A[N]>> {
    return this.changes.assemblies.named(name, 'input') as InputAssembly<AssemblyValue<A[N]>>;
  }

  /**
   * Sends an input now where the application triggers it: as `adapter.input(name).trigger()`.
   * @throws TypeError for an unknown name. EipError EIP_ADAPTER_NOT_STARTED before `start()` and after `stop()`.
   */
  trigger(name: NameOf<A, 'input'>): void {
    this.input(name).trigger();
  }

  /** What the originator sends inside the Forward Open. @throws TypeError for an unknown name, naming what there is. */
  config<N extends NameOf<A, 'config'>>(name: N): ConfigAssembly<AssemblyValue<A[N]>> {
    return this.changes.assemblies.named(name, 'config') as ConfigAssembly<AssemblyValue<A[N]>>;
  }

  /** What peers write by explicit messages. @throws TypeError for an unknown name, naming what there is. */
  explicit<N extends NameOf<A, 'explicit'>>(name: N): WritableAssembly<AssemblyValue<A[N]>> {
    return this.changes.assemblies.named(name, 'explicit') as WritableAssembly<AssemblyValue<A[N]>>;
  }

  /**
   * Decides on Identity Reset, which peers may then ask for; without a handler they are refused with 0x0F.
   * @param handler the only one, in place of an earlier; undefined: Reset is switched off, as at first
   */
  onReset(handler: ResetHandler | undefined): this {
    if (handler !== undefined && typeof handler !== 'function') throw new TypeError('onReset: expected a handler');
    const goBack = () => this.resetSettings();
    this.desk.on('reset', handler && ((request, signal) => answerReset(handler, request, signal, goBack)));
    this.run?.engine.handles('reset', handler !== undefined);
    return this;
  }

  /**
   * A CIP class that this program answers, visible to every explicit client. Before `start()` or while running; it
   * stays over `stop()` and `start()`.
   * @throws EipConfigError EIP_OPTION_INVALID that names every wrong option by its path.
   */
  define<const T extends Readonly<Record<string, CipType>>>(options: ClassOptions<T>): CipClass {
    return this.classes.define(options);
  }

  /**
   * Takes what peers have set (docs/adapter.md, "Settings") back to the options, in effect and on the disk. Resolved
   * when that is safe.
   * @throws EipError EIP_ADAPTER_NOT_STARTED, and EIP_SETTINGS_NOT_SAVED when the file can't be removed; nothing changed.
   */
  async resetSettings(): Promise<void> {
    if (this.run === undefined)
      throw new EipError('EIP_ADAPTER_NOT_STARTED', 'resetSettings() needs a running adapter');
    await this.keeper.reset(this.run.engine);
  }

  /**
   * Adds an assembly, before `start()` or while running; it stays over `stop()` and `start()` until it is removed.
   * Resolved when peers can reach it. Changes of assemblies and connections take turns.
   * @returns its handle, as `output(name)` and its like give it from now on.
   * @throws EipConfigError EIP_OPTION_INVALID that names every wrong option by its path: a name, instance or pair that is
   * taken, a limit that is reached. EipError EIP_ADAPTER_NOT_STARTED when the adapter stops meanwhile, EIP_CHANGE_REFUSED
   * when memory is lacking; what `prepare` throws. Nothing is added then.
   */
  async addAssembly<const O extends AssemblyOptions>(
    name: string,
    options: O,
    more: AddOptions<AddedAssembly<O>> = {},
  ): Promise<AddedAssembly<O>> {
    if (typeof name !== 'string') throw new TypeError(`addAssembly: expected a name, got ${shown(name)}`);
    return (await this.changes.addAssembly(name, options, more as AddOptions)) as AddedAssembly<O>;
  }

  /**
   * Adds an entry of `connections` over assemblies that are there. @throws as `addAssembly`.
   */
  async addConnection(connection: ConnectionOptions): Promise<void> {
    await this.changes.addConnection(connection);
  }

  /**
   * Removes an assembly, one of the options too. I/O connections over it end (`aborted`), its entries of `connections`
   * go with it, requests that wait for its handlers are refused, and its handle throws EIP_ASSEMBLY_REMOVED. Resolved
   * when the I/O thread is done with it.
   * @throws EipConfigError EIP_OPTION_INVALID for a name that is not there, or when the rest needs it (`mirror`).
   */
  async removeAssembly(name: string): Promise<void> {
    await this.changes.removeAssembly(name);
  }

  /** Removes an entry of `connections`; I/O connections of this pair end. @throws as `removeAssembly`. */
  async removeConnection(connection: ConnectionPair): Promise<void> {
    await this.changes.removeConnection(connection);
  }

  /** The state, the ports and scheduling in effect, counters, connections with live figures, lateness, intervals. Never throws. */
  status(): AdapterStatus {
    const figures = this.run === undefined ? this.lastFigures : this.figuresOf(this.run);
    const settings = this.keeper.current;
    return { state: this.state, ...figures, settings, connections: connectionsStatus(this.changes.table, this.run) };
  }

  /** @internal The open connections that feed an output, with live figures: without the rest of `status()`. */
  feeding(output: string): ConnectionStatus[] {
    return connectionsStatus(this.changes.table, this.run, output);
  }

  /** Keeps the process alive while started: the default. */
  ref(): this {
    return this.keepAlive(true);
  }

  /** Lets the process end while started. */
  unref(): this {
    return this.keepAlive(false);
  }

  /** @internal What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { state, address, port, ioPort, connections } = this.status();
    return `Adapter ${inspect({ state, address, port, ioPort, connections: connections.length }, options)}`;
  }

  private keepAlive(on: boolean): this {
    this.keepsAlive = on;
    this.run?.engine.ref(on);
    return this;
  }

  /** A run with its first values in place, not open yet. */
  private prepare(address: string): Engine {
    const listener = {
      onData: (index: number) => this.onData(index),
      onEvent: (event: ToldEvent) => this.onEvent(event, engine),
    };
    const native = nativeOptions(this.changes.current, address, this.keeper.current, this.classes.natives());
    const engine: Engine = new Engine(loadAddon(), native, listener);
    this.expired.clear();
    this.changes.attach(engine);
    engine.handles('reset', this.desk.handles('reset'));
    engine.handles('settings', this.options.allowSettings);
    return engine;
  }

  private open(engine: Engine, address: string): NativeOpened {
    try {
      return engine.open();
    } catch (thrown) {
      this.changes.detach(false);
      throw openFailed(thrown, address);
    }
  }

  /** A handler that hears of the connections' end may look at the status, or start again. */
  private shutDown(run: Run, state: 'stopped' | 'failed'): void {
    this.run = undefined;
    this.state = state;
    if (state === 'stopped') this.log.stopping();
    this.lastFigures = this.figuresOf(run);
    this.beat.stop();
    this.forgetExit();
    this.changes.detach(true);
    run.engine.close();
    this.desk.abandon();
    if (this.run === undefined) this.classes.attach(undefined);
    if (this.run === undefined) this.lastFigures = this.figuresOf(run);
    run.engine.recycle();
    if (state === 'stopped') this.log.stopped();
  }

  private figuresOf(run: Run): RunFigures {
    return runFigures(this.changes.assemblies.list(), run);
  }

  private onChanged(): void {
    const names = new Set(this.changes.current.assemblies.map(({ name }) => name));
    for (const name of this.expired) if (!names.has(name)) this.expired.delete(name);
    if (this.run === undefined) this.lastFigures = withMembers(this.lastFigures, this.changes.assemblies.list());
  }

  private onData(index: number): void {
    const { assemblies, table } = this.changes;
    assemblies.received(index)?.deliver((slot) => table.ofSlot(slot));
  }

  private onEvent(event: ToldEvent, engine: Engine): void {
    switch (event.type) {
      case 'connection': {
        const connection = this.changes.table.apply(event.change, event.connection);
        const reason = reasonFor(event.change, connection, this.abortCause(connection));
        this.tell('connection', { kind: event.change, reason, connection, atUs: event.atUs });
        break;
      }
      case 'request':
        if (this.log.isOn) this.log.requests(counterOf(engine, 'requestsOverrun'));
        if (event.kind === 'settings') this.keeper.take(event, engine);
        else this.desk.take(event, engine);
        break;
      case 'abandoned':
        this.desk.abandoned(event.token, engine);
        break;
      case 'network':
        this.onNetwork(event);
        break;
      case 'denied':
        this.warn(peerDenied(event));
        break;
      case 'liveness':
        this.tell('liveness', { forMs: event.forMs });
        break;
      case 'watchdog':
        this.onWatchdog(event.assembly, event.expired, event.atUs);
        break;
      case 'resync':
        this.tell('resync', { lost: event.lost, connections: this.changes.table.replace(event.connections) });
        break;
      case 'failed':
        if (this.run !== undefined) this.shutDown(this.run, 'failed');
        this.tell('error', new EipConnectionError('EIP_NATIVE_FAILED', `The I/O thread ended: ${event.message}`));
        break;
    }
  }

  private onWatchdog(index: number, expired: boolean, atUs: number): void {
    const input = this.changes.assemblies.ofIndex(index);
    if (input === undefined) return;
    if (expired) this.expired.add(input.name);
    else this.expired.delete(input.name);
    this.tell('watchdog', { input: input.name, expired, action: input.onWatchdog, atUs });
  }

  /** Why this side ends a connection, should it do so now. */
  private abortCause(connection: ConnectionInfo): AbortCause {
    if (this.run === undefined) return 'stopped';
    const { input } = connection;
    const removed = this.changes.causeOf(connection);
    if (removed !== undefined) return removed;
    return input !== null && this.expired.has(input) ? 'watchdog' : 'liveness';
  }

  private onNetwork({ network, atUs }: Extract<ToldEvent, { type: 'network' }>): void {
    const change = this.network.changed(networkStatus(network), atUs);
    if (change === undefined) return;
    this.tell('network', change);
    if (change.before.present && !change.network.present) this.warn(addressLost(change));
  }

  private warn(error: EipError): void {
    this.log.warning(error);
    warn(this as EventEmitter, error);
  }

  private tell<K extends ToldEvents>(event: K, payload: AdapterEvents[K][0]): void {
    this.log.told(event, payload);
    emitIsolated<AdapterEvents, K>(this as EventEmitter, event, payload as never);
  }
}
