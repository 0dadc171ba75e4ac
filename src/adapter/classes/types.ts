/** Types of attribute values and of what services take and give: from JavaScript values to bytes and back. */
import { shown } from '../../config/shown.js';
import { type Field, isField } from '../fields/field.js';
import type { Fields, Layout, ValueOf } from '../layout.js';

/** A type whose values may differ in length: `varString`, `varShortString`, `varBytes`. */
export interface VariableType<T> {
  /** CIP name of the type, for messages. */
  readonly type: string;
  /** Bytes of the value that stands at the beginning; undefined when it is not all there. */
  sizeOf(bytes: Uint8Array): number | undefined;
  /** @param bytes as many as `sizeOf` says */
  decode(bytes: Uint8Array): T;
  /** @throws RangeError when the value does not fit the type. */
  encode(value: T): Uint8Array;
}

/**
 * A type: what makes a field (`uint`, `real`, `(at) => array(at, 4, int)`), a layout for a structure, or one of
 * variable length.
 */
// biome-ignore lint/suspicious/noExplicitAny: a type of any values; no other type takes them all.
export type CipType = ((offset: number) => Field<any>) | Layout<any> | VariableType<any>;

/** The JavaScript type of a value of this type. */
export type ValueOfType<X> = X extends (offset: number) => Field<infer T>
  ? T
  : X extends Layout<infer F extends Fields>
    ? ValueOf<F>
    : X extends VariableType<infer T>
      ? T
      : never;

/** @throws TypeError for what is no type. */
export function codecOf(type: CipType): VariableType<unknown> {
  if (typeof type === 'function') return ofField(type(0));
  const { sizeOf, encode, decode } = (type ?? {}) as Partial<VariableType<unknown>>;
  if ([sizeOf, encode, decode].every((part) => typeof part === 'function')) return type as VariableType<unknown>;
  const { fields, size, read, write } = (type ?? {}) as Partial<Layout>;
  if (fields !== undefined && size !== undefined && read !== undefined && write !== undefined) {
    return ofLayout(type as Layout);
  }
  throw new TypeError(`expected a type such as uint, varString() or layout({...}), got ${shown(type)}`);
}

function ofField(field: unknown): VariableType<unknown> {
  if (!isField(field)) throw new TypeError(`expected a type such as uint, got ${shown(field)}`);
  return ofFixed(field.type, Math.ceil(field.bits / 8), field);
}

/** A structure is written whole: a field that is left out would be sent as 0. */
function ofLayout(layout: Layout): VariableType<unknown> {
  const names = Object.keys(layout.fields);
  return ofFixed('structure', layout.size, {
    read: (view) => layout.read(view),
    write(view, value) {
      const given = typeof value === 'object' && value !== null ? value : {};
      const lacking = names.find((name) => !(name in given));
      if (lacking !== undefined) throw new RangeError(`${lacking}: the structure has this field, and it is not given`);
      layout.write(view, value as never);
    },
  });
}

function ofFixed(type: string, size: number, of: Pick<Field<unknown>, 'read' | 'write'>): VariableType<unknown> {
  return {
    type,
    sizeOf: (bytes) => (bytes.length < size ? undefined : size),
    decode: (bytes) => of.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.length)),
    encode(value) {
      const bytes = new Uint8Array(size);
      of.write(new DataView(bytes.buffer), value);
      return bytes;
    },
  };
}
