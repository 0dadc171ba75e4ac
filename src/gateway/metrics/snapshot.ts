/** What the table is read from: the status of a gateway, and what goes with it. */

import type { App } from '../../config/app.js';
import { packageVersion } from '../../runtime/package-version.js';
import type { GatewayStatus } from '../status.js';
import { Growth } from './growth.js';
import type { Metric } from './metric.js';
import type { ProcessFigures } from './process-figures.js';
import { type Sample, samplesOf } from './samples.js';

/** Who serves the metrics, as labels. */
export interface Build {
  readonly version: string;
  readonly node: string;
  readonly app: string;
  readonly app_version: string;
  readonly site: string;
}

export type MetricsStatus = GatewayStatus & { readonly build: Build; readonly process: ProcessFigures | undefined };

export function buildOf({ name, version = '', site = '' }: App): Build {
  return { version: packageVersion(), node: process.versions.node, app: name, app_version: version, site };
}

/** All samples of one moment, by metric: read once, though a registry asks each metric by itself. */
export class Snapshot {
  readonly #growth = new Growth();
  #samples: ReadonlyMap<string, readonly Sample[]> | undefined;

  /** @param labels on every sample */
  constructor(
    private readonly table: readonly Metric[],
    private readonly labels: Readonly<Record<string, string>>,
    private readonly status: () => object,
  ) {}

  samples({ name }: Metric): readonly Sample[] {
    return this.#now().get(name) ?? [];
  }

  /** It holds until what runs now has ended: a registry asks all its metrics in one go. */
  #now(): ReadonlyMap<string, readonly Sample[]> {
    if (this.#samples === undefined) {
      this.#samples = this.#read();
      queueMicrotask(() => {
        this.#samples = undefined;
      });
    }
    return this.#samples;
  }

  #read(): ReadonlyMap<string, readonly Sample[]> {
    const status = this.status();
    const nowMs = Date.now();
    const read = this.table.map((metric) => [metric, samplesOf(metric, status, nowMs)] as const);
    const counted = read.filter(([{ type }]) => type !== 'gauge').flatMap(([, samples]) => samples);
    const grown = new Map(this.#growth.grown(counted).map((sample, index) => [counted[index], sample]));
    return new Map(
      read.map(([{ name }, samples]) => [name, samples.map((sample) => this.#labelled(grown.get(sample) ?? sample))]),
    );
  }

  #labelled(sample: Sample): Sample {
    return { ...sample, labels: { ...this.labels, ...sample.labels } };
  }
}
