/** Strings of Logix controllers: structures of a length and characters (docs/protocol.md, "Strings"). */
import { STRUCTURE_TYPE } from '../../cip/data-types.js';
import type { TagValue } from '../value.js';
import { readEach, type TagType } from './tag-type.js';
import { checkedText, readText, writeText } from './texts.js';

/** The length, a DINT, stands in front of the characters. */
const LENGTH_SIZE = 4;

export class StringType implements TagType {
  readonly code = STRUCTURE_TYPE;
  readonly leaves = 1;

  /**
   * @param capacity most characters
   * @param size bytes of the structure, at least 4 + capacity
   */
  constructor(
    readonly name: string,
    readonly handle: number,
    readonly capacity: number,
    readonly size: number,
  ) {}

  /** A length that no such string can have is cut to what it can have. */
  read(view: DataView, at: number): string {
    const length = view.getInt32(at, true);
    return readText(view, at + LENGTH_SIZE, Math.min(Math.max(length, 0), this.capacity));
  }

  readMany(view: DataView, at: number, count: number): TagValue[] {
    return readEach(this, view, at, count);
  }

  /** What stood behind the new text is zeros afterwards. */
  write(view: DataView, at: number, value: unknown): void {
    const text = checkedText(value, this.capacity);
    view.setInt32(at, text.length, true);
    new Uint8Array(view.buffer, view.byteOffset + at + LENGTH_SIZE, this.size - LENGTH_SIZE).fill(0);
    writeText(view, at + LENGTH_SIZE, text);
  }
}

/** The STRING of every controller: template 0xFCE. */
export const STRING = new StringType('STRING', 0x0fce, 82, 88);
