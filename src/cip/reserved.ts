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
