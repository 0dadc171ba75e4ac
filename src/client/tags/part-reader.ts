/** Reads of what is larger than a message: in parts (docs/protocol.md, "Tag services"), several on the way at a time. */
import { ServiceCode } from '../../cip/index.js';
import type { TagValue } from '../../eip-client.js';
import { CountedTextType, type TagData, tagTypeSize } from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { REPLY_HEAD, type ReplyView } from '../reply-view.js';
import { readFragmentMessage } from './messages.js';
import { type Run, runsOf } from './runs.js';
import { CutShort, decodeTag, type TagReading } from './tag-reading.js';
import type { Turns } from './turns.js';

const PARTIAL = 0x06;
/** Of a value that says its own length. */
const MOST_TEXT_BYTES = 0x2_0000;

/** Some bytes of a run: those from `from` to `to`. */
interface Piece {
  readonly run: Run;
  readonly from: number;
  readonly to: number;
}

/** One reply. */
interface Part {
  readonly tag: TagData;
  readonly isLast: boolean;
}

export class PartReader {
  constructor(private readonly caller: Caller) {}

  /**
   * @param longest bytes of a message
   * @param turns of the call: how many of its requests are on the way
   * @throws EipReadError, `Outdated`
   */
  read(reading: TagReading, longest: number, turns: Turns, budget: Budget): Promise<TagValue> {
    const { type, size } = reading.place;
    if (type instanceof CountedTextType || size === undefined) return this.readText(reading, turns, budget);
    return this.readPieces(reading, size, piecesOf(reading, type.size, longest), turns, budget);
  }

  /** Each has its place in the whole, so they may come in any order. */
  private async readPieces(
    reading: TagReading,
    size: number,
    pieces: readonly Piece[],
    turns: Turns,
    budget: Budget,
  ): Promise<TagValue> {
    const whole = new Uint8Array(size);
    await turns.all(pieces, (piece) => this.fill(whole, reading, piece, turns, budget));
    return reading.valueOf(whole);
  }

  /** A controller may give less at a time than fits: then the rest is asked for. */
  private async fill(
    whole: Uint8Array,
    reading: TagReading,
    { run, from, to }: Piece,
    turns: Turns,
    budget: Budget,
  ): Promise<void> {
    const start = run.first * ((reading.place.size ?? 0) / reading.place.count);
    for (let at = from; at < to; ) {
      const { tag, isLast } = await turns.take(() => this.part(reading, run, at, budget));
      reading.refuseOther(tag);
      const data = tag.data.subarray(0, to - at);
      whole.set(data, start + at);
      at += data.byteLength;
      if (at < to && (isLast || data.byteLength === 0)) throw reading.unusable('it ends before all of it is there');
    }
  }

  /** What says its own length is read part by part until it ends. */
  private async readText(reading: TagReading, turns: Turns, budget: Budget): Promise<TagValue> {
    const [run] = runsOf(reading.place);
    const parts: Uint8Array[] = [];
    for (let offset = 0; ; ) {
      const { tag, isLast } = await turns.take(() => this.part(reading, run as Run, offset, budget));
      reading.refuseOther(tag);
      parts.push(tag.data);
      offset += tag.data.byteLength;
      if (isLast) return reading.valueOf(Buffer.concat(parts));
      if (tag.data.byteLength === 0 || offset >= MOST_TEXT_BYTES) throw reading.unusable('it has no end');
    }
  }

  private part(reading: TagReading, { path, count }: Run, offset: number, budget: Budget): Promise<Part> {
    const decode = (reply: ReplyView): Part => {
      if (reply.status !== 0 && reply.status !== PARTIAL) throw withoutParts(reading.refusal(reply), reading);
      return { tag: decodeTag(reply.toReply().data, reading), isLast: reply.status === 0 };
    };
    const message = readFragmentMessage(path, count, offset);
    const { readTagFragmented: service } = ServiceCode;
    return this.caller.askWithin({ service, message, isRead: true, decode, failure: reading.failure }, budget);
  }
}

/** As much as a reply holds, whole elements where they are smaller than that. */
function piecesOf(reading: TagReading, elementSize: number, longest: number): Piece[] {
  const room = Math.max(1, longest - REPLY_HEAD - tagTypeSize(reading));
  const step = room < elementSize ? room : room - (room % elementSize);
  return runsOf(reading.place).flatMap((run) => {
    const size = run.count * elementSize;
    return Array.from({ length: Math.ceil(size / step) }, (_, i) => {
      const from = i * step;
      return { run, from, to: Math.min(size, from + step) };
    });
  });
}

/** A part that does not fit either is a refusal. */
function withoutParts(error: Error, reading: TagReading): Error {
  return error instanceof CutShort ? reading.unusable('it is too large for this connection, also in parts') : error;
}
