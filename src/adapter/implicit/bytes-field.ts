import type { BytesPlace, PLAIN_TYPES } from '../../config/tag-map.js';
import { array } from '../fields/array.js';
import { bool } from '../fields/bool.js';
import { bytes, shortString } from '../fields/bytes.js';
import type { Field } from '../fields/field.js';
import { byte, dint, dword, int, lint, lword, sint, udint, uint, ulint, usint, word } from '../fields/integers.js';
import { lreal, real } from '../fields/reals.js';

type PlainType = (typeof PLAIN_TYPES)[number];

const MAKERS: Readonly<Record<PlainType, (offset: number) => Field<unknown>>> = {
  sint,
  int,
  dint,
  lint,
  usint,
  uint,
  udint,
  ulint,
  real,
  lreal,
  byte,
  word,
  dword,
  lword,
};

/** The field of a tag that names bytes. */
export function bytesField(place: BytesPlace): Field<unknown> {
  const { offset } = place;
  switch (place.type) {
    case 'bool':
      return bool(offset, place.bit);
    case 'bytes':
      return bytes(offset, place.length);
    case 'shortString':
      return shortString(offset, place.most);
    case 'array':
      return array(offset, place.count, MAKERS[place.of]);
    default:
      return MAKERS[place.type](offset);
  }
}
