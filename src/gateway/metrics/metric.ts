/** What a row of the table of metrics is. Collectors (registered-metric.ts) and docs/metrics.md are made from it. */
import type { Reader } from './readers.js';
import { numberAt } from './readers.js';

export type MetricType = 'counter' | 'gauge' | 'histogram';

/** `1`: without a unit, as a state. */
export type MetricUnit = 'seconds' | 'bytes' | 'ratio' | '1' | Counted;

/** What is counted. */
export type Counted =
  | 'records'
  | 'entries'
  | 'values'
  | 'cycles'
  | 'commands'
  | 'messages'
  | 'answers'
  | 'tries'
  | 'packets'
  | 'slots'
  | 'connections'
  | 'requests'
  | 'datagrams'
  | 'descriptors'
  | 'events';

/** One value of the status, or one of each name in it. */
export interface Series {
  /** Steps from `gateway.status()`, as in `sinks.{sink}.delivered`: braces stand for each name there is, and make a label. */
  readonly path: string;
  /** Labels that are the same in all of it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly reader: Reader;
}

export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  readonly unit: MetricUnit;
  /** A sentence without its full stop. */
  readonly help: string;
  readonly series: readonly Series[];
}

export function at(path: string, reader: Reader = numberAt, labels: Readonly<Record<string, string>> = {}): Series {
  return { path, reader, labels };
}

/** Several values of one object that differ in a label: `{ value of the label: last step }`. */
export function each(label: string, path: string, steps: Readonly<Record<string, string>>): Series[] {
  return Object.entries(steps).map(([value, step]) => at(`${path}.${step}`, numberAt, { [label]: value }));
}

const row =
  (type: MetricType) =>
  (name: string, unit: MetricUnit, help: string, ...series: readonly Series[]): Metric => ({
    name,
    type,
    unit,
    help,
    series,
  });

/** Only grows. */
export const counter = row('counter');
export const gauge = row('gauge');
export const histogram = row('histogram');

/** Names of the braces in a path. */
export function namesIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** Without those that are on every metric. */
export function labelsOf({ series: [first] }: Metric): string[] {
  if (first === undefined) return [];
  return [...namesIn(first.path), ...Object.keys(first.labels), ...first.reader.labels];
}
