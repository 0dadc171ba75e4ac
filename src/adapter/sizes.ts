import type { ParsedAssembly } from './option-schema.js';

/** Bytes of an assembly: as said, else as its layout needs. */
export function sizeOf(assembly: ParsedAssembly): number {
  return assembly.size ?? assembly.layout?.size ?? 0;
}
