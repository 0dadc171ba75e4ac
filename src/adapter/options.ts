/** Options normalised once: complete, in the units of the API. Everything behind this takes the result. */
import { parsed, refuseComplaints } from '../config/refusal.js';
import type { Layout } from './layout.js';
import { checkOptions } from './option-checks.js';
import { adapterSchema, additionSchema, type ParsedAssembly, type ParsedOptions, pairSchema } from './option-schema.js';
import type { AssemblyKind } from './option-types.js';
import { isCyclic, sizeOf } from './sizes.js';

export interface NormalAssembly {
  readonly name: string;
  readonly instance: number;
  readonly kind: AssemblyKind;
  readonly size: number;
  readonly layout: Layout | undefined;
  readonly onLoss: 'hold' | 'zero';
  readonly onIdle: 'hold' | 'zero' | 'apply';
  /** Values kept in order; 0 = the latest only. */
  readonly history: number;
  /** 0 = not watched. */
  readonly watchdogMs: number;
  readonly onWatchdog: 'hold' | 'zero' | 'idle' | 'close';
}

export interface NormalOptions extends Omit<ParsedOptions, 'assemblies' | 'limits'> {
  /** In the order of the option; the place is the assembly's index for the addon when a run begins. */
  readonly assemblies: readonly NormalAssembly[];
  readonly limits: Required<ParsedOptions['limits']>;
  /** The assemblies as they were declared. */
  readonly declared: ParsedOptions['assemblies'];
}

/** Room for what comes later, unless told. */
const ROOM = 16;
const USUAL_IO_DATA = 512;
/** Of assemblies and of connection points each (deps/opener/include/opener/limits.h). */
const MOST_ENTRIES = 4096;

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function normalise(options: unknown): NormalOptions {
  return complete('adapter', parsed('adapter', adapterSchema, options));
}

/**
 * The options with an assembly, and connections, more; checked as a whole, as at first.
 * @param connections entries as their user writes them; in paths they count behind those that are there
 * @throws EipConfigError as `normalise` does.
 */
export function extended(
  options: NormalOptions,
  assembly: { readonly name: string; readonly given: unknown } | undefined,
  connections: unknown,
): NormalOptions {
  const wanted = Array.isArray(connections) ? [...options.connections, ...connections] : connections;
  const assemblies = assembly === undefined ? {} : { [assembly.name]: assembly.given };
  const added = parsed('adapter', additionSchema, { assemblies, connections: wanted });
  refuseComplaints('adapter', (complain) => {
    for (const name of Object.keys(added.assemblies)) {
      if (Object.hasOwn(options.declared, name))
        complain(['assemblies', name], 'there is an assembly of this name already');
    }
  });
  const declared = { ...options.declared, ...added.assemblies };
  return complete('adapter', { ...parsedFrom(options), assemblies: declared, connections: added.connections });
}

/** The options without an assembly and the connections over it. @throws EipConfigError when the rest needs it. */
export function withoutAssembly(options: NormalOptions, name: string): NormalOptions {
  const declared = Object.fromEntries(Object.entries(options.declared).filter(([other]) => other !== name));
  const connections = options.connections.filter(
    ({ output, input, config }) => output !== name && input !== name && config !== name,
  );
  return complete('adapter', { ...parsedFrom(options), assemblies: declared, connections });
}

/** The options without a connection. @throws EipConfigError when the rest needs it. */
export function withoutConnection(options: NormalOptions, connection: NormalOptions['connections'][number]) {
  const connections = options.connections.filter((other) => other !== connection);
  return complete('adapter', { ...parsedFrom(options), assemblies: options.declared, connections });
}

/** The pair of an entry of `connections`. @throws EipConfigError when it is none. */
export function pairIn(connection: unknown): Pick<NormalOptions['connections'][number], 'output' | 'input'> {
  const [{ output, input }] = parsed('adapter', pairSchema, { connections: [connection] }).connections;
  return { output, input };
}

function parsedFrom({ declared: _declared, ...options }: NormalOptions): Omit<NormalOptions, 'declared'> {
  return options;
}

function complete(whose: string, settings: ParsedOptions): NormalOptions {
  refuseComplaints(whose, (complain) => checkOptions(settings, complain));
  const { assemblies: declared, connections, limits } = settings;
  const assemblies = Object.entries(declared).map(([name, assembly]) => completed(name, assembly));
  const largest = Math.max(USUAL_IO_DATA, ...assemblies.filter(isCyclic).map(({ size }) => size));
  return {
    ...settings,
    assemblies,
    declared,
    limits: {
      ...limits,
      assemblies: limits.assemblies ?? Math.min(MOST_ENTRIES, assemblies.length + ROOM),
      connectionPoints: limits.connectionPoints ?? Math.min(MOST_ENTRIES, connections.length + ROOM),
      maxIoData: limits.maxIoData ?? largest,
    },
  };
}

/** What a watchdog does unless told: an error is better than a wrong value, and every format can tell it. */
const DEFAULT_WATCHDOG_ACTION = 'close';

function completed(name: string, assembly: ParsedAssembly): NormalAssembly {
  return {
    name,
    instance: assembly.instance,
    kind: assembly.kind,
    size: sizeOf(assembly),
    layout: assembly.layout,
    onLoss: assembly.onLoss ?? 'hold',
    onIdle: assembly.onIdle ?? 'hold',
    history: assembly.history ?? 0,
    watchdogMs: assembly.watchdogMs ?? 0,
    onWatchdog: assembly.onWatchdog ?? DEFAULT_WATCHDOG_ACTION,
  };
}
