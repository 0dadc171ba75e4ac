import { ExplicitClient } from '../../client/index.js';
import { refuseComplaints } from '../../config/refusal.js';
import type { CallOptions, ProgramChangedEvent, TagResult, TagValue, WriteResult } from '../../eip-client.js';
import type { ExplicitSourceSettings } from '../../eip-config/gateway/sources.js';
import { EipConnectionError } from '../../errors.js';
import { nameKey } from '../../logix/index.js';
import type { EmitRecord, EndpointHealth, StartOptions } from '../../telemetry/source.js';
import type { WireValue } from '../../telemetry/value/wire-value.js';
import type { CommandTarget, GatewaySource, TargetState } from '../part.js';
import type { SourceStatus } from '../status.js';
import { ConnectLoop } from './connect-loop.js';
import { LastValues } from './last-values.js';
import { Lifecycle } from './lifecycle.js';
import { Notices } from './notices.js';
import type { ExplicitSourceOptions, SourceParts } from './option-types.js';
import { programData } from './program-data.js';
import { ReadGroupFlow } from './read-group-flow.js';
import { RunWatch } from './run-watch.js';
import { explicitSettings, recordApp, refuseNames } from './settings.js';

/** From one look to the next at whether the controller runs, where its program is not looked at. */
const USUAL_LOOK_MS = 2_000;

/**
 * Tags of a controller that become records, group by group, over subscriptions of an `ExplicitClient`; and where
 * commands are written. docs/gateway-sources.md
 *
 * It goes on by itself while the controller is off, from the start on and after every loss.
 */
export class ExplicitSource implements GatewaySource, CommandTarget {
  private readonly settings: ExplicitSourceSettings;
  private readonly notices: Notices;
  private readonly last = new LastValues(nameKey);
  private readonly groups: readonly ReadGroupFlow[];
  private readonly life: Lifecycle;
  private readonly run: RunWatch;
  private client: ExplicitClient;
  private connecting: ConnectLoop | undefined;
  /** Why it is not connected. */
  private reason = 'it was not started';
  private connections = 0;
  private program: ProgramChangedEvent | undefined;

  /** @throws EipConfigError EIP_OPTION_INVALID that names every wrong option by its path. Opens nothing yet. */
  constructor(
    readonly name: string,
    options: ExplicitSourceOptions | ExplicitSourceSettings,
    private readonly parts: SourceParts = {},
  ) {
    this.settings = explicitSettings(options);
    const app = recordApp(parts.app);
    this.client = this.newClient();
    const tags = this.tagsByGroup();
    refuseNames(name, tags);
    const { events } = this.settings;
    this.notices = new Notices({ source: name, app, events, logger: parts.logger });
    this.groups = Object.entries(this.settings.groups).map(([group, settings]) => {
      const whose = { source: name, group, app, tags: tags.get(group) ?? [] };
      return new ReadGroupFlow(settings, whose, this.last, this.notices);
    });
    this.run = new RunWatch(this.settings.programCheckMs || USUAL_LOOK_MS, (isIdle) => this.onRun(isIdle));
    this.life = new Lifecycle(
      name,
      (emit) => this.begin(emit),
      () => this.end(),
    );
  }

  /** Resolved at once: connecting is its own business from then on. */
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
    return {
      protocol: 'explicit',
      state: this.client.state,
      connected: this.client.state === 'connected',
      reason: this.trouble(),
      connections: this.connections,
      groups: Object.fromEntries(this.groups.map((group) => [group.name, group.status()])),
    };
  }

  targetState(): { readonly state: TargetState; readonly reason: string | undefined } {
    const trouble = this.trouble();
    if (trouble !== null) return { state: 'down', reason: trouble };
    if (this.run.isIdle) return { state: 'idle', reason: 'The controller says that its program does not run' };
    if (this.program === undefined) return { state: 'ready', reason: undefined };
    return { state: 'programChanged', reason: `The controller has another program: ${this.program.reason}` };
  }

  tagOf(name: string): string {
    return this.client.tagOf(name);
  }

  /** @throws EipConnectionError EIP_NOT_CONNECTED at once where it is down: nothing waits for a connection. */
  async readTags(names: readonly string[], options?: CallOptions): Promise<Record<string, TagResult>> {
    this.refuseDown();
    return this.client.readTags(names, options);
  }

  /** @throws as `readTags()` */
  async writeTags(
    values: Readonly<Record<string, TagValue>>,
    options?: CallOptions,
  ): Promise<Record<string, WriteResult>> {
    this.refuseDown();
    return this.client.writeTags(values, options);
  }

  lastGood(tag: string): WireValue | undefined {
    return this.last.lastGood(tag);
  }

  acknowledgeProgram(): void {
    if (this.program === undefined) return;
    this.program = undefined;
    this.notices.event('programAcknowledged', 'Somebody has looked at the program that changed');
  }

  private newClient(): ExplicitClient {
    const { protocol: _, enabled: _enabled, events: _events, groups: _groups, ...options } = this.settings;
    const { logger } = this.parts;
    const client = new ExplicitClient({ ...options, ...(logger && { logger }) } as ExplicitSourceOptions);
    return client
      .on('connected', () => this.onConnected())
      .on('disconnected', ({ reason }) => this.onDown(reason, 'disconnected'))
      .on('programChanged', (event) => this.onProgram(event))
      .on('error', (error) => {
        this.onDown(error.message, 'failed');
        this.connect();
      });
  }

  private tagsByGroup(): ReadonlyMap<string, readonly string[]> {
    const tags = new Map<string, readonly string[]>();
    refuseComplaints('source', (complain) => {
      for (const [group, settings] of Object.entries(this.settings.groups)) {
        const names = [...new Set(settings.tags ?? this.client.tagNames(group))];
        tags.set(group, names);
        if (names.length === 0) complain(['groups', group, 'tags'], `required: no tag has the group "${group}"`);
      }
    });
    return tags;
  }

  private begin(emit: EmitRecord): Promise<void> {
    if (this.client.state === 'closed') this.client = this.newClient();
    this.reason = 'it is not connected yet';
    this.notices.start(emit);
    this.lookAtHealth();
    for (const group of this.groups) group.start(emit, this.client);
    this.connect();
    return Promise.resolve();
  }

  private async end(): Promise<void> {
    this.connecting?.stop();
    this.run.stop();
    for (const group of this.groups) group.close();
    const closed = this.client.close();
    // What groups have lost is told behind them.
    await Promise.all(this.groups.map((group) => group.stop()));
    await Promise.all([this.notices.stop(), closed]);
    this.reason = 'it was stopped';
  }

  private connect(): void {
    this.connecting?.stop();
    const { reconnectMinMs, reconnectMaxMs } = this.settings;
    this.connecting = new ConnectLoop(this.client, reconnectMinMs, reconnectMaxMs, (error) => {
      this.onDown(error instanceof Error ? error.message : String(error));
    });
  }

  private trouble(): string | null {
    return this.client.state === 'connected' ? null : this.reason;
  }

  private onConnected(): void {
    if (!this.life.isOn) return;
    this.connections++;
    this.notices.event('connected', `Connected to ${this.settings.host}`, { host: this.settings.host });
    this.notices.up();
    this.lookAtHealth();
    this.run.start(this.client);
  }

  /** @param event of a connection that was there */
  private onDown(reason: string, event?: string): void {
    this.reason = reason;
    this.run.stop();
    if (!this.life.isOn) return;
    if (event !== undefined) this.notices.event(event, reason, { host: this.settings.host });
    this.notices.down(reason);
    this.lookAtHealth();
  }

  /** Tags that came besides change nothing of what is written. */
  private onProgram(event: ProgramChangedEvent): void {
    if (!this.life.isOn) return;
    if (event.gone.length + event.changed.length > 0) this.program = event;
    this.notices.event('programChanged', event.reason, programData(event));
  }

  private onRun(isIdle: boolean): void {
    const { host } = this.settings;
    if (isIdle) this.notices.event('idle', 'The controller says that its program does not run', { host });
    else this.notices.event('run', 'The controller runs its program', { host });
  }

  private refuseDown(): void {
    const trouble = this.trouble();
    if (trouble === null) return;
    const what = `"${this.name}" is not connected: ${trouble}`;
    throw new EipConnectionError('EIP_NOT_CONNECTED', what, { outcome: 'notSent' });
  }

  private lookAtHealth(): void {
    const reason = this.trouble();
    this.notices.is({ state: this.client.state, healthy: reason === null, reason });
  }
}
