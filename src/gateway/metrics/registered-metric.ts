/** A metric in a registry, of one gateway or of several. */
import { EipConfigError } from '../../errors.js';
import type { Metric, MetricType } from './metric.js';
import type { Sample } from './samples.js';

interface Contribution {
  readonly instance: string;
  /** Asked when the registry is read. */
  readonly samples: () => readonly Sample[];
}

/** A value as registries of prom-client take it. */
interface Value {
  /** Where it is not the metric's. */
  readonly metricName: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * What a registry of prom-client asks its metrics for. None of prom-client's classes: they keep values of their own,
 * which would have to be made equal to the status each time, and a histogram of them takes no counts.
 */
export class RegisteredMetric {
  /** A registry of OpenMetrics takes `_total` from it. */
  name: string;
  readonly registeredAs: string;
  readonly help: string;
  readonly type: MetricType;
  /** How the values of several processes of a cluster are put together. */
  readonly aggregator = 'sum';
  readonly #contributions = new Map<object, Contribution>();

  constructor({ name, help, type }: Metric) {
    this.name = name;
    this.registeredAs = name;
    this.help = `${help}.`;
    this.type = type;
  }

  /** @throws EipConfigError EIP_METRICS_TAKEN for an instance that another owner has */
  add(owner: object, instance: string, samples: () => readonly Sample[]): void {
    for (const [other, { instance: taken }] of this.#contributions) {
      if (other === owner || taken !== instance) continue;
      const what = `Another gateway with app.instance "${instance}" is in the registry`;
      throw new EipConfigError('EIP_METRICS_TAKEN', what);
    }
    this.#contributions.set(owner, { instance, samples });
  }

  /** @returns nobody else has it */
  remove(owner: object): boolean {
    this.#contributions.delete(owner);
    return this.#contributions.size === 0;
  }

  async get() {
    const { name, help, type, aggregator } = this;
    const samples = [...this.#contributions.values()].flatMap((contribution) => contribution.samples());
    return { name, help, type, aggregator, values: samples.map((sample) => this.#valueOf(sample)) };
  }

  /** Its values are those of the gateway: there is nothing to be set back. */
  reset(): void {}

  #valueOf({ name, labels, value }: Sample): Value {
    return { metricName: name === this.registeredAs ? undefined : name, labels, value };
  }
}
