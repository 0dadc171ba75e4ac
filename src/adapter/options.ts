/** Options normalised once: complete, in the units of the API. Everything behind this takes the result. */
import { EipConfigError } from '../errors.js';
import type { Layout } from './layout.js';
import { noSuch } from './names.js';
import { type Complaint, complaintsAbout, sizeOf } from './option-checks.js';
import { adapterSchema, KNOWN_SEPARATOR, type ParsedOptions } from './option-schema.js';
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
  const parsed = adapterSchema.safeParse(options);
  if (!parsed.success) throw invalid(parsed.error.issues.flatMap(complaintsOf));
  const complaints = complaintsAbout(parsed.data);
  if (complaints.length > 0) throw invalid(complaints);
  const assemblies = Object.entries(parsed.data.assemblies).map(([name, assembly]) => ({
    name,
    instance: assembly.instance,
    kind: assembly.kind,
    size: sizeOf(assembly),
    layout: assembly.layout,
  }));
  return { ...parsed.data, assemblies };
}

type Issue = { code?: string; path: PropertyKey[]; message: string; keys?: string[] };

function complaintsOf(issue: Issue): Complaint[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  const known = issue.message.split(KNOWN_SEPARATOR);
  return (issue.keys ?? []).map((key) => ({ path: [...path, key], message: noSuch('option', key, known) }));
}

function invalid(complaints: readonly Complaint[]): EipConfigError {
  const lines = complaints.map(({ path, message }) => `${pathText(path)}: ${message}`);
  const option = pathText(complaints[0]?.path ?? []);
  return new EipConfigError('EIP_OPTION_INVALID', `Wrong adapter options: ${lines.join('; ')}`, { option });
}

/** `connections[0].output` */
function pathText(path: Complaint['path']): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return text === '' ? 'options' : text.replace(/^\./, '');
}
