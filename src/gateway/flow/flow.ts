/** From `emit` to the sinks: the router, what waits on disk or in memory, and a worker for each sink. */
import { noSuchName } from '../../config/names.js';
import type { DeliverySettings } from '../../eip-config/gateway/delivery.js';
import { EventLog } from '../../logging/event-log.js';
import type { Sink } from '../../telemetry/sink.js';
import type { EndpointHealth } from '../../telemetry/source.js';
import { Spool } from '../../telemetry/spool/spool.js';
import type { SpoolStatus } from '../../telemetry/spool/status.js';
import type { BreakerChange } from '../events.js';
import { healthOf, healthy, unhealthy } from '../health.js';
import type { GatewayParts } from '../options.js';
import type { SinkStatus } from '../status.js';
import type { Backlog } from './backlog.js';
import { batchesOf, Delivery } from './delivery.js';
import { MemoryBacklog } from './memory-backlog.js';
import { Router } from './router.js';
import { SpoolBacklog } from './spool-backlog.js';
import { Limit, within } from './within.js';

/** For a sink to close. */
const CLOSE_MS = 2_000;

export interface FlowStatus {
  readonly spool: SpoolStatus | undefined;
  readonly sinks: Readonly<Record<string, SinkStatus>>;
}

export interface FlowHealth {
  readonly parts: Readonly<Record<string, EndpointHealth>>;
  /** What nothing but a new start will help against. */
  readonly deadly: readonly string[];
}

export class Flow {
  readonly router = new Router();
  private spool: Spool | undefined;
  private deliveries: ReadonlyMap<string, Delivery> = new Map();
  /** Of a spool that is closed nothing can be asked. */
  private last: FlowStatus | undefined;
  private readonly log: EventLog;

  constructor(
    private readonly parts: GatewayParts,
    private readonly onBreaker: (change: BreakerChange) => void,
  ) {
    this.log = new EventLog(parts.logger);
  }

  /** @throws as `Spool.open` */
  async open(): Promise<void> {
    const { spool, logger, sinks } = this.parts;
    if (spool !== undefined) this.spool = await Spool.open(spool, logger === undefined ? {} : { logger });
    const backlogs = new Map([...sinks].map(([name, sink]) => [name, this.backlogOf(sink)]));
    this.deliveries = new Map(
      [...sinks].map(([name, sink]) => [name, this.deliveryOf(sink, backlogs.get(name) as Backlog)]),
    );
    for (const one of this.deliveries.values()) one.start();
    this.router.open([...backlogs.values()]);
  }

  /** No record is taken any more; those that were are delivered as far as the signal allows. */
  async drain(signal: AbortSignal): Promise<void> {
    this.router.close();
    await this.router.settled(signal);
    await Promise.all([...this.deliveries.values()].map((delivery) => delivery.drained(signal)));
  }

  /** What is not delivered stays in the spool. Never rejects. */
  async close(): Promise<void> {
    this.router.close();
    await Promise.all([...this.deliveries.values()].map((delivery) => delivery.stop()));
    this.tellRest();
    await Promise.all([...this.parts.sinks.values()].map((sink) => this.closeSink(sink)));
    this.last ??= this.figures();
    await this.quietly('spool', this.spool?.close());
  }

  /** @throws TypeError for a sink that is none */
  redeliver(name: string, settings: DeliverySettings): void {
    const { sinks } = this.parts;
    if (!sinks.has(name)) throw new TypeError(noSuchName('sink', name, [...sinks.keys()]));
    this.deliveries.get(name)?.reconfigure(settings);
  }

  status(): FlowStatus {
    return this.last ?? this.figures();
  }

  private figures(): FlowStatus {
    const sinks = [...this.deliveries].map(([name, delivery]) => [name, delivery.status()]);
    return { spool: this.spool?.status(), sinks: Object.fromEntries(sinks) };
  }

  async health(): Promise<FlowHealth> {
    const deliveries = [...this.deliveries];
    const sinks = Object.entries(this.status().sinks).map(
      async ([name, status]) => [`sinks.${name}`, await this.sinkHealth(name, status)] as const,
    );
    const { spool } = this;
    const stuck = deliveries.filter(([, { isStuck }]) => isStuck);
    return {
      parts: {
        ...(spool !== undefined && { spool: spoolHealth(spool) }),
        ...Object.fromEntries(await Promise.all(sinks)),
      },
      deadly: [
        ...(spool?.isBroken === true ? ['spool: nothing more is written to it'] : []),
        ...stuck.map(([name]) => `sinks.${name}: it does not answer any more, and is not tried again`),
      ],
    };
  }

  /** What deliveries meet says more than what the sink says of itself. */
  private async sinkHealth(name: string, { reason, waiting }: SinkStatus): Promise<EndpointHealth> {
    if (reason !== null && waiting > 0) return unhealthy(reason);
    return healthOf(this.parts.sinks.get(name) as Sink);
  }

  private tellRest(): void {
    for (const [sink, { backlog }] of this.deliveries) {
      const { waiting } = backlog.figures();
      const fields = { sink, records: waiting };
      if (waiting > 0 && backlog.durable)
        this.log.log('info', 'gateway.left', fields, `${waiting} records for ${sink} stay in the spool`);
      else if (waiting > 0)
        this.log.log(
          'error',
          'gateway.lost',
          fields,
          `${waiting} records for ${sink} were not delivered, and are lost`,
        );
    }
  }

  private deliveryOf(sink: Sink, backlog: Backlog): Delivery {
    const { name } = sink;
    return new Delivery({
      sink,
      backlog,
      settings: this.settingsOf(name),
      log: this.log,
      onBreaker: (state, reason) => this.onBreaker({ sink: name, state, reason }),
    });
  }

  private backlogOf(sink: Sink): Backlog {
    const { name } = sink;
    if (this.spool === undefined) return new MemoryBacklog(this.settingsOf(name).queueRecords);
    return new SpoolBacklog(this.spool, name, batchesOf(sink), (messageId, err) => {
      const text = `An entry of the spool for ${name} is no record, it is dropped: ${err.message}`;
      this.log.log('error', 'gateway.unreadable', { sink: name, messageId, err }, text);
    });
  }

  private settingsOf(sink: string): DeliverySettings {
    return this.parts.delivery[sink] as DeliverySettings;
  }

  private async closeSink(sink: Sink): Promise<void> {
    const limit = new Limit(CLOSE_MS, `not closed within ${CLOSE_MS} ms`);
    await this.quietly(`sink ${sink.name}`, within(closed(sink), limit.signal));
    limit.clear();
  }

  private async quietly(what: string, closing: Promise<void> | undefined): Promise<void> {
    try {
      await closing;
    } catch (err) {
      this.log.log('error', 'gateway.notClosed', { part: what, err }, `The ${what} could not be closed`);
    }
  }
}

function spoolHealth({ failure }: Spool): EndpointHealth {
  return failure === undefined ? healthy : unhealthy(failure.message);
}

/** One that throws at once rejects too. */
async function closed(sink: Sink): Promise<void> {
  await sink.close();
}
