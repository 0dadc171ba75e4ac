import type { TagResult, TagValue } from '../../eip-client.js';
import { notGood, notSent, unknownForReading } from './failures.js';
import type { Feed } from './feed.js';
import { removed, type Sighting } from './sighting.js';
import type { InputTag, OutputTag, Tag } from './tag.js';
import { nowUs, WallClock } from './wall-clock.js';

/** Reads the tags of a client. */
export class TagReader {
  private readonly clock = new WallClock();

  constructor(private readonly tags: ReadonlyMap<string, Tag>) {}

  /** @param asked `[key of the result, name of the tag]`. All tags of one assembly are of one packet. */
  read(asked: Iterable<readonly [key: string, name: string]>): Record<string, TagResult> {
    const seen = new Map<Feed, Sighting>();
    return Object.fromEntries(Array.from(asked, ([key, name]) => [key, this.readWith(name, seen)]));
  }

  readOne(name: string): TagResult {
    return this.readWith(name, new Map());
  }

  private readWith(name: string, seen: Map<Feed, Sighting>): TagResult {
    const tag = this.tags.get(name);
    if (tag === undefined) return this.unknown(name);
    return tag.kind === 'input' ? this.written(tag) : this.received(tag, lookOnce(tag.feed, seen));
  }

  private received(tag: OutputTag, sighting: Sighting): TagResult {
    const { last } = sighting;
    const timestamp = last === undefined ? this.now() : this.clock.dateOf(last.receivedUs);
    if (last !== undefined && endOf(tag) > last.length) return notSentResult(tag, last.length, timestamp);
    if (sighting.quality === 'good') return { quality: 'good', value: valueIn(tag, sighting.last.view), timestamp };
    const { quality, reason } = sighting;
    return { quality, value: last && valueIn(tag, last.view), timestamp, error: notGood(tag, quality, reason) };
  }

  /** This process says what an input holds: true now, whoever listens. */
  private written(tag: InputTag): TagResult {
    const view = new DataView(tag.assembly.bytes.buffer);
    if (tag.assembly.isRemoved) return gone(tag, valueIn(tag, view), this.now());
    return { quality: 'good', value: valueIn(tag, view), timestamp: this.now() };
  }

  private unknown(name: string): TagResult {
    const error = unknownForReading(name, [...this.tags.keys()]);
    return { quality: 'bad', value: undefined, timestamp: this.now(), error };
  }

  private now(): Date {
    return this.clock.dateOf(nowUs());
  }
}

/** Nobody can get it any more. */
function gone(tag: InputTag, value: TagValue, timestamp: Date): TagResult {
  const quality = 'disconnected';
  return { quality, value, timestamp, error: notGood(tag, quality, removed(tag.assembly.name)) };
}

/** What stands behind the bytes that came is left over from longer data. */
function notSentResult(tag: OutputTag, length: number, timestamp: Date): TagResult {
  return { quality: 'bad', value: undefined, timestamp, error: notSent(tag, length) };
}

/** Byte behind the tag. */
function endOf({ field }: Tag): number {
  return Math.ceil((field.firstBit + field.bits) / 8);
}

function valueIn({ field, rules }: Tag, view: DataView): TagValue {
  const raw = field.read(view);
  return rules === undefined ? (raw as TagValue) : rules.value(raw);
}

function lookOnce(feed: Feed, seen: Map<Feed, Sighting>): Sighting {
  const sighting = seen.get(feed) ?? feed.look();
  seen.set(feed, sighting);
  return sighting;
}
