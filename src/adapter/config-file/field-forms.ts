/** How each field type is written in a configuration file: the options beside `type` and `offset`, and the field made. */
import type { z } from 'zod';
import { type options, whole } from '../../config/schema.js';
import { bool } from '../fields/bool.js';
import { bytes, shortString } from '../fields/bytes.js';
import { type Field, MOST_BYTES } from '../fields/field.js';
import { byte, dint, dword, int, lint, lword, sint, udint, uint, ulint, usint, word } from '../fields/integers.js';
import { lreal, real } from '../fields/reals.js';

/** From an offset to a field. */
export type MakeField = (offset: number) => Field<unknown>;

export interface FieldForm {
  readonly shape: z.core.$ZodLooseShape;
  /** @param details the options of `shape`, checked */
  make(offset: number, details: Readonly<Record<string, unknown>>): Field<unknown>;
}

/** A type with details of its own. */
function detailed<const S extends z.core.$ZodLooseShape>(
  shape: S,
  make: (offset: number, details: z.output<ReturnType<typeof options<S>>>) => Field<unknown>,
): FieldForm {
  return { shape, make: (offset, details) => make(offset, details as z.output<ReturnType<typeof options<S>>>) };
}

function plain(make: MakeField): FieldForm {
  return { shape: {}, make };
}

/** All but `array`, whose elements are fields themselves (layout-form.ts). */
export const FIELD_FORMS: Readonly<Record<string, FieldForm>> = {
  bool: detailed({ bit: whole(0, 7).describe('Bit of the byte') }, (offset, { bit }) => bool(offset, bit)),
  sint: plain(sint),
  int: plain(int),
  dint: plain(dint),
  lint: plain(lint),
  usint: plain(usint),
  uint: plain(uint),
  udint: plain(udint),
  ulint: plain(ulint),
  real: plain(real),
  lreal: plain(lreal),
  byte: plain(byte),
  word: plain(word),
  dword: plain(dword),
  lword: plain(lword),
  bytes: detailed({ length: whole(1, MOST_BYTES).describe('Number of bytes') }, (offset, { length }) =>
    bytes(offset, length),
  ),
  shortString: detailed({ most: whole(1, 255).describe('Characters at most') }, (offset, { most }) =>
    shortString(offset, most),
  ),
};
