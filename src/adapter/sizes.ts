import type { ParsedAssembly } from './option-schema.js';

/** Whether it travels in connections as data. */
export function isCyclic({ kind }: Pick<ParsedAssembly, 'kind'>): boolean {
  return kind === 'output' || kind === 'input';
}

/** Bytes of an assembly: as said, else as its layout needs. */
export function sizeOf(assembly: ParsedAssembly): number {
  return assembly.size ?? assembly.layout?.size ?? 0;
}
