/** Members of structures, one class a shape. Places count from the first byte of the structure. */
import { shown } from '../../config/shown.js';
import { type TagValue, TagValueError } from '../value.js';
import { writeElements } from './arrays.js';
import { BITS_A_WORD, readBits, writeBits } from './bool-array.js';
import { BOOL, DWORD } from './elementary.js';
import type { TagType } from './tag-type.js';

export interface Member {
  readonly name: string;
  readonly offset: number;
  /** Bytes from `offset` on. */
  readonly size: number;
  readonly leaves: number;
  /** Of one element, as services name it: BOOL for a bit, DWORD for a BOOL array; undefined where nobody knows it. */
  readonly type: TagType | undefined;
  /** Elements as services count them (32 BOOLs are one); undefined for a single value. */
  readonly length: number | undefined;

  /** @param at the first byte of the structure */
  read(view: DataView, at: number): TagValue;
  /** @throws TagValueError */
  write(view: DataView, at: number, value: unknown): void;
}

export class ScalarMember implements Member {
  readonly length = undefined;
  readonly size: number;
  readonly leaves: number;

  constructor(
    readonly name: string,
    readonly offset: number,
    readonly type: TagType,
  ) {
    this.size = type.size;
    this.leaves = type.leaves;
  }

  read(view: DataView, at: number): TagValue {
    return this.type.read(view, at + this.offset);
  }

  write(view: DataView, at: number, value: unknown): void {
    this.type.write(view, at + this.offset, value);
  }
}

export class ArrayMember implements Member {
  readonly size: number;
  readonly leaves: number;

  constructor(
    readonly name: string,
    readonly offset: number,
    readonly type: TagType,
    readonly length: number,
  ) {
    this.size = length * type.size;
    this.leaves = length * type.leaves;
  }

  read(view: DataView, at: number): TagValue {
    return this.type.readMany(view, at + this.offset, this.length);
  }

  write(view: DataView, at: number, value: unknown): void {
    writeElements(this.type, view, at + this.offset, value, this.length);
  }
}

/** A BOOL: one bit of a host that it shares with others. */
export class BitMember implements Member {
  readonly type = BOOL;
  readonly length = undefined;
  readonly size = 1;
  readonly leaves = 1;
  readonly offset: number;
  /** Within the byte at `offset`. */
  readonly mask: number;

  /** @param bit counted from bit 0 of the byte at `hostOffset`; 8 and more are in the bytes behind it */
  constructor(
    readonly name: string,
    readonly hostOffset: number,
    readonly bit: number,
  ) {
    this.offset = hostOffset + (bit >> 3);
    this.mask = 1 << (bit & 7);
  }

  read(view: DataView, at: number): TagValue {
    return (view.getUint8(at + this.offset) & this.mask) !== 0;
  }

  write(view: DataView, at: number, value: unknown): void {
    if (typeof value !== 'boolean') throw new TagValueError(`${shown(value)} is no boolean`);
    const byte = view.getUint8(at + this.offset);
    view.setUint8(at + this.offset, value ? byte | this.mask : byte & ~this.mask);
  }
}

export class BoolArrayMember implements Member {
  readonly type = DWORD;
  readonly size: number;
  readonly leaves: number;

  /** @param length in words of 32 BOOLs */
  constructor(
    readonly name: string,
    readonly offset: number,
    readonly length: number,
  ) {
    this.size = 4 * length;
    this.leaves = BITS_A_WORD * length;
  }

  read(view: DataView, at: number): TagValue {
    return readBits(view, at + this.offset, this.length);
  }

  write(view: DataView, at: number, value: unknown): void {
    writeBits(view, at + this.offset, this.length, value);
  }
}

/** A member of a type that is not known here: its bytes. */
export class OpaqueMember implements Member {
  readonly type = undefined;
  readonly length = undefined;
  readonly leaves = 1;

  constructor(
    readonly name: string,
    readonly offset: number,
    readonly size: number,
  ) {}

  /** A copy. */
  read(view: DataView, at: number): TagValue {
    return new Uint8Array(view.buffer, view.byteOffset + at + this.offset, this.size).slice();
  }

  write(view: DataView, at: number, value: unknown): void {
    if (!(value instanceof Uint8Array)) throw new TagValueError(`${shown(value)} is no Uint8Array`);
    if (value.byteLength !== this.size) throw new TagValueError(`${value.byteLength} bytes are not ${this.size}`);
    new Uint8Array(view.buffer, view.byteOffset + at + this.offset, this.size).set(value);
  }
}
