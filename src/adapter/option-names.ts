/** An option that names an assembly. */
import { noSuchName } from '../config/names.js';
import type { Complain, Complaint } from '../config/refusal.js';
import type { ParsedAssembly, ParsedOptions } from './option-schema.js';
import type { AssemblyKind } from './option-types.js';

/** The assembly of this name and kind; complains of any other. */
export function checkName(
  assemblies: ParsedOptions['assemblies'],
  path: Complaint['path'],
  name: string,
  kind: AssemblyKind,
  complain: Complain,
): ParsedAssembly | undefined {
  const assembly = Object.hasOwn(assemblies, name) ? assemblies[name] : undefined;
  if (assembly?.kind === kind) return assembly;
  if (assembly !== undefined) {
    complain(path, `"${name}" is of kind "${assembly.kind}", needed is "${kind}"`);
    return undefined;
  }
  const known = Object.keys(assemblies).filter((other) => assemblies[other]?.kind === kind);
  complain(path, noSuchName(`${kind} assembly`, name, known));
  return undefined;
}
