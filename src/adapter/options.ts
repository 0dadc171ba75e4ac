/** Options normalised once: complete, in the units of the API. Everything behind this takes the result. */
import { parsed, refuseComplaints } from '../config/refusal.js';
import type { Layout } from './layout.js';
import { checkOptions, sizeOf } from './option-checks.js';
import { adapterSchema, type ParsedOptions } from './option-schema.js';
import type { AssemblyKind } from './option-types.js';

export interface NormalAssembly {
  readonly name: string;
  readonly instance: number;
  readonly kind: AssemblyKind;
  readonly size: number;
  readonly layout: Layout | undefined;
}

export interface NormalOptions extends Omit<ParsedOptions, 'assemblies'> {
  /** In the order of the option; the place is the assembly's index for the addon. */
  readonly assemblies: readonly NormalAssembly[];
}

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function normalise(options: unknown): NormalOptions {
  const settings = parsed('adapter', adapterSchema, options);
  refuseComplaints('adapter', (complain) => checkOptions(settings, complain));
  const assemblies = Object.entries(settings.assemblies).map(([name, assembly]) => ({
    name,
    instance: assembly.instance,
    kind: assembly.kind,
    size: sizeOf(assembly),
    layout: assembly.layout,
  }));
  return { ...settings, assemblies };
}
