/** What the words of an EDS file mean. */
import { CipDecodeError, dataType, decodePath, type Path } from '../cip/index.js';

/** Decimal or 0x..., undefined for anything else. */
export function wholeOf(text: string): bigint | undefined {
  if (/^0x[0-9a-f]+$/i.test(text)) return BigInt(text);
  if (/^[+-]?\d+$/.test(text)) return BigInt(text.replace(/^\+/, ''));
  return undefined;
}

export function numberOf(text: string): number | undefined {
  const whole = wholeOf(text);
  if (whole !== undefined) return Number(whole);
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** `mm-dd-yyyy`, also with a year of two digits. */
export function isDate(text: string): boolean {
  const match = /^(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})$/.exec(text);
  const [month, day, year] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  if (match === null || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year < 100 ? 2000 + year : year, month, 0)).getUTCDate();
}

/** `hh:mm:ss` */
export function isTime(text: string): boolean {
  const match = /^(\d{1,2}):(\d{2}):(\d{2})$/.exec(text);
  return match !== null && Number(match[1]) < 24 && Number(match[2]) < 60 && Number(match[3]) < 60;
}

export type Reference = { readonly keyword: string; readonly number: number };

/** `Param12`, `Assem100` */
export function referenceOf(text: string): Reference | undefined {
  const match = /^(Param|Assem)(\d+)$/i.exec(text);
  const [, keyword, digits] = match ?? [];
  if (keyword === undefined || digits === undefined) return undefined;
  return { keyword: keyword.toLowerCase() === 'param' ? 'Param' : 'Assem', number: Number(digits) };
}

/** References within the text of a path: `20 04 2C [Param5]`. */
export function referencesIn(path: string): Reference[] {
  return [...path.matchAll(/\[(\w+)\]/g)].flatMap(([, name]) => referenceOf(name ?? '') ?? []);
}

const SYMBOL_PATH = 'SYMBOL_ANSI';

/** Bytes of `20 04 24 64`; undefined for another text. */
export function pathBytes(text: string): Uint8Array | undefined {
  if (!/^\s*[0-9a-f]{2}(\s+[0-9a-f]{2})*\s*$/i.test(text)) return undefined;
  return Uint8Array.from(text.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));
}

/** @throws CipDecodeError where the bytes are no path */
export function pathOf(text: string): Path | undefined {
  const bytes = pathBytes(text);
  return bytes && decodePath(bytes);
}

/** What is wrong with a path, undefined when nothing is. What references stand for is not looked at. */
export function pathFault(text: string): string | undefined {
  if (text.trim() === SYMBOL_PATH) return undefined;
  const filled = text.replace(/\[\w+\]/g, '00');
  if (pathBytes(filled) === undefined) return 'expected bytes such as "20 04 24 64"';
  try {
    if (filled === text) pathOf(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof CipDecodeError)) throw error;
    return `is no path of CIP: ${error.message}`;
  }
}

export interface ParamType {
  readonly name: string;
  /** Bytes; undefined where the value says its own. */
  readonly size: number | undefined;
  /** Undefined for what is no integer. */
  readonly range?: readonly [least: bigint, most: bigint];
  readonly text?: boolean;
}

const SIGNED = new Set([0xc2, 0xc3, 0xc4, 0xc5]);
const UNSIGNED = new Set([0xc6, 0xc7, 0xc8, 0xc9, 0xd1, 0xd2, 0xd3, 0xd4]);
/** Types that only an EDS names. */
const OTHER_TYPES: ReadonlyMap<number, string> = new Map([
  [0xd5, 'STRING2'],
  [0xd9, 'STRINGN'],
  [0xdc, 'EPATH'],
  [0xdd, 'ENGUNIT'],
  [0xde, 'STRINGI'],
]);
const TEXTS = new Set([0xd0, 0xd5, 0xd9, 0xda, 0xdc, 0xde]);

/** Undefined for a code that is none. */
export function paramType(code: number): ParamType | undefined {
  const { name, size } = dataType(code) ?? { name: OTHER_TYPES.get(code), size: undefined };
  if (name === undefined) return undefined;
  const range = integerRange(code, size);
  return { name, size, ...(range && { range }), ...(TEXTS.has(code) && { text: true }) };
}

function integerRange(code: number, size: number | undefined): readonly [bigint, bigint] | undefined {
  if (code === 0xc1) return [0n, 1n];
  const bits = BigInt(8 * (size ?? 0));
  if (SIGNED.has(code)) return [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
  return UNSIGNED.has(code) ? [0n, (1n << bits) - 1n] : undefined;
}
