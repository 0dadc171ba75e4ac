/** Reads by the names of the option `tags`, in the units that it gives them. */
import type { TagResult, TagValue } from '../../eip-client.js';
import { EipError } from '../../errors.js';
import { nameOf, namesAsked } from '../../runtime/call-arguments.js';
import type { Caller } from '../caller.js';
import type { ExplicitCallOptions } from '../option-types.js';
import { valueRead } from './booked-values.js';
import type { TagAddresses } from './tag-address.js';
import type { BookedTag, TagBook } from './tag-book.js';
import type { TagReader } from './tag-reader.js';

/** What reads tags by their names. */
export type Reads = Pick<TagReader, 'read' | 'readMany'>;

export class BookedReader implements Reads {
  constructor(
    private readonly reader: Reads,
    private readonly caller: Caller,
    private readonly addresses: TagAddresses,
    private readonly book: TagBook,
  ) {}

  /** @throws as `TagReader.read`; EipReadError EIP_TAG_TYPE_DIFFERS */
  async read(name: string, options?: ExplicitCallOptions): Promise<TagValue> {
    const booked = this.book.find(nameOf(name));
    if (booked === undefined) return this.reader.read(name, options);
    return this.valueOf(booked, await this.reader.read(booked.tag, options), options);
  }

  /** @param asked names, or names by alias @throws as `read`, but no EipReadError */
  async readMany(asked: unknown, options?: ExplicitCallOptions): Promise<Record<string, TagResult>> {
    const pairs = namesAsked(asked);
    const tags = Object.fromEntries(pairs.map(([key, name]) => [key, this.book.tagOf(name)]));
    const results = await this.reader.readMany(tags, options);
    const values: [string, TagResult][] = [];
    for (const [key, name] of pairs) {
      const result = Object.getOwnPropertyDescriptor(results, key)?.value as TagResult;
      const booked = this.book.find(name);
      values.push([key, booked === undefined ? result : await this.resultOf(booked, result, options)]);
    }
    return Object.fromEntries(values);
  }

  private async resultOf(booked: BookedTag, result: TagResult, options?: ExplicitCallOptions): Promise<TagResult> {
    if (result.quality !== 'good') return result;
    try {
      return { ...result, value: await this.valueOf(booked, result.value, options) };
    } catch (error) {
      if (!(error instanceof EipError)) throw error;
      return { quality: 'bad', value: undefined, timestamp: result.timestamp, error };
    }
  }

  private async valueOf(booked: BookedTag, raw: TagValue, options?: ExplicitCallOptions): Promise<TagValue> {
    if (booked.type === undefined && booked.scaling === undefined) return raw;
    // It was looked up to be read, and is remembered.
    const place = await this.addresses.find(booked.tag, this.caller.budget(options));
    return valueRead(booked, place, raw);
  }
}
