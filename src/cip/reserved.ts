import type { Reader } from './reader.js';

/**
 * Bytes and bits the protocol calls reserved, padding or unused. They are zero in nearly every message, so a decoded
 * object holds them only when they are not; that keeps it plain and still lets it encode to the same bytes.
 */
export function reservedBytes(bytes: Uint8Array): { readonly reserved?: Uint8Array } {
  return bytes.some((byte) => byte !== 0) ? { reserved: bytes } : {};
}

export function reservedNumber(value: number): { readonly reserved?: number } {
  return value === 0 ? {} : { reserved: value };
}

export function padByte(value: number): { readonly pad?: number } {
  return value === 0 ? {} : { pad: value };
}

export const NOTHING = new Uint8Array(0);

/**
 * What stands behind the last field of a service's data. A sender should send none; a target refuses it with 0x15, an
 * originator can do without it, so the codec keeps it and leaves that to them.
 */
export function trailingBytes(reader: Reader): { readonly trailing?: Uint8Array } {
  return reader.remaining > 0 ? { trailing: reader.rest() } : {};
}
