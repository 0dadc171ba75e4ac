import { type DataSegment, readDataSegment, SIMPLE_DATA, writeDataSegment } from './path/data-segment.js';
import { ELECTRONIC_KEY, type ElectronicKey, readElectronicKey, writeElectronicKey } from './path/electronic-key.js';
import {
  type LogicalSegment,
  type LogicalType,
  logicalSegment,
  readLogicalSegment,
  writeLogicalSegment,
} from './path/logical-segment.js';
import { type NetworkSegment, readNetworkSegment, writeNetworkSegment } from './path/network-segment.js';
import { type PortSegment, readPortSegment, writePortSegment } from './path/port-segment.js';
import {
  ANSI_SYMBOL,
  type AnySymbolSegment,
  readAnsiSymbol,
  readSymbolicSegment,
  writeSymbolSegment,
} from './path/symbol-segment.js';
import { Reader } from './reader.js';
import { hexCode } from './text.js';
import { Writer } from './writer.js';

/** One part of a path. */
export type Segment = LogicalSegment | PortSegment | AnySymbolSegment | NetworkSegment | DataSegment | ElectronicKey;

/** A padded EPATH: where a request goes, or what a connection joins. */
export type Path = readonly Segment[];

/** Bits 5-7 of the first byte say what kind of segment it is. */
const KINDS: readonly (((reader: Reader) => Segment) | undefined)[] = [
  readPortSegment,
  readLogicalSegment,
  readNetworkSegment,
  readSymbolicSegment,
];

/**
 * Decodes a padded EPATH that fills the bytes given; every segment takes at least two of them.
 * @throws CipDecodeError for an unknown segment or one that leaves the bytes.
 */
export function decodePath(bytes: Uint8Array): Path {
  return readSegments(new Reader(bytes, 'path'));
}

/** Reads a path of `words` 16-bit words at the cursor. */
export function readPath(reader: Reader, words: number, field: string): Path {
  return readSegments(reader.part(2 * words, field, field));
}

function readSegments(reader: Reader): Path {
  const segments: Segment[] = [];
  while (reader.remaining > 0) segments.push(readSegment(reader));
  return segments;
}

function readSegment(reader: Reader): Segment {
  const head = reader.peekU8('segment');
  if (head === ELECTRONIC_KEY) return readElectronicKey(reader);
  if (head === SIMPLE_DATA) return readDataSegment(reader);
  if (head === ANSI_SYMBOL) return readAnsiSymbol(reader);
  const read = KINDS[head >> 5];
  if (read === undefined) reader.fail('segment', `a known one, not ${hexCode(head, 2)}`);
  return read(reader);
}

/** @throws RangeError for a value that its segment cannot hold. */
export function encodePath(path: Path): Uint8Array {
  const writer = new Writer();
  for (const segment of path) writeSegment(writer, segment);
  return writer.finish();
}

function writeSegment(writer: Writer, segment: Segment): void {
  switch (segment.kind) {
    case 'logical':
      writeLogicalSegment(writer, segment);
      break;
    case 'port':
      writePortSegment(writer, segment);
      break;
    case 'network':
      writeNetworkSegment(writer, segment);
      break;
    case 'data':
      writeDataSegment(writer, segment);
      break;
    case 'key':
      writeElectronicKey(writer, segment);
      break;
    default:
      writeSymbolSegment(writer, segment);
  }
}

/** The path of an object: class, instance and, when given, attribute, each in the narrowest form. */
export function objectPath(classId: number, instance: number, attribute?: number): Path {
  const path = [logicalSegment('class', classId), logicalSegment('instance', instance)];
  return attribute === undefined ? path : [...path, logicalSegment('attribute', attribute)];
}

/** Value of the first logical segment of that type, undefined without one. */
export function logicalValue(path: Path, type: LogicalType): number | undefined {
  for (const segment of path) {
    if (segment.kind === 'logical' && segment.type === type) return segment.value;
  }
  return undefined;
}

/** Words of an encoded path. @throws RangeError for more than the 255 that a length byte can say. */
export function pathWords(encoded: Uint8Array, field: string): number {
  const words = encoded.byteLength / 2;
  if (words > 0xff) throw new RangeError(`${field}: ${words} words, at most 255 fit`);
  return words;
}
