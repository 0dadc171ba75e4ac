/** The options of an implicit client as its user writes them. options.ts checks them. */
import type { CallOptions } from '../../eip-client.js';
import type { LogTarget } from '../../logging/logger.js';
import type { Adapter } from '../adapter.js';
import type { AdapterOptions, Assemblies } from '../option-types.js';
import type { AnyTagMap } from './tag-types.js';

export interface ImplicitClientOptions<
  A extends Assemblies = Assemblies,
  M extends AnyTagMap<NoInfer<A>> | undefined = AnyTagMap<NoInfer<A>> | undefined,
> {
  /** Options of an adapter that the client makes for itself, or an adapter that is there already. */
  readonly adapter: Adapter<A> | AdapterOptions<A>;
  /**
   * Where each tag is: `{ Recipe: { assembly: 'command', field: 'recipe' } }`, the path of a
   * tag file, or what `loadTagFile` gives. Default: every field of the layouts of
   * outputs and inputs, as `command.recipe`, without those that a mirror writes.
   */
  readonly tags?: M;
  /**
   * A value whose connection has had no packet for so long (ms) is `stale`. 1-3,600,000; default: half the time after
   * which the connection itself ends, which is at least two of its intervals.
   */
  readonly staleMs?: number;
  /**
   * The connection, writes that a guard refuses, and the adapter that the client makes, are logged there (docs/logging.md, "What this package logs"): any logger of pino, or one with its calls. Default:
   * nothing is logged.
   */
  readonly logger?: LogTarget;
}

export interface ImplicitConnectOptions extends CallOptions {
  /**
   * Resolves when an originator is connected, that is when each output of the tag map has had a packet from one (where
   * no tag is on an output: when one is connected to an input of it), and rejects after so long (ms). 1-2,147,483,647;
   * default: does not wait.
   */
  readonly waitForOriginatorMs?: number;
}
