import { AdapterHold } from '../../adapter/implicit/adapter-hold.js';
import { notGood } from '../../adapter/implicit/failures.js';
import { Presence } from '../../adapter/implicit/presence.js';
import { noOriginatorAt } from '../../adapter/implicit/sighting.js';
import type { Tag } from '../../adapter/implicit/tag.js';
import { TagReader } from '../../adapter/implicit/tag-reader.js';
import { TagWriter } from '../../adapter/implicit/tag-writer.js';
import { WallClock } from '../../adapter/implicit/wall-clock.js';
import type { Adapter } from '../../adapter/index.js';
import type { CallOptions, TagResult, TagValue, WriteResult } from '../../eip-client.js';
import type { ImplicitSourceSettings } from '../../eip-config/gateway/sources.js';
import { ClientLog } from '../../logging/client-log.js';
import { namesAsked, signalOf, valuesGiven } from '../../runtime/call-arguments.js';
import type { EmitRecord, EndpointHealth, StartOptions } from '../../telemetry/source.js';
import type { WireValue } from '../../telemetry/value/wire-value.js';
import type { CommandTarget, GatewaySource, TargetState } from '../part.js';
import type { SourceStatus } from '../status.js';
import { AdapterEars } from './adapter-ears.js';
import { Interval } from './interval.js';
import { LastValues } from './last-values.js';
import { Lifecycle } from './lifecycle.js';
import { Notices } from './notices.js';
import type { ImplicitSourceOptions, ImplicitSourceParts } from './option-types.js';
import { OutputGroupFlow } from './output-group-flow.js';
import { placeName, type SourceTags, sourceTags } from './output-tags.js';
import { OutputTap } from './output-tap.js';
import { RetryPause } from './retry-pause.js';
import { implicitSettings, type PlacedSettings, recordApp, refuseNames } from './settings.js';
import type { SourceHold } from './source-hold.js';

const USUAL_INTERVAL_MS = 1_000;
/** An originator that was there before comes back within so long; one that does not is told. */
const GRACE_MS = 10_000;

/** From one look to the next at whether packets still come. */
const MOST_LOOK_MS = 250;
const LEAST_LOOK_MS = 20;

interface Ticking {
  readonly group: OutputGroupFlow;
  readonly interval: Interval;
}

/**
 * What a scanner (PLC) sends to the adapter, becoming records group by group; and where commands are written, into what
 * the adapter produces. docs/gateway-sources.md
 */
export class ImplicitSource implements GatewaySource, CommandTarget {
  private readonly adapter: Adapter;
  private readonly hold: SourceHold;
  private readonly notices: Notices;
  private readonly last = new LastValues();
  private readonly clock = new WallClock();
  private readonly tags: SourceTags;
  private readonly presence: Presence;
  private readonly reader: TagReader;
  private readonly writer: TagWriter;
  private readonly log: ClientLog;
  private readonly groups: readonly OutputGroupFlow[];
  private readonly taps: readonly OutputTap[];
  private readonly ticking: readonly Ticking[];
  private readonly ears: AdapterEars;
  private readonly life: Lifecycle;
  /** What comes no more makes no event. */
  private readonly watch: Interval;
  private readonly revival = new RetryPause(() => void this.revive());
  private grace: NodeJS.Timeout | undefined;
  private connections = 0;
  private wasConnected = false;
  private lookedAt = 0;

  /**
   * @throws EipConfigError EIP_OPTION_INVALID that names every wrong option, assembly and tag by its path. Starts
   * nothing yet.
   */
  constructor(
    readonly name: string,
    options: ImplicitSourceOptions | ImplicitSourceSettings,
    parts: ImplicitSourceParts,
  ) {
    const { adapter, hold, app, logger } = parts;
    const settings = implicitSettings(options);
    const recorded = recordApp(app);
    this.adapter = adapter;
    this.hold = hold ?? new AdapterHold(adapter);
    this.tags = sourceTags(adapter, settings);
    refuseNames(name, new Map([...this.tags.told].map(([group, tags]) => [group, tags.map((tag) => tag.name)])));
    this.presence = new Presence(adapter, inUse(this.tags, settings));
    this.reader = new TagReader(this.tags.all);
    this.writer = new TagWriter(this.tags.all);
    this.log = new ClientLog(logger, () => ({ source: name }));
    this.notices = new Notices({ source: name, app: recorded, events: settings.events, logger });
    this.groups = Object.entries(settings.groups).map(([group, one]) => {
      const tags = this.tags.told.get(group) ?? [];
      const whose = { source: name, group, app: recorded, tags: tags.map((tag) => tag.name) };
      return new OutputGroupFlow(one, whose, tags, this.last, this.notices);
    });
    const tapOf = this.makeTaps();
    this.taps = [...new Set(tapOf.values())];
    this.ticking = this.makeTicks(settings, tapOf);
    this.ears = new AdapterEars(
      adapter,
      this.notices,
      () => this.look(),
      () => this.connections++,
      () => this.revival.begin(),
    );
    this.watch = new Interval(lookMs(settings), () => this.look());
    this.life = new Lifecycle(
      name,
      (emit) => this.begin(emit),
      () => this.end(),
    );
  }

  /**
   * Resolved when the adapter listens.
   * @throws what `Adapter.start()` throws, the signal's reason; nothing is left of it then.
   */
  start(emit: EmitRecord, options?: StartOptions): Promise<void> {
    return this.life.start(emit, options);
  }

  stop(): Promise<void> {
    return this.life.stop();
  }

  async healthCheck(): Promise<EndpointHealth> {
    const reason = this.trouble();
    return { healthy: reason === null, reason };
  }

  status(): SourceStatus {
    const missed = new Map(this.ticking.map(({ group, interval }) => [group, interval.missed]));
    return {
      protocol: 'implicit',
      state: this.state,
      connected: this.presence.isConnected(),
      reason: this.trouble(),
      connections: this.connections,
      groups: Object.fromEntries(this.groups.map((group) => [group.name, group.status(missed.get(group) ?? null)])),
      adapter: this.adapter.status(),
    };
  }

  targetState(): { readonly state: TargetState; readonly reason: string | undefined } {
    const troubles = [...this.presence.troubles().values()].filter((trouble) => trouble !== undefined);
    const isIdle = troubles.length > 0 && troubles.every(({ quality }) => quality === 'idle');
    if (troubles.length === 0 && this.life.isOn) return { state: 'ready', reason: undefined };
    return { state: isIdle ? 'idle' : 'down', reason: this.trouble() ?? undefined };
  }

  /** `assembly.field`, where the tag is a field. */
  tagOf(name: string): string {
    return placeName(this.tags.all, name);
  }

  async readTags(names: readonly string[], options?: CallOptions): Promise<Record<string, TagResult>> {
    signalOf(options)?.throwIfAborted();
    return this.unheard(this.reader.read(namesAsked(names)));
  }

  /** What one call writes to one assembly leaves in the same packet, or not at all. */
  async writeTags(
    values: Readonly<Record<string, TagValue>>,
    options?: CallOptions,
  ): Promise<Record<string, WriteResult>> {
    signalOf(options)?.throwIfAborted();
    const results = this.writer.write(valuesGiven(values));
    for (const { error } of results.values()) this.log.refused(error);
    return Object.fromEntries(results);
  }

  lastGood(tag: string): WireValue | undefined {
    return this.last.lastGood(this.tags.all.get(tag)?.name ?? tag);
  }

  /** A program is none of its business. */
  acknowledgeProgram(): void {}

  /** What this process produces is worth nothing to a command while nobody gets it. */
  private unheard(results: Record<string, TagResult>): Record<string, TagResult> {
    const { connections } = this.adapter.status();
    const entries = Object.entries(results).map(([name, result]): [string, TagResult] => {
      const tag = this.tags.all.get(name);
      if (result.quality !== 'good' || tag?.kind !== 'input') return [name, result];
      const { assembly } = tag;
      if (connections.some(({ input }) => input === assembly.name)) return [name, result];
      const error = notGood(tag, 'disconnected', noOriginatorAt(assembly.name));
      return [name, { ...result, quality: 'disconnected', error }];
    });
    return Object.fromEntries(entries);
  }

  private makeTaps(): ReadonlyMap<OutputGroupFlow, OutputTap> {
    const byAssembly = new Map<string, OutputGroupFlow[]>();
    const first = new Map<string, Extract<Tag, { kind: 'output' }>>();
    for (const group of this.groups) {
      for (const { tag } of this.tags.told.get(group.name) ?? []) first.set(tag.assembly.name, tag);
      byAssembly.set(group.assembly, [...(byAssembly.get(group.assembly) ?? []), group]);
    }
    const taps = new Map<OutputGroupFlow, OutputTap>();
    for (const [assembly, groups] of byAssembly) {
      const tag = first.get(assembly);
      if (tag === undefined) continue;
      const tap = new OutputTap(tag.assembly, tag.feed, this.clock, groups, () => this.heard());
      for (const group of groups) taps.set(group, tap);
    }
    return taps;
  }

  private makeTicks({ groups }: PlacedSettings, tapOf: ReadonlyMap<OutputGroupFlow, OutputTap>): readonly Ticking[] {
    const ticking = this.groups.filter(({ report }) => report === 'interval');
    return ticking.map((group) => {
      const tap = tapOf.get(group);
      const due = () => tap && group.tick(tap.sighted());
      return { group, interval: new Interval(groups[group.name]?.rateMs ?? USUAL_INTERVAL_MS, due) };
    });
  }

  private async begin(emit: EmitRecord): Promise<void> {
    const wasRunning = this.hold.isRunning;
    this.notices.start(emit);
    for (const part of this.groups) part.start(emit);
    if (!wasRunning) for (const part of this.taps) part.listen();
    await this.hold.start();
    this.ears.start(!wasRunning);
    for (const part of this.taps) part.start(!wasRunning);
    for (const { interval } of this.ticking) interval.start();
    this.watch.start();
    this.grace = setTimeout(() => this.lookForOriginator(), GRACE_MS);
    this.look();
  }

  private async end(): Promise<void> {
    clearTimeout(this.grace);
    this.revival.stop();
    this.watch.stop();
    for (const { interval } of this.ticking) interval.stop();
    await Promise.all(this.taps.map((tap) => tap.drain()));
    this.ears.stop();
    for (const tap of this.taps) tap.stop();
    await Promise.all(this.groups.map((group) => group.stop()));
    await this.notices.stop();
    await this.hold.stop();
  }

  private get state(): string {
    if (!this.life.isOn) return 'stopped';
    if (!this.hold.isRunning) return 'failed';
    if (this.presence.isConnected()) return 'connected';
    return this.connections === 0 ? 'connecting' : 'reconnecting';
  }

  private trouble(): string | null {
    if (!this.life.isOn) return 'it does not run';
    const reasons = this.presence.reasons();
    return reasons.length === 0 ? null : reasons.join('; ');
  }

  /** The first packet makes a connection one that feeds: one of many may be away for long. */
  private heard(): void {
    if (!this.wasConnected && performance.now() - this.lookedAt >= LEAST_LOOK_MS) this.look();
  }

  /** Something has happened to the connections. */
  private look(): void {
    if (!this.life.isOn) return;
    this.lookedAt = performance.now();
    for (const tap of this.taps) tap.look();
    const reason = this.trouble();
    const wasConnected = this.wasConnected;
    this.wasConnected = this.presence.isConnected();
    this.notices.is({ state: this.state, healthy: reason === null, reason });
    if (this.wasConnected) this.notices.up();
    else if (wasConnected) this.notices.down(reason ?? 'nobody is connected');
  }

  /** The adapter has ended by itself: it is started again, until that succeeds. */
  private async revive(): Promise<void> {
    try {
      if (this.life.isOn) await this.hold.start();
      this.revival.reset();
      this.look();
    } catch (error) {
      if (!this.life.isOn) return;
      this.notices.event('failed', `It could not be started again: ${(error as Error).message}`);
      this.revival.begin();
    }
  }

  private lookForOriginator(): void {
    if (!this.presence.isConnected()) this.notices.down(this.trouble() ?? 'nobody is connected');
  }
}

function lookMs({ staleMs = Number.POSITIVE_INFINITY }: PlacedSettings): number {
  return Math.min(MOST_LOOK_MS, Math.max(LEAST_LOOK_MS, Math.floor(staleMs / 2)));
}

/** Those that are told or named: what has to be connected. All, where there are none. */
function inUse({ all, told }: SourceTags, { tags = {} }: PlacedSettings): ReadonlyMap<string, Tag> {
  const used = new Map<string, Tag>();
  for (const [name, tag] of all) if (Object.hasOwn(tags, name)) used.set(name, tag);
  for (const group of told.values()) for (const { tag } of group) used.set(tag.name, tag);
  return used.size === 0 ? all : used;
}
