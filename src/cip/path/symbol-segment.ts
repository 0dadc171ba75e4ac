import type { Reader } from '../reader.js';
import { padByte } from '../reserved.js';
import { bytesFromText, hexCode, textFromBytes } from '../text.js';
import type { Writer } from '../writer.js';

/** First byte of the ANSI extended symbol segment, the form tags are named by. */
export const ANSI_SYMBOL = 0x91;

/** First byte of any segment of the older symbolic form: 011 in bits 5-7, bits 0-4 the length. */
const SYMBOLIC = 0x60;

const LENGTH_MASK = 0x1f;
const FORMAT_MASK = 0xe0;
const DOUBLE_BYTE = 0x20;
const TRIPLE_BYTE = 0x40;
const NUMERIC = 0xc0;
/** Lengths of the numeric form are type codes: USINT, UINT, UDINT. */
const NUMERIC_WIDTHS: ReadonlyMap<number, 8 | 16 | 32> = new Map([
  [6, 8],
  [7, 16],
  [8, 32],
]);

interface Padded {
  /** The byte that makes the segment even, when it is not zero. */
  readonly pad?: number;
}

/** A name: `form` is `extended` (0x91, up to 255 characters) or `short` (0x61-0x7F, 1 to 31 characters). */
export interface SymbolSegment extends Padded {
  readonly kind: 'symbol';
  readonly form: 'extended' | 'short';
  readonly name: string;
}

/** A name of two- or three-byte characters, as bytes. */
export interface WideSymbolSegment extends Padded {
  readonly kind: 'wideSymbol';
  readonly bytesPerCharacter: 2 | 3;
  readonly characters: Uint8Array;
}

/** A number in place of a name. */
export interface NumericSymbolSegment extends Padded {
  readonly kind: 'numericSymbol';
  readonly value: number;
  readonly width: 8 | 16 | 32;
}

export type AnySymbolSegment = SymbolSegment | WideSymbolSegment | NumericSymbolSegment;

/** A tag name, member name or `Program:Name`. */
export function symbolSegment(name: string): SymbolSegment {
  return { kind: 'symbol', form: 'extended', name };
}

export function readAnsiSymbol(reader: Reader): SymbolSegment {
  reader.u8('symbol segment');
  const name = textFromBytes(reader.take(reader.u8('symbol length'), 'symbol'));
  return { kind: 'symbol', form: 'extended', name, ...readPad(reader, 2 + name.length) };
}

export function readSymbolicSegment(reader: Reader): AnySymbolSegment {
  const length = reader.u8('symbol segment') & LENGTH_MASK;
  if (length === 0) return readExtendedSymbolic(reader);
  const name = textFromBytes(reader.take(length, 'symbol'));
  return { kind: 'symbol', form: 'short', name, ...readPad(reader, 1 + length) };
}

function readExtendedSymbolic(reader: Reader): AnySymbolSegment {
  const start = reader.offset;
  const head = reader.u8('symbol format');
  const length = head & LENGTH_MASK;
  switch (head & FORMAT_MASK) {
    case DOUBLE_BYTE:
      return readWide(reader, 2, length);
    case TRIPLE_BYTE:
      return readWide(reader, 3, length);
    case NUMERIC:
      return readNumeric(reader, length, start);
    default:
      return reader.fail('symbol format', `double byte, triple byte or numeric, not ${hexCode(head, 2)}`, start);
  }
}

function readWide(reader: Reader, bytesPerCharacter: 2 | 3, count: number): WideSymbolSegment {
  const characters = reader.take(bytesPerCharacter * count, 'symbol');
  return { kind: 'wideSymbol', bytesPerCharacter, characters, ...readPad(reader, characters.byteLength) };
}

function readNumeric(reader: Reader, type: number, start: number): NumericSymbolSegment {
  const width = NUMERIC_WIDTHS.get(type);
  if (width === undefined) reader.fail('numeric symbol', `type 6, 7 or 8, not ${type}`, start);
  if (width === 8) return { kind: 'numericSymbol', value: reader.u8('numeric symbol'), width, ...readPad(reader, 1) };
  return {
    kind: 'numericSymbol',
    value: width === 16 ? reader.u16('numeric symbol') : reader.u32('numeric symbol'),
    width,
  };
}

export function writeSymbolSegment(writer: Writer, segment: AnySymbolSegment): void {
  const start = writer.offset;
  if (segment.kind === 'symbol') writeName(writer, segment);
  else if (segment.kind === 'wideSymbol') writeWide(writer, segment);
  else writeNumeric(writer, segment);
  if ((writer.offset - start) % 2 === 1) writer.u8(segment.pad ?? 0, 'pad byte');
}

function writeName(writer: Writer, { form, name }: SymbolSegment): void {
  const bytes = bytesFromText(name, 'symbol');
  if (form === 'extended') writer.u8(ANSI_SYMBOL, 'symbol segment').u8(bytes.byteLength, 'symbol length').raw(bytes);
  else writer.u8(SYMBOLIC | within(bytes.byteLength, 1, name), 'symbol segment').raw(bytes);
}

function writeWide(writer: Writer, { bytesPerCharacter, characters }: WideSymbolSegment): void {
  const count = within(characters.byteLength / bytesPerCharacter, 0, 'wide symbol');
  writer.u8(SYMBOLIC, 'symbol segment').u8((bytesPerCharacter === 2 ? DOUBLE_BYTE : TRIPLE_BYTE) | count, 'format');
  writer.raw(characters);
}

function writeNumeric(writer: Writer, { value, width }: NumericSymbolSegment): void {
  const type = width === 8 ? 6 : width === 16 ? 7 : 8;
  writer.u8(SYMBOLIC, 'symbol segment').u8(NUMERIC | type, 'symbol format');
  if (width === 8) writer.u8(value, 'numeric symbol');
  else if (width === 16) writer.u16(value, 'numeric symbol');
  else writer.u32(value, 'numeric symbol');
}

function readPad(reader: Reader, size: number): { readonly pad?: number } {
  return size % 2 === 1 ? padByte(reader.u8('pad byte')) : {};
}

/** The length of these forms is five bits wide. */
function within(length: number, least: number, name: string): number {
  if (Number.isInteger(length) && length >= least && length <= LENGTH_MASK) return length;
  throw new RangeError(
    `symbol ${JSON.stringify(name)}: ${length} characters, ${least} to ${LENGTH_MASK} fit this form`,
  );
}
