/** Assemblies and connections that come while an adapter is there, as its user writes them. */
import type { AssemblyOptions, AssemblyValue } from './assembly-options.js';
import type { ConfigAssembly } from './config-assembly.js';
import type { ConnectionOptions } from './connection-options.js';
import type { InputAssembly } from './input-assembly.js';
import type { WritableAssembly } from './writable-assembly.js';

/** What `addAssembly` gives: by the kind, as `output(name)` and its like do, with values as the layout says. */
export type AddedAssembly<O extends AssemblyOptions> = O['kind'] extends 'input'
  ? InputAssembly<AssemblyValue<O>>
  : O['kind'] extends 'config'
    ? ConfigAssembly<AssemblyValue<O>>
    : O['kind'] extends 'output' | 'explicit'
      ? WritableAssembly<AssemblyValue<O>>
      : InputAssembly<AssemblyValue<O>> | ConfigAssembly<AssemblyValue<O>> | WritableAssembly<AssemblyValue<O>>;

export interface AddOptions<H = unknown> {
  /** Connections over it, and over what is there already. Either all of it comes or nothing. Default: none. */
  readonly connections?: readonly ConnectionOptions[];
  /**
   * Called before any peer can reach it: gives it its first value, handlers (`onConfig`, `onWrite`) and listeners. What
   * it throws rejects the call, and nothing is added.
   */
  readonly prepare?: (assembly: H) => void;
}

/** Which connection: its pair of assemblies or heartbeats, as it was declared. */
export type ConnectionPair = Pick<ConnectionOptions, 'type' | 'output' | 'input'>;
