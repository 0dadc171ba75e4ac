/** What holds between options. Each check adds what it finds; all of it is told at once. */
import { noSuchName } from '../config/names.js';
import type { Complain, Complaint } from '../config/refusal.js';
import type { ParsedAssembly, ParsedOptions } from './option-schema.js';
import type { AssemblyKind } from './option-types.js';

/** A data segment carries at most 255 words. */
const MOST_CONFIG_BYTES = 510;

/** Of assemblies and of connections each (deps/opener/include/opener/limits.h). */
const MOST_ENTRIES = 4096;

export function checkOptions(options: ParsedOptions, complain: Complain): void {
  checkPorts(options, complain);
  checkCounts(options, complain);
  checkAssemblies(options, complain);
  checkConnections(options, complain);
  checkMirrors(options, complain);
}

/** Bytes of an assembly: as said, else as its layout needs. */
export function sizeOf(assembly: ParsedAssembly): number {
  return assembly.size ?? assembly.layout?.size ?? 0;
}

function checkPorts({ port, ioPort }: ParsedOptions, complain: Complain): void {
  if (port === ioPort && port !== 0) complain(['ioPort'], `${ioPort} is "port" too: both are UDP ports of one address`);
}

function checkCounts({ assemblies, connections }: ParsedOptions, complain: Complain): void {
  const counts = { assemblies: Object.keys(assemblies).length, connections: connections.length };
  for (const [option, count] of Object.entries(counts)) {
    if (count > MOST_ENTRIES) complain([option], `${count} entries are more than ${MOST_ENTRIES}`);
  }
}

function checkAssemblies({ assemblies }: ParsedOptions, complain: Complain): void {
  const seen = new Map<number, string>();
  for (const [name, assembly] of Object.entries(assemblies)) {
    const at = ['assemblies', name];
    const other = seen.get(assembly.instance);
    if (other !== undefined)
      complain([...at, 'instance'], `${assembly.instance} is the instance of "${other}" already`);
    seen.set(assembly.instance, name);
    checkSize(at, assembly, complain);
  }
}

function checkSize(at: readonly string[], assembly: ParsedAssembly, complain: Complain): void {
  const { layout, size, kind } = assembly;
  if (size === undefined && layout === undefined) complain([...at, 'size'], 'required without a layout: bytes');
  if (size !== undefined && layout !== undefined && layout.size > size) {
    complain(
      [...at, 'layout'],
      `its fields need ${layout.size} bytes, the assembly has ${size} (${lastField(assembly)})`,
    );
  }
  if (kind === 'config' && sizeOf(assembly) > MOST_CONFIG_BYTES) {
    complain([...at, 'size'], `${sizeOf(assembly)} bytes: a Forward Open carries at most ${MOST_CONFIG_BYTES}`);
  }
}

/** The field that reaches furthest, for a layout that is too long. */
function lastField({ layout }: ParsedAssembly): string {
  const ends = Object.entries(layout?.fields ?? {}).map(([name, field]) => ({
    name,
    end: field.firstBit + field.bits,
  }));
  ends.sort((a, b) => b.end - a.end);
  return ends[0] === undefined ? 'no field' : `"${ends[0].name}" ends at byte ${Math.ceil(ends[0].end / 8)}`;
}

function checkConnections({ assemblies, connections }: ParsedOptions, complain: Complain): void {
  const seen = new Set<string>();
  for (const [i, { output, input, config }] of connections.entries()) {
    checkName(assemblies, ['connections', i, 'output'], output, 'output', complain);
    checkName(assemblies, ['connections', i, 'input'], input, 'input', complain);
    if (config !== undefined) checkName(assemblies, ['connections', i, 'config'], config, 'config', complain);
    const pair = JSON.stringify([output, input]);
    if (seen.has(pair)) complain(['connections', i], `"${output}" with "${input}" is declared already`);
    seen.add(pair);
  }
}

function checkMirrors({ assemblies, mirror }: ParsedOptions, complain: Complain): void {
  const written = new Set<string>();
  for (const [i, { output, input }] of mirror.entries()) {
    const from = checkName(assemblies, ['mirror', i, 'output'], output, 'output', complain);
    const to = checkName(assemblies, ['mirror', i, 'input'], input, 'input', complain);
    if (from !== undefined && to !== undefined && sizeOf(from) !== sizeOf(to)) {
      complain(
        ['mirror', i],
        `"${output}" has ${sizeOf(from)} bytes, "${input}" has ${sizeOf(to)}: sizes must be equal`,
      );
    }
    if (written.has(input)) complain(['mirror', i, 'input'], `"${input}" mirrors another output already`);
    written.add(input);
  }
}

function checkName(
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
