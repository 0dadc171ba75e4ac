/**
 * Objects of CIP as tables: each attribute says its number and how its value is read. From one table come the decoders
 * of single values and of a Get_Attributes_All reply. All of them throw `CipDecodeError` and read nothing beyond the
 * bytes they got; an unknown value (a type or state that is not listed) is kept as its number.
 */
import { Reader } from '../reader.js';

export class Attribute<T> {
  /** @internal Use `attribute`. */
  constructor(
    readonly id: number,
    /** @internal From the cursor on. */
    readonly read: (reader: Reader) => T,
  ) {}

  /** As Get_Attribute_Single answers it. @throws CipDecodeError when it is cut or too long. */
  decode(data: Uint8Array, structure = `attribute ${this.id}`): T {
    const reader = new Reader(data, structure);
    const value = this.read(reader);
    reader.end();
    return value;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a table of attributes of any types.
type Attributes = Readonly<Record<string, Attribute<any>>>;

export type AttributeValue<A> = A extends Attribute<infer T> ? T : never;
export type AttributeValues<A> = { readonly [K in keyof A]: AttributeValue<A[K]> };

export function attribute<T>(id: number, read: (reader: Reader) => T): Attribute<T> {
  return new Attribute(id, read);
}

export class ObjectClass<A extends Attributes> {
  /**
   * @internal
   * @param attributes in the order of Get_Attributes_All
   * @param lastOfAll the last one that Get_Attributes_All answers; undefined: there is no such service
   */
  constructor(
    readonly name: string,
    readonly classId: number,
    readonly attributes: A,
    private readonly lastOfAll?: keyof A & string,
  ) {}

  /** The value of one attribute, as Get_Attribute_Single answers it. @throws CipDecodeError when it is cut or too long. */
  decode<N extends keyof A & string>(name: N, data: Uint8Array): AttributeValue<A[N]> {
    return this.attributes[name]?.decode(data, `${this.name} ${name}`);
  }

  /**
   * The reply to Get_Attributes_All. A device of an older revision ends after fewer attributes, and those of newer ones
   * that are not known here are left alone. @throws CipDecodeError when it ends inside an attribute.
   */
  decodeAll(data: Uint8Array): Partial<AttributeValues<A>> {
    const reader = new Reader(data, `${this.name} attributes`);
    const values: Partial<Record<keyof A, unknown>> = {};
    if (this.lastOfAll === undefined) return {};
    for (const [name, { read }] of Object.entries(this.attributes)) {
      if (reader.remaining === 0) break;
      values[name as keyof A] = read(reader);
      if (name === this.lastOfAll) break;
    }
    return values as Partial<AttributeValues<A>>;
  }
}
