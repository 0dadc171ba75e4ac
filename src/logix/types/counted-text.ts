/** Text that says its own length: elementary STRING of other devices, and SHORT_STRING, which is a Micro800's STRING. */
import { Reader } from '../../cip/reader.js';
import { textFromBytes } from '../../cip/text.js';
import { checkedText, writeText } from './texts.js';

export class CountedTextType {
  /** It has none that holds for all values. */
  readonly size = 0;

  constructor(
    readonly name: string,
    readonly code: number,
    /** Of the length in front. */
    private readonly lengthBytes: 1 | 2,
  ) {}

  /** @throws CipDecodeError when the data ends before the texts do. */
  decode(data: Uint8Array, count: number): string[] {
    const reader = new Reader(data, this.name);
    const texts: string[] = [];
    for (let i = 0; i < count; i++) {
      const length = this.lengthBytes === 1 ? reader.u8('length') : reader.u16('length');
      texts.push(textFromBytes(reader.take(length, 'text')));
    }
    return texts;
  }

  /** @throws TagValueError for what is no text, too long, or has wide characters. */
  encode(value: unknown): Uint8Array {
    const text = checkedText(value, this.lengthBytes === 1 ? 0xff : 0xffff);
    const view = new DataView(new ArrayBuffer(this.lengthBytes + text.length));
    if (this.lengthBytes === 1) view.setUint8(0, text.length);
    else view.setUint16(0, text.length, true);
    writeText(view, this.lengthBytes, text);
    return new Uint8Array(view.buffer);
  }
}

export const COUNTED_STRING = new CountedTextType('STRING', 0xd0, 2);
export const SHORT_STRING = new CountedTextType('SHORT_STRING', 0xda, 1);

export function countedTextType(code: number): CountedTextType | undefined {
  if (code === COUNTED_STRING.code) return COUNTED_STRING;
  return code === SHORT_STRING.code ? SHORT_STRING : undefined;
}
