/** Types of values that several objects have. */
import { type Path, readPath } from '../path.js';
import type { Reader } from '../reader.js';
import { textFromBytes } from '../text.js';

export const u8 = (field: string) => (reader: Reader) => reader.u8(field);
export const u16 = (field: string) => (reader: Reader) => reader.u16(field);
export const u32 = (field: string) => (reader: Reader) => reader.u32(field);
export const bytes = (length: number, field: string) => (reader: Reader) => reader.take(length, field);

export const shortString = (field: string) => (reader: Reader) =>
  textFromBytes(reader.take(reader.u8(`${field} length`), field));

/** STRING: an odd one is followed by a byte that makes it even. */
export const string = (field: string) => (reader: Reader) => {
  const length = reader.u16(`${field} length`);
  const text = textFromBytes(reader.take(length, field));
  if (length % 2 === 1) reader.u8(`${field} pad`);
  return text;
};

/** An IPv4 address, little-endian as all numbers in attributes. */
export const address = (field: string) => (reader: Reader) => {
  const value = reader.u32(field);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
};

/** A path with its number of words (u16) in front. */
export const wordsAndPath =
  (field: string) =>
  (reader: Reader): Path =>
    readPath(reader, reader.u16(`${field} words`), field);

/** So many values as a u16 in front says; checked against what there is before anything is read. */
export function counted<T>(reader: Reader, field: string, size: number, read: (reader: Reader) => T): T[] {
  const count = reader.u16(`${field} count`);
  const part = reader.part(count * size, field, field);
  return Array.from({ length: count }, () => read(part));
}

/** Six bytes as `02:00:00:00:00:01`. */
export const mac = (field: string) => (reader: Reader) =>
  Array.from(reader.take(6, field), (byte) => byte.toString(16).padStart(2, '0')).join(':');

/** A number that has a name, else the number. */
export const named =
  <const N extends Readonly<Record<number, string>>>(names: N, read: (reader: Reader) => number) =>
  (reader: Reader): N[keyof N] | number => {
    const value = read(reader);
    return (names[value] as N[keyof N] | undefined) ?? value;
  };

export function bit(value: number, place: number): boolean {
  return ((value >>> place) & 1) !== 0;
}
