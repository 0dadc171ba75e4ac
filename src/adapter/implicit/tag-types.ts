/** Names and types of the tags, as the compiler works them out from the assemblies and the tag map. */
import type { TagValue } from '../../eip-client.js';
import type { TagEntries, TagRules } from '../../tag-file/index.js';
import type { ValueOfField } from '../fields/field.js';
import type { Layout } from '../layout.js';
import type { Assemblies, AssemblyOptions, NameOf } from '../option-types.js';

/** Assemblies that tags may lie in: what the originator sends, and what this process produces. */
export type CyclicName<A extends Assemblies> = NameOf<A, 'output'> | NameOf<A, 'input'>;

/** Types of one value that need nothing but an offset, and what they are in JavaScript. */
export interface PlainTypes {
  sint: number;
  int: number;
  dint: number;
  lint: bigint;
  usint: number;
  uint: number;
  udint: number;
  ulint: bigint;
  real: number;
  lreal: number;
  byte: number;
  word: number;
  dword: number;
  lword: bigint;
}

/** A type with its details, as a layout of a configuration file has it. */
export type FieldForm =
  | { readonly type: keyof PlainTypes }
  /** 0-7, 0 is the least significant. */
  | { readonly type: 'bool'; readonly bit: number }
  | { readonly type: 'bytes'; readonly length: number }
  /** A SHORT_STRING of at most so many (1-255) characters. */
  | { readonly type: 'shortString'; readonly most: number }
  | { readonly type: 'array'; readonly count: number; readonly of: keyof PlainTypes | FieldForm };

/** A field of the assembly's layout. */
export interface FieldPlace<N extends string = string> {
  readonly assembly: N;
  readonly field: string;
}

/** Bytes of the assembly, with or without a layout that names them: `offset` counts from 0. */
export type BytesPlace<N extends string = string> = { readonly assembly: N; readonly offset: number } & FieldForm;

/** What else may stand in an entry: its name in a controller too, so that one map does for every client. */
type Rules = TagRules & { readonly tag?: string };

/** Where each tag is, by its name. */
export type TagMap<A extends Assemblies = Assemblies> = Readonly<
  Record<string, (FieldPlace<CyclicName<A>> | BytesPlace<CyclicName<A>>) & Rules>
>;

/** A tag map, the path of a tag file, or what `loadTagFile` gives. */
export type AnyTagMap<A extends Assemblies = Assemblies> = TagMap<A> | string | TagEntries;

type FieldsOf<O extends AssemblyOptions> = O extends { readonly layout: Layout<infer F> } ? F : Record<never, never>;

type Known<T> = T extends TagValue ? T : TagValue;

type FieldValue<O extends AssemblyOptions, F> = F extends keyof FieldsOf<O>
  ? Known<ValueOfField<FieldsOf<O>[F]>>
  : TagValue;

type FormValue<F> = F extends keyof PlainTypes
  ? PlainTypes[F]
  : F extends { readonly type: infer T extends keyof PlainTypes }
    ? PlainTypes[T]
    : F extends { readonly type: 'bool' }
      ? boolean
      : F extends { readonly type: 'bytes' }
        ? Uint8Array
        : F extends { readonly type: 'shortString' }
          ? string
          : F extends { readonly type: 'array'; readonly of: infer E }
            ? FormValue<E>[]
            : TagValue;

type EntryValue<A extends Assemblies, P> = P extends { readonly scale: number }
  ? PlaceValue<A, P> extends readonly unknown[]
    ? number[]
    : number
  : PlaceValue<A, P>;

type PlaceValue<A extends Assemblies, P> = P extends {
  readonly assembly: infer N extends keyof A;
  readonly field: infer F;
}
  ? FieldValue<A[N], F>
  : FormValue<P>;

/** `command.recipe` */
type FieldName<A extends Assemblies> = {
  [N in CyclicName<A>]: `${N}.${keyof FieldsOf<A[N]> & string}`;
}[CyclicName<A>];

type NamedValue<A extends Assemblies, T> = {
  [N in CyclicName<A>]: T extends `${N}.${infer F}` ? FieldValue<A[N], F> : never;
}[CyclicName<A>];

/** Where the compiler does not know the assemblies: any name, any value. */
type AnyTags = Readonly<Record<string, TagValue>>;

/** Names and types of the tags of a client. */
export type TagsOf<A extends Assemblies, M> = string extends keyof A
  ? AnyTags
  : M extends TagMap
    ? { [T in keyof M]: EntryValue<A, M[T]> }
    : M extends string | TagEntries
      ? AnyTags
      : { [T in FieldName<A>]: NamedValue<A, T> };
