import type { Spread } from '../scanner/histogram.js';

/** `00 01 ff`, the first bytes of a longer value. */
export function hexText(bytes: Uint8Array, most = 16): string {
  const text = [...bytes.subarray(0, most)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.byteLength > most ? `${text} ...` : text;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Microseconds as milliseconds: `p50 10.01 ms, p99 10.83 ms`. */
export function spreadText({ p50, p99 }: Spread): string {
  return `p50 ${milliseconds(p50)} ms, p99 ${milliseconds(p99)} ms`;
}

function milliseconds(us: number): string {
  return (us / 1_000).toFixed(2);
}

/** Text of a device: it is not to move the cursor. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\xff]/g, '?');
}

/** `33.011`, as programming tools show it. */
export function revisionText({ major, minor }: { readonly major: number; readonly minor: number }): string {
  return `${major}.${String(minor).padStart(3, '0')}`;
}
