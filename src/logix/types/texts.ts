/** Text of one byte a character, ISO 8859-1, as it stands in a view. */
import { shown } from '../../config/shown.js';
import { TagValueError } from '../value.js';

/** Up to here a call of its own costs more than it saves. */
const SHORT = 12;

export function readText(view: DataView, at: number, length: number): string {
  if (length > SHORT) return Buffer.from(view.buffer, view.byteOffset + at, length).toString('latin1');
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(view.getUint8(at + i));
  return text;
}

export function writeText(view: DataView, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
}

/** @throws TagValueError for what is no text of at most so many characters of one byte. */
export function checkedText(value: unknown, most: number): string {
  if (typeof value !== 'string') throw new TagValueError(`${shown(value)} is no string`);
  if (value.length > most) throw new TagValueError(`${value.length} characters are more than ${most}`);
  for (let i = 0; i < value.length; i++) {
    if (value.charCodeAt(i) > 0xff) throw new TagValueError(`"${value.charAt(i)}" is no character of ISO 8859-1`);
  }
  return value;
}
