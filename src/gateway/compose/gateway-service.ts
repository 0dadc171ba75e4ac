/** A gateway with all that its configuration names, started and stopped as one. */
import { EventEmitter } from 'node:events';
import type { EipConfig } from '../../eip-config/index.js';
import type { LogTarget } from '../../logging/logger.js';
import { emitIsolated } from '../../runtime/emit.js';
import type { Source, StartOptions } from '../../telemetry/source.js';
import type { Gateway } from '../gateway.js';
import type { GatewayHealth } from '../health.js';
import type { GatewayServer } from '../http/gateway-server.js';
import type { GatewayStatus } from '../status.js';
import type { AdapterKeeper } from './adapter-keeper.js';
import type { BrokerLink } from './broker-link.js';
import { configuredSink, configuredSource, type Making } from './configured-parts.js';
import { enabledSources } from './enabled-sources.js';
import { type ReloadPlan, reloadPlan } from './reload-plan.js';
import type { SinkSlot } from './sink-slot.js';
import { SourceLost, type SourceSlot } from './source-slot.js';

export interface GatewayServiceEvents {
  /** A part has ended that nobody ended; what it told is lost from then on. Stop, and start anew. */
  failed: [error: Error];
}

/** What a service is made of. */
export interface ServiceParts {
  readonly gateway: Gateway;
  readonly making: Making;
  readonly keeper: AdapterKeeper | undefined;
  readonly slots: ReadonlyMap<string, SourceSlot>;
  readonly sink: { readonly slot: SinkSlot; readonly link: BrokerLink } | undefined;
  /** Of the desk of commands, which connects it. */
  readonly commandLink: BrokerLink | undefined;
  readonly server: GatewayServer | undefined;
  readonly log: LogTarget;
}

/** What a reload has changed. */
export interface Reloaded {
  /** Names of sources that were begun anew. */
  readonly sources: readonly string[];
  /** Names of sinks with other options. */
  readonly sinks: readonly string[];
  /** Names of sinks that are delivered to by other rules. */
  readonly delivery: readonly string[];
  /** Whether levels of the log are others: for whoever set it up. */
  readonly logging: boolean;
}

export class GatewayService extends EventEmitter<GatewayServiceEvents> implements AsyncDisposable {
  private stopping: Promise<void> | undefined;
  private reloading: Promise<unknown> = Promise.resolve();

  /** @internal `createGateway` makes it. */
  constructor(
    private config: EipConfig,
    private readonly parts: ServiceParts,
  ) {
    super();
    parts.keeper?.adapter.on('error', (error) => this.fail(error));
  }

  get gateway(): Gateway {
    return this.parts.gateway;
  }

  /** Where health and metrics are; undefined where they are nowhere. */
  get address(): { readonly host: string; readonly port: number } | undefined {
    return this.parts.server?.address;
  }

  /**
   * Starts the server of health and metrics, the spool, sinks, sources and commands, in this order. Resolved when all
   * of them have begun: machines and brokers may still be away.
   * @throws as `Gateway.start()`, `GatewayServer.start()`; EIP_BROKER_LIBRARY_MISSING. All is freed then.
   */
  async start(options: StartOptions = {}): Promise<void> {
    const { server, sink, gateway } = this.parts;
    try {
      options.signal?.throwIfAborted();
      await server?.start();
      await sink?.link.start();
      await gateway.start(options);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ends all of it, within `stopMs` and what the broker's client waits for. Idempotent; never rejects. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  source(name: string): Source {
    return this.parts.gateway.source(name);
  }

  status(): GatewayStatus {
    return this.parts.gateway.status();
  }

  health(): Promise<GatewayHealth> {
    return this.parts.gateway.health();
  }

  /**
   * Goes by another configuration from now on: groups and tags of sources, options and delivery of sinks. Programs of
   * controllers that changed count as looked at. All of it, or nothing.
   * @throws EipConfigError EIP_RELOAD_REFUSED that names each key that needs a new start; what a source throws that
   * can't begin: the old configuration stays in effect
   */
  reload(config: EipConfig): Promise<Reloaded> {
    const mine = this.reloading.then(() => this.goBy(config));
    this.reloading = mine.catch(() => {});
    return mine;
  }

  private async goBy(config: EipConfig): Promise<Reloaded> {
    const { gateway, sink, slots } = this.parts;
    const plan = reloadPlan(this.config, config);
    const sources = this.sourcesOf(plan, config);
    const newSink = plan.sinks.length > 0 ? configuredSink(config, sink?.link) : undefined;
    await this.replaceSources(sources);
    if (newSink !== undefined) sink?.slot.replace(newSink);
    for (const name of plan.delivery) gateway.redeliver(name, config.gateway?.delivery[name] ?? {});
    for (const slot of slots.values()) slot.acknowledgeProgram();
    this.config = config;
    return plan;
  }

  /** Made before any takes its place: what one can't do leaves all of them as they were. */
  private sourcesOf(plan: ReloadPlan, config: EipConfig) {
    const { slots, keeper, making } = this.parts;
    return enabledSources(config).flatMap(([name, settings]) => {
      const slot = slots.get(name);
      if (slot === undefined || !plan.sources.includes(name)) return [];
      return [{ slot, next: configuredSource(name, settings, keeper, making) }];
    });
  }

  private async replaceSources(sources: ReturnType<GatewayService['sourcesOf']>): Promise<void> {
    const former: (() => Promise<void>)[] = [];
    try {
      for (const { slot, next } of sources) former.unshift(await slot.replace(next));
    } catch (error) {
      try {
        for (const undo of former) await undo();
      } catch (lost) {
        this.fail(lost as Error);
      }
      if (error instanceof SourceLost) this.fail(error);
      throw error;
    }
  }

  private async end(): Promise<void> {
    const { gateway, server, sink, commandLink } = this.parts;
    await this.reloading;
    await gateway.stop();
    await Promise.all([sink?.link.stop(), commandLink?.stop(), server?.stop()]);
  }

  private fail(error: Error): void {
    this.parts.log.error({ err: error }, `A part of the gateway has ended: ${error.message}`);
    if (this.listenerCount('failed') > 0) emitIsolated<GatewayServiceEvents, 'failed'>(this, 'failed', error);
  }
}
