/** Reads the table from a status. */
import type { Metric, Series } from './metric.js';

export interface Sample {
  /** The metric's name, with what is behind it in a histogram. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** What its value stands in. Counters in one object begin at 0 together. */
  readonly part: string;
}

interface Place {
  readonly value: unknown;
  readonly labels: Readonly<Record<string, string>>;
  /** The steps to it. */
  readonly path: readonly string[];
}

/** Series of one metric at most: names come from the configuration, this is for what nobody thought of. */
export const MOST_SERIES = 10_000;

/** @param nowMs as `Date.now()` tells it */
export function samplesOf(metric: Metric, status: object, nowMs: number): Sample[] {
  const samples = metric.series.flatMap((series) => samplesIn(metric, series, status, nowMs));
  return samples.slice(0, MOST_SERIES);
}

function samplesIn({ name, type }: Metric, { path, reader, labels }: Series, status: object, nowMs: number): Sample[] {
  return placesAt(status, path.split('.')).flatMap((place) => {
    const part = (type === 'histogram' ? place.path : place.path.slice(0, -1)).join('\0');
    return reader.read(place.value, nowMs).map(({ suffix = '', labels: read, value }) => ({
      name: `${name}${suffix}`,
      labels: { ...place.labels, ...labels, ...read },
      value,
      part,
    }));
  });
}

/** Nowhere where a step on the way is not there: no spool, no commands, no adapter. */
function placesAt(status: object, steps: readonly string[]): Place[] {
  let places: Place[] = [{ value: status, labels: {}, path: [] }];
  for (const step of steps) {
    const name = /^\{(\w+)\}$/.exec(step)?.[1];
    places = places.flatMap((place) => (name === undefined ? within(place, step) : withinEach(place, name)));
  }
  return places;
}

function within({ value, labels, path }: Place, step: string): Place[] {
  if (!isObject(value)) return [];
  return [{ value: value[step], labels, path: [...path, step] }];
}

function withinEach({ value, labels, path }: Place, label: string): Place[] {
  if (!isObject(value)) return [];
  return Object.entries(value).map(([name, one]) => ({
    value: one,
    labels: { ...labels, [label]: name },
    path: [...path, name],
  }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
