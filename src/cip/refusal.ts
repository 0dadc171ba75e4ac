import { type ConnectionTriad, readTriad, writeTriad } from './connection-triad.js';
import { Reader } from './reader.js';
import { NOTHING, reservedNumber, trailingBytes } from './reserved.js';
import { Writer } from './writer.js';

/** Data of a refused Forward Open or Forward Close. */
export interface Refusal {
  readonly triad: ConnectionTriad;
  /** Words of the path that the refusing device had not used yet. */
  readonly remainingPathWords: number;
  readonly reserved?: number;
  /** Bytes behind the last field, which should not be there. */
  readonly trailing?: Uint8Array;
}

/**
 * Decodes the data of a reply whose status is not 0. A device that does not know the service sends none: undefined.
 * @throws CipDecodeError for one to nine bytes.
 */
export function decodeRefusal(data: Uint8Array): Refusal | undefined {
  if (data.byteLength === 0) return undefined;
  const reader = new Reader(data, 'refused Forward Open / Close');
  const triad = readTriad(reader);
  const remainingPathWords = reader.u8('remaining path size');
  const reserved = reservedNumber(reader.u8('reserved byte'));
  return { triad, remainingPathWords, ...reserved, ...trailingBytes(reader) };
}

export function encodeRefusal(refusal: Refusal | undefined): Uint8Array {
  const writer = new Writer();
  if (refusal === undefined) return writer.finish();
  writeTriad(writer, refusal.triad);
  writer.u8(refusal.remainingPathWords, 'remaining path size').u8(refusal.reserved ?? 0, 'reserved byte');
  return writer.raw(refusal.trailing ?? NOTHING).finish();
}

/** What an acceptable RPI means: no objection, no word, the least, the most, or the only one accepted. */
export const RPI_KINDS = ['fine', 'unspecified', 'least', 'most', 'needed'] as const;
export type RpiKind = (typeof RPI_KINDS)[number] | number;

export interface AcceptableRpi {
  readonly kind: RpiKind;
  readonly rpiUs: number;
}

/** What a target says it would have accepted, behind the first extended status word. */
export type RefusalDetail =
  | { readonly type: 'rpi'; readonly oToT: AcceptableRpi; readonly tToO: AcceptableRpi }
  /** Bytes; words for the configuration data (0x0126). */
  | { readonly type: 'size'; readonly size: number };

const RPI_NOT_ACCEPTABLE = 0x0112;
const SIZES: ReadonlySet<number> = new Set([0x0109, 0x0126, 0x0127, 0x0128]);

/** Reads the words behind the first extended status word; undefined when there are none or they have no meaning. */
export function refusalDetail(extendedStatus: readonly number[]): RefusalDetail | undefined {
  const [code, size] = extendedStatus;
  if (code === RPI_NOT_ACCEPTABLE) return acceptableRpis(extendedStatus);
  return code !== undefined && SIZES.has(code) && size !== undefined ? { type: 'size', size } : undefined;
}

function acceptableRpis([, kinds, oToTLow, oToTHigh, tToOLow, tToOHigh]: readonly number[]): RefusalDetail | undefined {
  if (kinds === undefined || oToTLow === undefined || oToTHigh === undefined) return undefined;
  if (tToOLow === undefined || tToOHigh === undefined) return undefined;
  const oToT = { kind: rpiKind(kinds & 0xff), rpiUs: oToTLow + oToTHigh * 0x1_0000 };
  return { type: 'rpi', oToT, tToO: { kind: rpiKind(kinds >> 8), rpiUs: tToOLow + tToOHigh * 0x1_0000 } };
}

function rpiKind(code: number): RpiKind {
  return RPI_KINDS[code] ?? code;
}
