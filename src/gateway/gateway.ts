/** From sources to sinks, with nothing lost in between: docs/gateway.md. */
import { EventEmitter } from 'node:events';
import { noSuchName } from '../config/names.js';
import { parsed } from '../config/refusal.js';
import { deliverySchema } from '../eip-config/gateway/delivery.js';
import { EipError } from '../errors.js';
import { EventLog } from '../logging/event-log.js';
import { silent } from '../logging/logger.js';
import { emitIsolated } from '../runtime/emit.js';
import type { TelemetryRecord } from '../telemetry/record/record-types.js';
import type { EmitOptions, EndpointHealth, Source, StartOptions } from '../telemetry/source.js';
import { audited } from './audit/audited.js';
import type { GatewayEvents } from './events.js';
import { Flow } from './flow/flow.js';
import { reasonOf } from './flow/reason.js';
import { Limit, within } from './flow/within.js';
import { type GatewayHealth, gatewayHealth, healthOf, healthy, unhealthy } from './health.js';
import { type DeliveryOptions, type GatewayOptions, type GatewayParts, gatewayParts } from './options.js';
import type { CommandTarget } from './part.js';
import { sourceStatus } from './source-status.js';
import type { GatewayState, GatewayStatus } from './status.js';

/** Of `gateway.target()`. */
export interface TargetOptions {
  /** Who writes, as it names itself: 1 to 200 characters. */
  readonly label?: string | undefined;
}

type Listener<K extends keyof GatewayEvents> = (...args: GatewayEvents[K]) => void;

export class Gateway implements AsyncDisposable {
  private readonly parts: GatewayParts;
  private readonly flow: Flow;
  private readonly log: EventLog;
  private readonly events = new EventEmitter();
  private readonly ending = new AbortController();
  private standing: GatewayState = 'new';
  private starting: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;
  private runningSince: number | undefined;
  private failure: string | undefined;

  /** @throws TypeError for a part that is none; EipConfigError EIP_OPTION_INVALID */
  constructor(options: GatewayOptions) {
    this.parts = gatewayParts(options);
    this.log = new EventLog(this.parts.logger);
    this.flow = new Flow(this.parts, (change) =>
      emitIsolated<GatewayEvents, 'breaker'>(this.events, 'breaker', change),
    );
  }

  get state(): GatewayState {
    return this.standing;
  }

  /**
   * Opens the spool, then starts sinks, sources and commands. Resolved when all of them have begun: machines and
   * brokers may still be away.
   * @throws EipError EIP_GATEWAY_STARTED, EIP_GATEWAY_NOT_RUNNING when it is stopped meanwhile; what `Spool.open` and
   * `start()` of a part throw; the signal's reason: then all that it had begun is closed again
   */
  start({ signal }: StartOptions = {}): Promise<void> {
    if (this.standing !== 'new' || this.stopping !== undefined) {
      const standing = this.standing === 'new' ? 'stopping' : this.standing;
      return Promise.reject(new EipError('EIP_GATEWAY_STARTED', `The gateway is ${standing} already`));
    }
    this.starting = this.begin(signal);
    return this.starting;
  }

  /**
   * Ends commands and sources, delivers what waits as far as `stopMs` allows, and closes sinks and spool: the rest
   * stays there. Idempotent; ends a start that is under way. Never rejects.
   */
  stop(): Promise<void> {
    this.stopping ??= this.finish();
    return this.stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /**
   * Hands a record over. Resolved once it is durable for every sink, or dropped by the bounds that were configured,
   * which is counted. Rejected: not every sink will get it.
   * @throws TypeError for a priority that is none; EipError EIP_GATEWAY_NOT_RUNNING, EIP_MESSAGE_INVALID, and those of
   * `Spool.put`
   */
  emit(record: TelemetryRecord, options?: EmitOptions): Promise<void> {
    return this.flow.router.accept(record, options);
  }

  /**
   * Delivers to a sink by other rules, from its next batch on; `queueRecords` stays as it was.
   * @throws TypeError for a sink that is none; EipConfigError EIP_OPTION_INVALID
   */
  redeliver(sink: string, options: DeliveryOptions): void {
    this.flow.redeliver(sink, parsed('delivery', deliverySchema, options));
  }

  /** @throws TypeError for one that is none */
  source(name: string): Source {
    const { sources } = this.parts;
    const found = sources.get(name);
    if (found === undefined) throw new TypeError(noSuchName('source', name, [...sources.keys()]));
    return found;
  }

  /**
   * A source to write to: what `writeTags` writes leaves audit records among those of this gateway, and is refused when
   * they can't be kept, or the gateway does not run.
   * @throws TypeError for a source that is none, or that can't be written
   */
  target(name: string, { label }: TargetOptions = {}): CommandTarget {
    const source = this.source(name);
    if (!isTarget(source)) throw new TypeError(`The source "${name}" can't be written`);
    const { app, logger = silent } = this.parts;
    return audited(source, { emit: this.emit.bind(this), app, source: name, who: { label }, logger });
  }

  status(): GatewayStatus {
    const { app, sources, commands } = this.parts;
    const named = [...sources].map(([name, source]) => [name, sourceStatus(source, this.standing)]);
    return {
      state: this.standing,
      app,
      runningMs: this.runningSince === undefined ? null : performance.now() - this.runningSince,
      router: this.flow.router.status(),
      ...this.flow.status(),
      sources: Object.fromEntries(named),
      commands: commands?.status(),
    };
  }

  /** Asks every part. Never rejects. */
  async health(): Promise<GatewayHealth> {
    const { sources, commands } = this.parts;
    const asked = [
      ...[...sources].map(([name, source]) => [`sources.${name}`, healthOf(source)] as const),
      ...(commands === undefined ? [] : [['commands', healthOf(commands)] as const]),
    ];
    const answers = await Promise.all(asked.map(async ([name, answer]) => [name, await answer] as const));
    const { parts, deadly } = await this.flow.health();
    const failed = this.failure === undefined ? [] : [this.failure];
    return gatewayHealth(this.standingHealth(), { ...parts, ...Object.fromEntries(answers) }, [...failed, ...deadly]);
  }

  on<K extends keyof GatewayEvents>(event: K, listener: Listener<K>): this {
    this.events.on(event, listener as (...args: unknown[]) => void);
    return this;
  }

  once<K extends keyof GatewayEvents>(event: K, listener: Listener<K>): this {
    this.events.once(event, listener as (...args: unknown[]) => void);
    return this;
  }

  off<K extends keyof GatewayEvents>(event: K, listener: Listener<K>): this {
    this.events.off(event, listener as (...args: unknown[]) => void);
    return this;
  }

  private standingHealth(): EndpointHealth {
    if (this.standing === 'running' || this.failure !== undefined) return healthy;
    return unhealthy(this.standing === 'new' ? 'the gateway is not started' : `the gateway is ${this.standing}`);
  }

  private async begin(given: AbortSignal | undefined): Promise<void> {
    this.turn('starting');
    const abort = () => this.ending.abort(given?.reason);
    given?.addEventListener('abort', abort, { once: true });
    try {
      given?.throwIfAborted();
      await this.flow.open();
      await this.startParts();
      this.runningSince = performance.now();
      this.turn('running');
    } catch (error) {
      if (this.stopping === undefined) await this.fail(error);
      throw error;
    } finally {
      given?.removeEventListener('abort', abort);
    }
  }

  /** Sources at once, then commands. Each may go on in the background when it is not waited for any more. */
  private async startParts(): Promise<void> {
    const { sources, commands } = this.parts;
    const { signal } = this.ending;
    const emit = this.emit.bind(this);
    signal.throwIfAborted();
    await within(Promise.all([...sources.values()].map((source) => started(source, emit, signal))), signal);
    if (commands !== undefined) await within(started(commands, emit, signal), signal);
    signal.throwIfAborted();
  }

  private async fail(error: unknown): Promise<void> {
    this.failure = `the gateway could not start: ${reasonOf(error)}`;
    this.log.log('error', 'gateway.notStarted', { err: error }, `The gateway could not start: ${reasonOf(error)}`);
    this.ending.abort(error);
    const limit = this.stopLimit();
    await this.stopParts(limit.signal);
    limit.clear();
    await this.flow.close();
    this.turn('failed');
  }

  private async finish(): Promise<void> {
    const wasStarted = this.starting !== undefined;
    this.ending.abort(new EipError('EIP_GATEWAY_NOT_RUNNING', 'The gateway was stopped while it started'));
    await this.starting?.catch(() => {});
    if (this.failure !== undefined) return;
    const limit = this.stopLimit();
    this.turn('stopping');
    if (wasStarted) {
      await this.stopParts(limit.signal);
      await this.flow.drain(limit.signal);
    }
    limit.clear();
    await this.flow.close();
    this.turn('stopped');
  }

  private stopLimit(): Limit {
    return new Limit(this.parts.stopMs, 'the time to stop is over');
  }

  private async stopParts(signal: AbortSignal): Promise<void> {
    const { sources, commands } = this.parts;
    if (commands !== undefined) await this.stopPart('commands', commands, signal);
    await Promise.all([...sources].map(([name, source]) => this.stopPart(`source ${name}`, source, signal)));
  }

  private async stopPart(what: string, part: Source, signal: AbortSignal): Promise<void> {
    try {
      await within(stopped(part), signal);
    } catch (err) {
      this.log.log('error', 'gateway.notStopped', { part: what, err }, `The ${what} did not stop: ${reasonOf(err)}`);
    }
  }

  private turn(state: GatewayState): void {
    this.standing = state;
    this.log.log('info', 'gateway.state', { state }, `The gateway is ${state}`);
    emitIsolated<GatewayEvents, 'state'>(this.events, 'state', state);
  }
}

function isTarget(source: Source): source is Source & CommandTarget {
  return 'targetState' in source && 'writeTags' in source;
}

/** Parts that throw at once reject too. */
async function started(part: Source, emit: Gateway['emit'], signal: AbortSignal): Promise<void> {
  await part.start(emit, { signal });
}

async function stopped(part: Source): Promise<void> {
  await part.stop();
}
