import type { TagValue, WriteResult } from '../../eip-client.js';
import { EipError } from '../../errors.js';
import type { InputAssembly } from '../input-assembly.js';
import { heldBack, readOnly, unknownForWriting, valueRefused } from './failures.js';
import type { InputTag, Tag } from './tag.js';

interface Write {
  readonly tag: InputTag;
  readonly value: TagValue;
}

/**
 * Writes the tags of a client.
 *
 * What one call writes to one assembly appears on the wire in the same packet, or not at all: a packet with half of what
 * was meant would be a wrong value. Assemblies do not hinder each other.
 */
export class TagWriter {
  constructor(private readonly tags: ReadonlyMap<string, Tag>) {}

  /** By name. */
  write(values: Iterable<readonly [name: string, value: TagValue]>): Map<string, WriteResult> {
    const results = new Map<string, WriteResult>();
    const byAssembly = new Map<InputAssembly, Write[]>();
    for (const [name, value] of values) {
      const tag = this.tags.get(name);
      if (tag?.kind === 'input') add(byAssembly, { tag, value });
      else results.set(name, failed(tag === undefined ? this.unknown(name) : readOnly(tag)));
    }
    for (const [assembly, writes] of byAssembly) {
      for (const [name, result] of writeTogether(assembly, writes)) results.set(name, result);
    }
    return results;
  }

  private unknown(name: string): EipError {
    return unknownForWriting(name, [...this.tags.keys()]);
  }
}

const WRITTEN: WriteResult = { ok: true };

function failed(error: EipError): WriteResult {
  return { ok: false, error };
}

function add(byAssembly: Map<InputAssembly, Write[]>, write: Write): void {
  const { assembly } = write.tag;
  const writes = byAssembly.get(assembly) ?? [];
  writes.push(write);
  byAssembly.set(assembly, writes);
}

function writeTogether(assembly: InputAssembly, writes: readonly Write[]): (readonly [string, WriteResult])[] {
  const { bytes } = assembly;
  const refused = new Map([...refusedValues(writes, new DataView(bytes.buffer)), ...overlapping(writes)]);
  const [first] = refused.keys();
  if (first === undefined) {
    const result = publish(assembly, bytes);
    return writes.map(({ tag }) => [tag.name, result]);
  }
  return writes.map(({ tag }) => {
    const error = refused.get(tag.name) ?? heldBack(tag, `"${first}" of the same assembly was refused`);
    return [tag.name, failed(error)];
  });
}

/** Writes what its field takes. */
function refusedValues(writes: readonly Write[], view: DataView): Map<string, EipError> {
  const refused = new Map<string, EipError>();
  for (const { tag, value } of writes) {
    try {
      tag.field.write(view, value);
    } catch (cause) {
      refused.set(tag.name, valueRefused(tag, cause as Error));
    }
  }
  return refused;
}

/** Two tags on the same bits, in one call: which of both is meant nobody can say. */
function overlapping(writes: readonly Write[]): Map<string, EipError> {
  const refused = new Map<string, EipError>();
  const byPosition = [...writes].sort((a, b) => a.tag.field.firstBit - b.tag.field.firstBit);
  let furthest: Write | undefined;
  for (const write of byPosition) {
    const { tag } = write;
    if (furthest !== undefined && tag.field.firstBit < endOf(furthest)) {
      refused.set(tag.name, heldBack(tag, `it lies on the same bits as "${furthest.tag.name}"`));
      refused.set(furthest.tag.name, heldBack(furthest.tag, `it lies on the same bits as "${tag.name}"`));
    }
    if (furthest === undefined || endOf(write) > endOf(furthest)) furthest = write;
  }
  return refused;
}

function endOf({ tag: { field } }: Write): number {
  return field.firstBit + field.bits;
}

function publish(assembly: InputAssembly, bytes: Uint8Array): WriteResult {
  try {
    assembly.write(bytes);
    return WRITTEN;
  } catch (error) {
    if (error instanceof EipError) return failed(error);
    throw error;
  }
}
