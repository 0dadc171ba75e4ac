/** Options normalised once: complete, in the units of the API. Everything behind this takes the result. */
import { parsed, refuseComplaints } from '../config/refusal.js';
import type { Layout } from './layout.js';
import { checkOptions } from './option-checks.js';
import { adapterSchema, type ParsedAssembly, type ParsedOptions } from './option-schema.js';
import type { AssemblyKind } from './option-types.js';
import { sizeOf } from './sizes.js';

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

export interface NormalOptions extends Omit<ParsedOptions, 'assemblies'> {
  /** In the order of the option; the place is the assembly's index for the addon. */
  readonly assemblies: readonly NormalAssembly[];
}

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function normalise(options: unknown): NormalOptions {
  const settings = parsed('adapter', adapterSchema, options);
  refuseComplaints('adapter', (complain) => checkOptions(settings, complain));
  const assemblies = Object.entries(settings.assemblies).map(([name, assembly]) => completed(name, assembly));
  return { ...settings, assemblies };
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
