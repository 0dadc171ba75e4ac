/** Whether a value is far enough from the one that was told last. */
import type { TagValue } from '../../eip-client.js';

/** Checked, complete. */
export type Band =
  | { readonly kind: 'absolute'; readonly most: number }
  /** Of the value told last. */
  | { readonly kind: 'relative'; readonly percent: number };

/** Each number goes by the band, also those within arrays and structures; everything else by being the same. */
export function differs(told: TagValue, value: TagValue, band: Band): boolean {
  if (typeof told === 'number' && typeof value === 'number') return isBeyond(told, value, band);
  if (typeof told === 'bigint' && typeof value === 'bigint') return isLongBeyond(told, value, band);
  if (typeof told !== 'object' || typeof value !== 'object') return told !== value;
  if (told instanceof Date || value instanceof Date) return !isSameTime(told, value);
  return partsDiffer(told as Parts, value as Parts, band);
}

/** Arrays, bytes, structures. */
type Parts = Readonly<Record<string, TagValue>>;

function partsDiffer(told: Parts, value: Parts, band: Band): boolean {
  const keys = Object.keys(told);
  if (Array.isArray(told) !== Array.isArray(value) || keys.length !== Object.keys(value).length) return true;
  return keys.some((key) => {
    const [before, after] = [told[key], value[key]];
    return before === undefined || after === undefined || differs(before, after, band);
  });
}

function isBeyond(told: number, value: number, band: Band): boolean {
  if (told === value || (Number.isNaN(told) && Number.isNaN(value))) return false;
  if (!Number.isFinite(told) || !Number.isFinite(value)) return true;
  return Math.abs(value - told) > widthAt(told, band);
}

function isLongBeyond(told: bigint, value: bigint, band: Band): boolean {
  if (told === value) return false;
  return (value > told ? value - told : told - value) > widthAt(Number(told), band);
}

function widthAt(told: number, band: Band): number {
  return band.kind === 'absolute' ? band.most : (Math.abs(told) / 100) * band.percent;
}

function isSameTime(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date && Object.is(a.getTime(), b.getTime());
}
