/** The metrics of a gateway in a registry: there while it is registered, gone without a trace afterwards. */
import type { App } from '../../config/app.js';
import { EipConfigError } from '../../errors.js';
import type { GatewayStatus } from '../status.js';
import { EventLoopLag } from './event-loop-lag.js';
import type { Metric } from './metric.js';
import { processFigures } from './process-figures.js';
import { newRegistry } from './prom-client.js';
import { RegisteredMetric } from './registered-metric.js';
import type { MetricsRegistry } from './registry-type.js';
import { buildOf, Snapshot } from './snapshot.js';
import { GATEWAY_LABEL, GATEWAY_METRICS, PROCESS_TABLE } from './table.js';

export interface GatewayMetricsParts {
  readonly gateway: { status(): GatewayStatus };
  /** `instance` is the label `gateway` of every metric; the rest is told by `eip_build_info`. */
  readonly app: App;
  /**
   * A `Registry` of prom-client to put them into; several gateways may be in one. It tells the process by itself, with
   * `collectDefaultMetrics`. Default: one of its own, with metrics of the process.
   */
  readonly registry?: MetricsRegistry | undefined;
}

interface Registration {
  readonly registry: MetricsRegistry;
  readonly metrics: readonly RegisteredMetric[];
  readonly lag: EventLoopLag | undefined;
}

export class GatewayMetrics {
  #registration: Registration | undefined;

  constructor(private readonly parts: GatewayMetricsParts) {}

  /**
   * Puts them into the registry. Once they are there, a call more does nothing.
   * @throws EipError EIP_METRICS_MODULE_MISSING
   * @throws EipConfigError EIP_METRICS_TAKEN; then none is in it
   * @returns the registry
   */
  async register(): Promise<MetricsRegistry> {
    const registry = this.parts.registry ?? (await newRegistry());
    if (this.#registration !== undefined) return this.#registration.registry;
    const lag = this.parts.registry === undefined ? new EventLoopLag() : undefined;
    const metrics: RegisteredMetric[] = [];
    this.#registration = { registry, metrics, lag };
    try {
      this.#addAll(registry, metrics, lag);
      return registry;
    } catch (error) {
      this.unregister();
      throw error;
    }
  }

  /** Takes them out again; what others put into the registry stays. */
  unregister(): void {
    const { registry, metrics, lag } = this.#registration ?? {};
    this.#registration = undefined;
    lag?.stop();
    for (const metric of metrics ?? []) {
      if (metric.remove(this) && registry?.getSingleMetric(metric.registeredAs) === metric) {
        registry.removeSingleMetric(metric.registeredAs);
      }
    }
  }

  #addAll(registry: MetricsRegistry, metrics: RegisteredMetric[], lag: EventLoopLag | undefined): void {
    const { gateway, app } = this.parts;
    const build = buildOf(app);
    const add = (table: readonly Metric[], labels: Readonly<Record<string, string>>, status: () => object) => {
      const snapshot = new Snapshot(table, labels, status);
      for (const row of table) {
        const metric = inRegistry(registry, row);
        metric.add(this, app.instance, () => snapshot.samples(row));
        metrics.push(metric);
      }
    };
    add(GATEWAY_METRICS, { [GATEWAY_LABEL]: app.instance }, () => ({ ...gateway.status(), build }));
    if (lag !== undefined) add(PROCESS_TABLE, {}, () => ({ process: processFigures(lag.figures()) }));
  }
}

/** That of another gateway, or a new one. */
function inRegistry(registry: MetricsRegistry, row: Metric): RegisteredMetric {
  const there = registry.getSingleMetric(row.name);
  if (there instanceof RegisteredMetric) return there;
  if (there !== undefined) {
    const what = `The registry has a metric "${row.name}" that is not of a gateway of this package`;
    throw new EipConfigError('EIP_METRICS_TAKEN', what);
  }
  const metric = new RegisteredMetric(row);
  registry.registerMetric(metric as never);
  return metric;
}
