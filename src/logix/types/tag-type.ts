/**
 * What every type of a tag is: how it is called on the wire, how large one element is, and how it turns into a value.
 *
 * A type reads and writes at a place of a view that its user has measured: a type never looks whether the bytes are
 * there (`decodeElements` and `encodeElements` do). Types are made once and used for every value.
 */
import type { TagValue } from '../value.js';

export interface TagType {
  /** As the controller calls it: `DINT`, `STRING`, `Recipe`. */
  readonly name: string;
  /** First word of a value on the wire: the elementary code, or `STRUCTURE_TYPE`, which the handle follows. */
  readonly code: number;
  /** Structure handle; undefined for elementary types. */
  readonly handle?: number;
  /** Bytes of one element; 0 where each value says its own length. */
  readonly size: number;
  /** Values that one element consists of, those within structures and arrays counted each. */
  readonly leaves: number;

  read(view: DataView, at: number): TagValue;
  /** Elements that stand one behind the other. */
  readMany(view: DataView, at: number, count: number): TagValue[];
  /** @throws TagValueError when the type can't hold the value. */
  write(view: DataView, at: number, value: unknown): void;
}

/** Elements one by one, for types that have nothing faster. */
export function readEach(type: TagType, view: DataView, at: number, count: number): TagValue[] {
  const values = new Array<TagValue>(count);
  for (let i = 0; i < count; i++) values[i] = type.read(view, at + i * type.size);
  return values;
}
