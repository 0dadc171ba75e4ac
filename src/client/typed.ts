/** A client whose tags are known to the compiler: `client.typed<Tags>()`. */
import type { TagResult, WriteResult } from '../eip-client.js';
import type { ExplicitCallOptions } from './option-types.js';
import type { SubscribeOptions, Subscription, TagUpdate, WatchedTagOptions } from './subscriptions/index.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Names of the tags that may be written: those that are not `readonly` in `Tags`. */
export type WritableName<Tags extends object> = {
  [N in keyof Tags]-?: Same<{ [K in N]: Tags[N] }, { -readonly [K in N]: Tags[N] }> extends true ? N : never;
}[keyof Tags] &
  string;

/** What may be written to a tag of such a value: a structure may lack members, which then stay as they are. */
export type WrittenValue<V> = V extends boolean | number | bigint | string | Date | Uint8Array | readonly unknown[]
  ? V
  : { readonly [M in keyof V]?: WrittenValue<V[M]> };

/**
 * What a name leads to: a tag, or an element, a member or a bit of one (`Recipes[3].Speed`,
 * `Counts[2]{3}`, `Status.5`). `never` for a
 * name that leads nowhere.
 */
export type ValueAt<Tags extends object, Name extends string> = Name extends keyof Tags
  ? Tags[Name]
  : MemberAt<Tags, Name>;

/** A name that leads somewhere; for another one those that it might be. */
export type KnownName<Tags extends object, Name extends string> = Name extends string
  ? [ValueAt<Tags, Name>] extends [never]
    ? keyof Tags & string
    : Name
  : never;

/** Of a structure, or of all tags: a member, and what stands behind its name. */
type MemberAt<V extends object, Name extends string> = {
  [M in keyof V & string]: Name extends `${M}${infer Rest}` ? PartAt<V[M], Rest> : never;
}[keyof V & string];

type PartAt<V, Rest extends string> = Rest extends ''
  ? V
  : Rest extends `[${infer Index}]${infer More}`
    ? More extends `{${bigint}}`
      ? Several<ElementAt<V, Index>>
      : PartAt<ElementAt<V, Index>, More>
    : Rest extends `.${infer Name}`
      ? Within<V, Name>
      : never;

type Several<Element> = [Element] extends [never] ? never : readonly Element[];

type Within<V, Name extends string> = V extends number | bigint
  ? Name extends `${bigint}`
    ? boolean
    : never
  : V extends readonly unknown[] | Date | Uint8Array
    ? never
    : V extends object
      ? MemberAt<V, Name>
      : never;

type ElementAt<V, Index extends string> = V extends readonly (infer Element)[]
  ? Index extends `${infer First},${infer More}`
    ? First extends `${bigint}`
      ? ElementAt<Element, More>
      : never
    : Index extends `${bigint}`
      ? Element
      : never
  : never;

type Writable<Tags extends object> = Pick<Tags, WritableName<Tags>>;

/** What a subscription is asked for under an alias: a name, or one with options. */
type Watched = string | WatchedTagOptions;

type WatchedName<W> = W extends string ? W : W extends { readonly name: infer N extends string } ? N : never;

type KnownWatched<Tags extends object, W> = W extends string
  ? KnownName<Tags, W>
  : WatchedTagOptions & { readonly name: KnownName<Tags, WatchedName<W>> };

/** What is told of tags with such values, by key: comparing `key` says which value it is. */
export type UpdateOf<Values extends object> = {
  [K in keyof Values & string]: TagUpdate<K, Values[K]>;
}[keyof Values & string];

/** The calls of `ExplicitClient` that take names of tags, for those of `Tags` and what they consist of. */
export interface TypedTagCalls<Tags extends object> {
  readTag<N extends keyof Tags & string>(name: N, options?: ExplicitCallOptions): Promise<Tags[N]>;
  readTag<N extends string>(name: N & KnownName<Tags, N>, options?: ExplicitCallOptions): Promise<ValueAt<Tags, N>>;

  readTags<const N extends string>(
    names: readonly (N & KnownName<Tags, N>)[],
    options?: ExplicitCallOptions,
  ): Promise<{ [Name in N]: TagResult<ValueAt<Tags, Name>> }>;
  readTags<const L extends Readonly<Record<string, string>>>(
    names: L & { readonly [Alias in keyof L]: KnownName<Tags, L[Alias]> },
    options?: ExplicitCallOptions,
  ): Promise<{ -readonly [Alias in keyof L]: TagResult<ValueAt<Tags, L[Alias]>> }>;

  writeTag<N extends WritableName<Tags>>(
    name: N,
    value: WrittenValue<Tags[N]>,
    options?: ExplicitCallOptions,
  ): Promise<void>;
  writeTag<N extends string>(
    name: N & KnownName<Writable<Tags>, N>,
    value: WrittenValue<ValueAt<Writable<Tags>, N>>,
    options?: ExplicitCallOptions,
  ): Promise<void>;

  writeTags<const N extends string>(
    values: { readonly [Name in N]: WrittenValue<ValueAt<Writable<Tags>, Name>> },
    options?: ExplicitCallOptions,
  ): Promise<{ [Name in N]: WriteResult }>;

  subscribe<const N extends string>(
    names: readonly (N & KnownName<Tags, N>)[],
    options: SubscribeOptions,
  ): Subscription<UpdateOf<{ [Name in N]: ValueAt<Tags, Name> }>>;
  subscribe<const L extends Readonly<Record<string, Watched>>>(
    tags: L & { readonly [Alias in keyof L]: KnownWatched<Tags, L[Alias]> },
    options: SubscribeOptions,
  ): Subscription<UpdateOf<{ [Alias in keyof L & string]: ValueAt<Tags, WatchedName<L[Alias]>> }>>;
}
