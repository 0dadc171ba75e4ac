import type { TagValue, WriteResult } from '../../eip-client.js';
import { EipError } from '../../errors.js';
import type { InputAssembly } from '../input-assembly.js';
import { heldBack, readOnly, unknownForWriting, valueRefused } from './failures.js';
import type { InputTag, Tag } from './tag.js';
import type { TagRules } from './tag-rules.js';

interface Write {
  readonly tag: InputTag;
  readonly value: TagValue;
}

/** A tag that does not take every value. */
type Guard = InputTag & { readonly rules: TagRules };

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
      for (const [name, result] of writeTogether(assembly, writes, this.guardsOf(assembly))) results.set(name, result);
    }
    return results;
  }

  /** Tags of an assembly that do not take every value. */
  private guardsOf(assembly: InputAssembly): readonly Guard[] {
    return [...this.tags.values()].filter(
      (tag): tag is Guard => tag.kind === 'input' && tag.assembly === assembly && tag.rules?.isGuard === true,
    );
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

function writeTogether(
  assembly: InputAssembly,
  writes: readonly Write[],
  guards: readonly Guard[],
): (readonly [string, WriteResult])[] {
  const { bytes } = assembly;
  const view = new DataView(bytes.buffer);
  const touched = guards.filter((guard) => writes.some(({ tag }) => overlap(tag, guard)));
  const now = performance.now();
  const refused = new Map([...refusedValues(writes, view), ...overlapping(writes)]);
  if (refused.size === 0) for (const [name, error] of guarded(writes, touched, view, now)) refused.set(name, error);
  const [first] = refused.keys();
  if (first === undefined) {
    for (const { rules } of touched) rules.count(now);
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
      tag.field.write(view, tag.rules === undefined ? value : tag.rules.raw(value));
    } catch (cause) {
      refused.set(tag.name, valueRefused(tag, cause as Error));
    }
  }
  return refused;
}

/** What the guards refuse, by whatever tag it came to their bits: each sees the value that it would have. */
function guarded(
  writes: readonly Write[],
  guards: readonly Guard[],
  view: DataView,
  now: number,
): Map<string, EipError> {
  const refused = new Map<string, EipError>();
  for (const guard of guards) {
    const error = guard.rules.refusal(guard.field.read(view), now);
    for (const { tag } of error === undefined ? [] : writes) {
      if (error !== undefined && overlap(tag, guard)) refused.set(tag.name, error);
    }
  }
  return refused;
}

function overlap({ field: a }: Tag, { field: b }: Tag): boolean {
  return a.firstBit < b.firstBit + b.bits && b.firstBit < a.firstBit + a.bits;
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
