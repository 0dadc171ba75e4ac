/** What `adapter.status()` gives: plain data, fit for JSON. */
import type { NativeOpened } from '../native/binding.js';
import type { Member } from './assembly-set.js';
import type { ConnectionTable } from './connection-table.js';
import type { Engine } from './engine.js';
import type { ConnectionInfo } from './events.js';
import type { InputImage } from './input-image.js';
import type { NetworkStatus } from './network.js';
import type { AdapterSettings } from './settings/settings.js';

export type AdapterState = 'new' | 'running' | 'stopped' | 'failed';

/** How the I/O thread runs: what took effect, not what was asked for. */
export interface SchedulingStatus {
  readonly policy: 'fifo' | 'other';
  /** Real-time priority; null without. */
  readonly priority: number | null;
  /** The slice that the kernel reports, in microseconds; null where it has none. */
  readonly sliceUs: number | null;
  /** Why real time was not to be had; null when it was, or was not asked for. */
  readonly refused: string | null;
  /** CPU it is bound to; null = not bound. */
  readonly cpu: number | null;
  readonly timer: 'timerfd' | 'uv_timer';
  /** The shared memory can't be paged out. */
  readonly memoryLocked: boolean;
}

/** A connection with its live figures. */
export interface ConnectionStatus extends ConnectionInfo {
  /** What its run/idle header says; null before the first packet. */
  readonly run: boolean | null;
  /** Counts of this connection; docs/adapter.md, "Status", names each. */
  readonly figures: Readonly<Record<string, number>>;
}

/** What an assembly that the other side writes has seen. */
export interface AssemblyStatus {
  readonly instance: number;
  readonly kind: 'output' | 'input' | 'config' | 'explicit';
  readonly size: number;
  /** Live connections that feed it; null for an input. */
  readonly connections: number | null;
  /** Values overwritten before JavaScript saw them, since the start; null for an input. */
  readonly overwritten: number | null;
  /** Values that found no room in the history, since the start; null without one. */
  readonly dropped: number | null;
  /** Null for an input without `watchdogMs`, and for any other kind. */
  readonly watchdog: WatchdogStatus | null;
}

/** Whether this process stands by an input. */
export interface WatchdogStatus {
  /** It was not written, set or touched for `watchdogMs`. */
  readonly expired: boolean;
  /** How often that was so, since the start. */
  readonly expirations: number;
}

/** How late production was against its deadlines. */
export interface LatenessStatus {
  /** Upper bounds of the buckets, in microseconds. */
  readonly boundsUs: readonly number[];
  /** Packets a bucket: one more than bounds, the last has none. */
  readonly counts: readonly number[];
  /** Of all packets together, in microseconds: by it and the counts the mean is known. */
  readonly sumUs: number;
}

/** How far apart the packets of a connection left, in percent of its interval (RPI). */
export interface IntervalStatus {
  /** Upper bounds of the buckets, in percent: around 100 all is well. */
  readonly boundsPercent: readonly number[];
  /** Packets a bucket: one more than bounds, the last has none. */
  readonly counts: readonly number[];
  /** Packets with no packet of their connection before them. With `counts` it sums up to the counter `ioSent`. */
  readonly first: number;
}

export interface AdapterStatus {
  readonly state: AdapterState;
  /** Null before the first start. Figures stay after a stop, until the next start. */
  readonly address: string | null;
  /** The ports in effect; null before the first start. */
  readonly port: number | null;
  readonly ioPort: number | null;
  readonly scheduling: SchedulingStatus | null;
  /** The interface that carries the address; null before the first start, and where the system does not tell. */
  readonly network: NetworkStatus | null;
  /** In effect: as peers set them, else as they were kept, else as the options say. */
  readonly settings: AdapterSettings;
  /** Docs/adapter.md, "Status", names each. Empty before the first start. */
  readonly counters: Readonly<Record<string, number>>;
  readonly connections: readonly ConnectionStatus[];
  readonly assemblies: Readonly<Record<string, AssemblyStatus>>;
  readonly lateness: LatenessStatus;
  readonly intervals: IntervalStatus;
}

/** @internal An adapter that runs. */
export interface Run {
  readonly engine: Engine;
  readonly opened: NativeOpened;
  readonly address: string;
}

/** @internal What outlives the run. */
export type RunFigures = Omit<AdapterStatus, 'state' | 'connections' | 'settings'>;

/** @internal @param run undefined: before the first. */
export function runFigures(members: readonly Member[], run: Run | undefined): RunFigures {
  return {
    address: run?.address ?? null,
    port: run?.opened.port ?? null,
    ioPort: run?.opened.ioPort ?? null,
    scheduling: run === undefined ? null : schedulingStatus(run.opened),
    network: run?.engine.network() ?? null,
    counters: run === undefined ? {} : countersOf(run.engine),
    assemblies: assembliesStatus(members, run?.engine),
    lateness: run === undefined ? { boundsUs: [], counts: [], sumUs: 0 } : latenessOf(run.engine),
    intervals: run === undefined ? { boundsPercent: [], counts: [], first: 0 } : intervalsOf(run.engine),
  };
}

/** @internal The figures of a run that has ended, with the assemblies that there are now. */
export function withMembers(figures: RunFigures, members: readonly Member[]): RunFigures {
  const fresh = assembliesStatus(members, undefined);
  const isSame = (a: AssemblyStatus, b: AssemblyStatus | undefined) =>
    a.instance === b?.instance && a.kind === b.kind && a.size === b.size;
  const entries = Object.entries(fresh).map(([name, status]) => {
    const before = figures.assemblies[name];
    return [name, before !== undefined && isSame(status, before) ? before : status] as const;
  });
  return { ...figures, assemblies: Object.fromEntries(entries) };
}

/** Of the figure `run`: 1 run, 0 idle. */
const RUN_UNKNOWN = -1;

/**
 * @internal Without a run there are none: their end was told.
 * @param output only those that feed this assembly
 */
export function connectionsStatus(table: ConnectionTable, run: Run | undefined, output?: string): ConnectionStatus[] {
  if (run === undefined) return [];
  const all = table.list();
  const wanted = output === undefined ? all : all.filter((info) => info.output === output);
  return wanted.map((info) => connectionStatus(info, run.engine));
}

function schedulingStatus({ scheduling }: NativeOpened): SchedulingStatus {
  const { policy, timer, memoryLocked } = scheduling;
  return {
    policy,
    priority: scheduling.priority ?? null,
    sliceUs: scheduling.sliceUs ?? null,
    refused: scheduling.refused ?? null,
    cpu: scheduling.cpu ?? null,
    timer,
    memoryLocked,
  };
}

/** One of the counters; 0 for a name that is none. */
export function counterOf(engine: Engine, name: string): number {
  const place = engine.map.counterLongs[name];
  return place === undefined ? 0 : long(engine, place);
}

function countersOf(engine: Engine): Record<string, number> {
  const places = Object.entries(engine.map.counterLongs);
  return Object.fromEntries(places.map(([name, place]) => [name, long(engine, place)]));
}

/** Run or idle is the I/O thread's word as the figures are: right also when the events that told of it are lost. */
function connectionStatus(info: ConnectionInfo, engine: Engine): ConnectionStatus {
  const { firstLong, strideLongs, fields } = engine.map.connections;
  const first = firstLong + info.slot * strideLongs;
  const { run, ...figures } = Object.fromEntries(fields.map((name, i) => [name, long(engine, first + i)]));
  return { ...info, run: run === RUN_UNKNOWN || run === undefined ? null : run === 1, figures };
}

function assembliesStatus(members: readonly Member[], engine: Engine | undefined): Record<string, AssemblyStatus> {
  const entries = members.map(({ assembly: { name, instance, kind, size, watchdogMs }, index = -1 }) => {
    const image = engine?.outputs[index];
    const figures = {
      connections: image?.connections ?? null,
      overwritten: image?.overwritten ?? null,
      dropped: image?.history?.droppedInAll ?? null,
      watchdog: watchdogMs === 0 ? null : watchdogStatus(engine?.inputs[index]),
    };
    return [name, { instance, kind, size, ...figures }] as const;
  });
  return Object.fromEntries(entries);
}

function watchdogStatus(image: InputImage | undefined): WatchdogStatus {
  return { expired: image?.expired ?? false, expirations: image?.expirations ?? 0 };
}

function latenessOf(engine: Engine): LatenessStatus {
  const { firstLong, sumLong, boundsUs } = engine.map.lateness;
  return { boundsUs: [...boundsUs], counts: buckets(engine, firstLong, boundsUs), sumUs: long(engine, sumLong) };
}

function intervalsOf(engine: Engine): IntervalStatus {
  const { firstLong, boundsPercent } = engine.map.intervals;
  const counts = buckets(engine, firstLong + 1, boundsPercent);
  return { boundsPercent: [...boundsPercent], counts, first: long(engine, firstLong) };
}

function buckets(engine: Engine, firstLong: number, bounds: readonly number[]): number[] {
  return Array.from({ length: bounds.length + 1 }, (_, bucket) => long(engine, firstLong + bucket));
}

function long(engine: Engine, place: number): number {
  return Number(Atomics.load(engine.views.longs, place));
}
