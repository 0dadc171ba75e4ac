/** What a tag file says of tags, as its user writes it. entry-schema.ts checks it; docs/client.md, "Tag files". */

/**
 * How far a number has to be from the value that was told last before it is told again: more than so much (a number), or
 * more than so many percent of a value. It counts for each number of an array or structure by itself. Strings, booleans
 * and times are told when they are others; NaN when it comes and when it goes.
 */
export type Deadband =
  | number
  | {
      /** 0-100. Of the value told last (of 0: any change), or of the width of `range`. */
      readonly percent: number;
      /** Least and greatest value that the tag usually has. */
      readonly range?: readonly [low: number, high: number];
    };

/** What holds for a tag wherever its value comes from. */
export interface TagRules {
  /** value = raw * scale + offset: what is read is multiplied, what is written is divided. Not 0; default 1. */
  readonly scale?: number;
  /** In the unit of the value, as in `m/s`: for people. */
  readonly unit?: string;
  /** Name of the tags that are read together. */
  readonly group?: string;
  readonly deadband?: Deadband;
  /** Least value that is written, in the unit of the value: what is less is refused. */
  readonly min?: number;
  /** Most value that is written, likewise. */
  readonly max?: number;
  /** More writes than that are refused, 0.001-1,000. */
  readonly maxWritesPerSecond?: number;
  /** Refuses every write. Default false. */
  readonly readOnly?: boolean;
}

/** A tag of a controller, with what is known of it. */
export interface TagEntry extends TagRules {
  /** Its name in the controller; default: the name of the entry. */
  readonly tag?: string;
  /** As the controller calls it, `DINT`, `REAL[10]`: another one there is an error. */
  readonly type?: string;
  /** value = raw * scale + offset. Default 0. */
  readonly offset?: number;
  /** Where an `ImplicitClient` has it. */
  readonly assembly?: AssemblyTag;
}

/** A field of an assembly's layout, or bytes of the assembly. */
export type AssemblyTag =
  | { readonly name: string; readonly field: string }
  | { readonly name: string; readonly offset: number; readonly type: string; readonly [detail: string]: unknown };

/** Tags by the names that a program gives them, or only names of the controller. */
export type TagEntries = readonly string[] | Readonly<Record<string, string | TagEntry>>;
