/** A client whose tags are known to the compiler: `client.typed<Tags>()`. */
import type { TagResult, WriteResult } from '../eip-client.js';
import type { ExplicitClient } from './explicit-client.js';
import type { ExplicitCallOptions } from './option-types.js';

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

/** The calls of `ExplicitClient` that take names of tags, for those of `Tags`. */
export interface TypedTagCalls<Tags extends object> {
  readTag<N extends keyof Tags & string>(name: N, options?: ExplicitCallOptions): Promise<Tags[N]>;

  readTags<const N extends keyof Tags & string>(
    names: readonly N[],
    options?: ExplicitCallOptions,
  ): Promise<{ [Name in N]: TagResult<Tags[Name]> }>;
  readTags<const L extends Readonly<Record<string, keyof Tags & string>>>(
    names: L,
    options?: ExplicitCallOptions,
  ): Promise<{ -readonly [Alias in keyof L]: TagResult<Tags[L[Alias]]> }>;

  writeTag<N extends WritableName<Tags>>(
    name: N,
    value: WrittenValue<Tags[N]>,
    options?: ExplicitCallOptions,
  ): Promise<void>;

  writeTags<const N extends WritableName<Tags>>(
    values: { readonly [Name in N]: WrittenValue<Tags[Name]> },
    options?: ExplicitCallOptions,
  ): Promise<{ [Name in N]: WriteResult }>;
}

/** An `ExplicitClient` that takes the names of `Tags` and nothing else, each with its type. */
export interface TypedExplicitClient<Tags extends object>
  extends Omit<ExplicitClient, keyof TypedTagCalls<Tags> | 'typed'>,
    TypedTagCalls<Tags> {}
