/** One tag of the controller: what it is called by, what it is, and the bytes that it holds. */
import { encodeTypeWord, type TagType, viewOf } from '../../logix/index.js';
import type { ExternalAccess } from '../definition/option-types.js';
import type { ResolvedType } from '../definition/type-set.js';

export class Tag {
  readonly type: TagType;
  /** As services count: words of a BOOL array. */
  readonly dimensions: readonly number[];
  readonly isBoolArray: boolean;
  readonly typeWord: number;
  /** All elements, as they are on the wire. */
  readonly bytes: Uint8Array;
  readonly view: DataView;

  constructor(
    readonly name: string,
    /** Of a program; undefined for the controller's. */
    readonly program: string | undefined,
    readonly instance: number,
    { type, template, dimensions, isBoolArray }: ResolvedType,
    readonly access: ExternalAccess,
  ) {
    this.type = type;
    this.dimensions = dimensions;
    this.isBoolArray = isBoolArray;
    this.bytes = new Uint8Array(dimensions.reduce((product, size) => product * size, type.size));
    this.view = viewOf(this.bytes);
    const shape = { dimensions: dimensions.length, system: false, bit: 0 };
    this.typeWord = encodeTypeWord({ ...shape, ...(template === undefined ? { code: type.code } : { template }) });
  }

  /** Of an array; 1 for a single value. */
  get elements(): number {
    return this.dimensions.reduce((product, size) => product * size, 1);
  }
}

/** A symbol that is no tag: a program, or one of the controller's own. */
export interface SystemSymbol {
  readonly name: string;
  readonly instance: number;
  readonly typeWord: number;
}
