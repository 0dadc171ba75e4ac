/** Reads of what is larger than a message: in parts (docs/protocol.md, "Tag services"), several on the way at a time. */
import { ServiceCode } from '../../cip/index.js';
import type { TagValue } from '../../eip-client.js';
import { CountedTextType, type TagData, tagTypeSize } from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { REPLY_HEAD, type ReplyView } from '../reply-view.js';
import { readFragmentMessage } from './messages.js';
import { type Piece, type Run, runsOf } from './runs.js';
import { CutShort, decodeTag, holdsType, type TagReading } from './tag-reading.js';
import type { Turns } from './turns.js';

const PARTIAL = 0x06;
/** Of a value that says its own length. */
const MOST_TEXT_BYTES = 0x2_0000;

/** One reply. */
interface Part {
  readonly tag: TagData;
  readonly isLast: boolean;
}

/** A buffer for the next large read is kept up to this size. */
const MOST_SPARE = 0x10_0000;

export class PartReader {
  private spare: Buffer | undefined;

  constructor(private readonly caller: Caller) {}

  /**
   * @param longest bytes of a message
   * @param turns of the call: how many of its requests are on the way
   * @throws EipReadError, `Outdated`
   */
  read(reading: TagReading, longest: number, turns: Turns, budget: Budget): Promise<TagValue> {
    const { type, size } = reading.place;
    if (type instanceof CountedTextType || size === undefined) return this.readText(reading, turns, budget);
    if (reading.pieces?.longest !== longest) reading.pieces = { longest, all: piecesOf(reading, type.size, longest) };
    return this.readPieces(reading, size, reading.pieces.all, turns, budget);
  }

  /** Each has its place in the whole, so they may come in any order. */
  private async readPieces(
    reading: TagReading,
    size: number,
    pieces: readonly Piece[],
    turns: Turns,
    budget: Budget,
  ): Promise<TagValue> {
    const whole = this.room(size);
    await turns.all(pieces, (piece) => this.fill(whole, reading, piece, turns, budget));
    const value = reading.valueOf(whole.subarray(0, size));
    // Only now that no piece can come any more.
    if (whole.byteLength <= MOST_SPARE) this.spare = whole;
    return value;
  }

  private room(size: number): Buffer {
    const { spare } = this;
    if (spare === undefined || spare.byteLength < size) return Buffer.allocUnsafeSlow(size);
    this.spare = undefined;
    return spare;
  }

  /** A controller may give less at a time than fits: then the rest is asked for. */
  private async fill(
    whole: Buffer,
    reading: TagReading,
    { run, from, to, message, at }: Piece,
    turns: Turns,
    budget: Budget,
  ): Promise<void> {
    let done = 0;
    const { readTagFragmented: service } = ServiceCode;
    const decode = (reply: ReplyView): void => {
      done += copyPart(reply, reading, whole, at + done, to - from - done);
    };
    const { failure } = reading;
    const first = { service, message, isRead: true, decode, failure };
    await turns.take(() => this.caller.askWithin(first, budget));
    while (from + done < to) {
      const rest = { ...first, message: readFragmentMessage(run.path, run.count, from + done) };
      await turns.take(() => this.caller.askWithin(rest, budget));
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
      refuseFailure(reply, reading);
      return { tag: decodeTag(reply.toReply().data, reading), isLast: reply.status === 0 };
    };
    const message = readFragmentMessage(path, count, offset);
    const { readTagFragmented: service } = ServiceCode;
    return this.caller.askWithin({ service, message, isRead: true, decode, failure: reading.failure }, budget);
  }
}

/** @param wanted bytes that are still missing of the piece @returns how many there were */
function copyPart(reply: ReplyView, reading: TagReading, whole: Buffer, at: number, wanted: number): number {
  refuseFailure(reply, reading);
  const { code } = reading.place.type;
  const head = tagTypeSize(reading);
  if (reply.end - reply.start < head || !holdsType(reply, code, reading.handle)) {
    reading.refuseOther(decodeTag(reply.data, reading));
  }
  const start = reply.start + head;
  const size = Math.min(wanted, reply.end - start);
  if (size < wanted && (reply.status === 0 || size === 0)) throw reading.unusable('it ends before all of it is there');
  return reply.bytes.copy(whole, at, start, start + size);
}

function refuseFailure(reply: ReplyView, reading: TagReading): void {
  if (reply.status !== 0 && reply.status !== PARTIAL) throw withoutParts(reading.refusal(reply), reading);
}

/** As much as a reply holds, whole elements where they are smaller than that. */
function piecesOf(reading: TagReading, elementSize: number, longest: number): Piece[] {
  const room = Math.max(1, longest - REPLY_HEAD - tagTypeSize(reading));
  const step = room < elementSize ? room : room - (room % elementSize);
  return runsOf(reading.place).flatMap((run) => {
    const size = run.count * elementSize;
    return Array.from({ length: Math.ceil(size / step) }, (_, i): Piece => {
      const from = i * step;
      const message = readFragmentMessage(run.path, run.count, from);
      return { run, from, to: Math.min(size, from + step), message, at: run.first * elementSize + from };
    });
  });
}

/** A part that does not fit either is a refusal. */
function withoutParts(error: Error, reading: TagReading): Error {
  return error instanceof CutShort ? reading.unusable('it is too large for this connection, also in parts') : error;
}
