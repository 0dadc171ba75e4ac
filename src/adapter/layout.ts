/**
 * Names for the bytes of an assembly.
 *
 * A layout is checked once, when it is made; reading then fails only on a view shorter than
 * `size`, writing also for an unknown field or a value that its type cannot hold.
 */

import { noSuchName } from '../config/names.js';
import { shown } from '../config/shown.js';
import { type Field, isField, MOST_BYTES, type ValueOfField } from './fields/field.js';

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The JavaScript shape of a layout: `{ start: boolean; recipe: number }`. */
export type ValueOf<F extends Fields> = { -readonly [Name in keyof F]: ValueOfField<F[Name]> };

export interface Layout<F extends Fields = Fields> {
  readonly fields: F;
  /** Bytes the fields need; an assembly may be longer. */
  readonly size: number;
  read(view: DataView): ValueOf<F>;
  /**
   * Writes the named fields only; every other bit keeps its value. Nothing is written when one value is refused.
   * `undefined` is no value: it is refused like any other that the type cannot hold.
   * @throws TypeError for an unknown field or no `{ field: value }`, `FieldRangeError` for a value that its type cannot hold; both name the field.
   */
  write(view: DataView, values: Partial<ValueOf<F>>): void;
}

/** A value that its field cannot hold. */
export class FieldRangeError extends RangeError {
  constructor(
    readonly field: string,
    cause: Error,
  ) {
    super(`${field}: ${cause.message}`, { cause });
  }
}

/**
 * @throws TypeError naming the two fields that overlap, the one that is no field (`int` in place of `int(0)`), or the
 * one that ends behind byte 65,000.
 */
export function layout<const F extends Fields>(fields: F): Layout<F> {
  refuseStrangers(fields);
  const [fault] = layoutFaults(fields);
  if (fault !== undefined) throw new TypeError(fault.message);
  const entries = Object.entries(fields);
  const known = new Map(entries);
  const size = Math.max(0, ...entries.map(([, field]) => Math.ceil((field.firstBit + field.bits) / 8)));
  const scratch = new DataView(new ArrayBuffer(size));
  return {
    fields,
    size,
    read(view) {
      const value: Record<string, unknown> = {};
      for (const [name, field] of entries) value[name] = field.read(view);
      return value as ValueOf<F>;
    },
    write(view, values) {
      refuseUnlessRecord(values);
      const named = Object.entries(values);
      for (const [name, value] of named) writeNamed(name, fieldNamed(known, name), scratch, value);
      for (const [name, value] of named) known.get(name)?.write(view, value);
    },
  };
}

function refuseStrangers(fields: Fields): void {
  if (!isRecord(fields)) throw new TypeError(`layout: expected { name: field, ... }, got ${shown(fields)}`);
  for (const [name, field] of Object.entries(fields)) {
    if (!isField(field)) throw new TypeError(`${name}: expected a field such as int(0), got ${shown(field)}`);
  }
}

/** Without it a Map or a number would be taken for a set of fields that is empty. */
function refuseUnlessRecord(values: unknown): void {
  if (!isRecord(values)) throw new TypeError(`expected { field: value, ... }, got ${shown(values)}`);
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value);
}

/** A field that can't be where it is, and why. */
export interface LayoutFault {
  readonly field: string;
  readonly message: string;
}

/** Every field that ends behind the largest assembly, and every one that overlaps the field before it. */
export function layoutFaults(fields: Fields): LayoutFault[] {
  return [...fieldsBeyondAssembly(fields), ...overlaps(fields)];
}

function fieldsBeyondAssembly(fields: Fields): LayoutFault[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const end = Math.ceil((field.firstBit + field.bits) / 8);
    if (end <= MOST_BYTES) return [];
    return [
      {
        field: name,
        message: `${name} (${field.type}) needs ${end} bytes: an assembly has at most ${MOST_BYTES}`,
      },
    ];
  });
}

function overlaps(fields: Fields): LayoutFault[] {
  const byPosition = Object.entries(fields).sort(([, a], [, b]) => a.firstBit - b.firstBit);
  return byPosition.flatMap(([name, field], i) => {
    const [nameBefore, first] = byPosition[i - 1] ?? [];
    if (first === undefined || field.firstBit >= first.firstBit + first.bits) return [];
    const message = `${name} (${field.type}) overlaps ${nameBefore} (${first.type}) at byte ${field.firstBit >> 3}`;
    return [{ field: name, message }];
  });
}

function fieldNamed(known: ReadonlyMap<string, Field<unknown>>, name: string): Field<unknown> {
  const field = known.get(name);
  if (field === undefined) throw new TypeError(noSuchName('field', name, [...known.keys()]));
  return field;
}

function writeNamed(name: string, field: Field<unknown>, scratch: DataView, value: unknown): void {
  try {
    field.write(scratch, value);
  } catch (cause) {
    throw new FieldRangeError(name, cause as Error);
  }
}
