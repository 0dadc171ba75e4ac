/** How a value of the status becomes samples. */
import type { ConnectionInfo, LatenessStatus } from '../../adapter/index.js';

export interface Reading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
  /** Of a histogram: what comes behind the metric's name. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
}

export interface Reader {
  /** Names of labels that it makes. */
  readonly labels: readonly string[];
  read(value: unknown, nowMs: number): readonly Reading[];
}

const plain = (read: (value: unknown, nowMs: number) => number | undefined): Reader => ({
  labels: [],
  read: (value, nowMs) => {
    const number = read(value, nowMs);
    return number === undefined ? [] : [{ value: number }];
  },
});

/** What is not known, null for example, has no sample. */
export const numberAt: Reader = plain((value) => (typeof value === 'number' ? value : undefined));

const SECONDS_A_MS = 1_000;

/** Milliseconds; null has no sample. */
export const millisecondsAt: Reader = plain((value) => (typeof value === 'number' ? value / SECONDS_A_MS : undefined));

/** Milliseconds of an age; null, there is nothing that ages, is 0. */
export const ageAt: Reader = plain((value) => (typeof value === 'number' ? value / SECONDS_A_MS : 0));

/** When something began; there is none: 0. A clock that was set back makes no age below 0. */
export const ageSince: Reader = plain((value, nowMs) =>
  value instanceof Date ? Math.max(0, nowMs - value.getTime()) / SECONDS_A_MS : 0,
);

/** 1 for true; null has no sample. */
export const truthAt: Reader = plain((value) => (typeof value === 'boolean' ? Number(value) : undefined));

/** Of a reason why something is not healthy: 1 when there is none. */
export const noneAt: Reader = plain((value) => Number(value === null || value === undefined));

/** 1 for the state that it is in, 0 for the others. */
export function stateAt(states: readonly string[]): Reader {
  return {
    labels: ['state'],
    read: (value) => states.map((state) => ({ labels: { state }, value: Number(state === value) })),
  };
}

/** 1, with what is known as labels. */
export function infoAt(labels: readonly string[]): Reader {
  const textOf = (value: unknown, label: string) => String((value as Record<string, unknown>)[label] ?? '');
  return {
    labels,
    read: (value) => [{ labels: Object.fromEntries(labels.map((label) => [label, textOf(value, label)])), value: 1 }],
  };
}

const CONNECTION_TYPES = { exclusiveOwner: 0, inputOnly: 0, listenOnly: 0 } as const satisfies Record<
  ConnectionInfo['type'],
  0
>;

/** How many connections of each type. */
export const byType: Reader = {
  labels: ['type'],
  read: (value) => {
    const counts: Record<ConnectionInfo['type'], number> = { ...CONNECTION_TYPES };
    for (const { type } of value as readonly ConnectionInfo[]) counts[type]++;
    return Object.entries(counts).map(([type, count]) => ({ labels: { type }, value: count }));
  },
};

const US_A_SECOND = 1_000_000;

/** Counts a bucket; Prometheus wants how many are not later than each bound. */
export const latenessAt: Reader = {
  labels: ['le'],
  read: (value) => {
    const { boundsUs, counts, sumUs } = value as LatenessStatus;
    let below = 0;
    const buckets = counts.map((count, index) => {
      below += count;
      const bound = boundsUs[index];
      const le = bound === undefined ? '+Inf' : String(bound / US_A_SECOND);
      return { suffix: '_bucket', labels: { le }, value: below } as const;
    });
    if (buckets.length === 0) return [];
    return [...buckets, { suffix: '_sum', value: sumUs / US_A_SECOND }, { suffix: '_count', value: below }];
  },
};
