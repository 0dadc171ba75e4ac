/**
 * Names on the wire are bytes of ISO 8859-1: one character a byte, so any bytes become text and come back unchanged.
 */
export function textFromBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** @throws RangeError for a character beyond ISO 8859-1, naming the field. */
export function bytesFromText(text: string, field: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) throw new RangeError(`${field}: ${JSON.stringify(text[i])} is no ISO 8859-1 character`);
    bytes[i] = code;
  }
  return bytes;
}

/** A code as the protocol's documents write it: `0x0E`. */
export function hexCode(value: number, digits: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;
}
