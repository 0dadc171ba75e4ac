/** The options of sources as a program writes them; src/eip-config/gateway has their forms in files. */
import type { Adapter, AnyTagMap } from '../../adapter/index.js';
import type { ExplicitClientOptions } from '../../client/index.js';
import type { AppOptions } from '../../config/app.js';
import type { LogTarget } from '../../logging/logger.js';
import type { SourceHold } from './source-hold.js';

/** Of a record. */
export interface BatchOptions {
  /** Values that it has at most, 1-10,000, default 1,000. */
  readonly maxValues?: number | undefined;
  /** How long its first value waits for others, 0-60,000 ms, default 0: for none. */
  readonly maxMs?: number | undefined;
}

export interface GroupOptions {
  /** Which records go first while a backlog is worked off. Default `normal`. */
  readonly priority?: 'alarm' | 'normal' | undefined;
  readonly batch?: BatchOptions | undefined;
  /** Values that may wait for the spool, 1-100,000, default 10,000; what finds no room is lost, and counted. */
  readonly history?: number | undefined;
  /** Of tags that have none of their own: absolute, default 0. */
  readonly deadband?: number | undefined;
}

/** Tags of a controller that are read together. */
export interface ReadGroupOptions extends GroupOptions {
  /** Names of the tags; default: those whose entry names this group. */
  readonly tags?: readonly string[] | undefined;
  /** From one cycle to the next, 1-3,600,000 ms. */
  readonly rateMs: number;
  /** Values that are others, or those of each cycle. Default `change`. */
  readonly report?: 'change' | 'cycle' | undefined;
  /** Age at which a value is stale, 1-86,400,000 ms; default three cycles, at least 1,000 ms. */
  readonly staleMs?: number | undefined;
}

/** Fields of an assembly that the PLC writes. */
export interface OutputGroupOptions extends GroupOptions {
  /** Name of the output assembly. */
  readonly assembly: string;
  /** Names of the tags; default: every tag, or field, of the assembly. */
  readonly tags?: readonly string[] | undefined;
  /** Values that are others, those of each packet with new data, or the latest at an interval. Default `change`. */
  readonly report?: 'change' | 'packet' | 'interval' | undefined;
  /** Of `interval`: its length, 1-3,600,000 ms, default 1,000. */
  readonly rateMs?: number | undefined;
}

/** Of every source. */
export interface SourceOptions {
  /** Whether connections that come and go, and changes of the program, are records. Default true. */
  readonly events?: boolean | undefined;
  /** As a configuration has it; of no meaning here. */
  readonly enabled?: boolean | undefined;
}

/** A controller, as `ExplicitClient` asks it, and what of it becomes records. */
export interface ExplicitSourceOptions extends SourceOptions, Omit<ExplicitClientOptions, 'logger'> {
  readonly protocol?: 'explicit' | undefined;
  /** By name. Default: none, and only events are records. */
  readonly groups?: Readonly<Record<string, ReadGroupOptions>> | undefined;
}

/** What a scanner (PLC) sends to the adapter, and what of it becomes records. */
export interface ImplicitSourceOptions extends SourceOptions {
  readonly protocol?: 'implicit' | undefined;
  /** Where each tag is, as `ImplicitClient` takes them. Default: the fields of the layouts by their own names. */
  readonly tags?: AnyTagMap | undefined;
  /** Age at which a value is stale, 1-3,600,000 ms; default half the time-out of the connection. */
  readonly staleMs?: number | undefined;
  /** By name. Default: none, and only events are records. */
  readonly groups?: Readonly<Record<string, OutputGroupOptions>> | undefined;
}

/** What every source is told beside its options. */
export interface SourceParts {
  /** Which service its records are of. Default as in `AppOptions`. */
  readonly app?: AppOptions | undefined;
  /** Default: nothing is logged. */
  readonly logger?: LogTarget | undefined;
}

export interface ImplicitSourceParts extends SourceParts {
  /** Started and stopped by the source, unless it runs already. */
  readonly adapter: Adapter;
  /** @internal Where several have one adapter; default: the source alone. */
  readonly hold?: SourceHold | undefined;
}
