/** What holds between options. Each check adds what it finds; all of it is told at once. */
import type { Complain } from '../config/refusal.js';
import { checkAllow } from './allow.js';
import { checkConnections } from './connection-checks.js';
import { checkCyclic } from './cyclic-checks.js';
import { checkName } from './option-names.js';
import type { ParsedAssembly, ParsedOptions } from './option-schema.js';
import { isCyclic, sizeOf } from './sizes.js';

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
  checkCyclic(options, complain);
  checkAllow(options.allow, complain);
  checkReadOnly(options, complain);
}

function checkPorts({ port, ioPort }: ParsedOptions, complain: Complain): void {
  if (port === ioPort && port !== 0) complain(['ioPort'], `${ioPort} is "port" too: both are UDP ports of one address`);
}

function checkReadOnly({ readOnly, allowSettings }: ParsedOptions, complain: Complain): void {
  if (readOnly && allowSettings)
    complain(['allowSettings'], 'true, but "readOnly" lets nobody set anything: leave out one of both');
}

function checkCounts({ assemblies, connections, limits }: ParsedOptions, complain: Complain): void {
  const counts = [
    ['assemblies', Object.keys(assemblies).length, 'assemblies'],
    ['connections', connections.length, 'connectionPoints'],
  ] as const;
  for (const [option, count, limit] of counts) {
    const most = limits[limit];
    if (count > MOST_ENTRIES) complain([option], `${count} entries are more than ${MOST_ENTRIES}`);
    else if (most !== undefined && count > most) complain(['limits', limit], `${most}: there are ${count} ${option}`);
  }
}

function checkAssemblies({ assemblies, limits }: ParsedOptions, complain: Complain): void {
  const seen = new Map<number, string>();
  for (const [name, assembly] of Object.entries(assemblies)) {
    const at = ['assemblies', name];
    const other = seen.get(assembly.instance);
    if (other !== undefined)
      complain([...at, 'instance'], `${assembly.instance} is the instance of "${other}" already`);
    seen.set(assembly.instance, name);
    checkSize(at, assembly, complain);
    checkCyclicSize(at, assembly, limits.maxIoData, complain);
  }
}

function checkCyclicSize(
  at: readonly string[],
  assembly: ParsedAssembly,
  most: number | undefined,
  complain: Complain,
): void {
  if (most === undefined || !isCyclic(assembly) || sizeOf(assembly) <= most) return;
  complain([...at, 'size'], `${sizeOf(assembly)} bytes are more than limits.maxIoData, ${most}`);
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
