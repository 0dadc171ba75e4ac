/** One tag to be read: what is asked, and what its reply is worth. */
import { CipDecodeError, ServiceCode } from '../../cip/index.js';
import type { TagValue } from '../../eip-client.js';
import type { EipError, EipReadError } from '../../errors.js';
import { replyInvalid } from '../../link/failures.js';
import { CountedTextType, decodeTagData, type TagData, tagTypeSize } from '../../logix/index.js';
import { readFailed, readRefused, type Subject, type Target } from '../failures.js';
import type { Question } from '../question.js';
import { REPLY_HEAD, type ReplyView } from '../reply-view.js';
import { readMessage } from './messages.js';
import type { PacketItem } from './packets.js';
import { type Place, readPlace, valueAt } from './place.js';
import { MOST_ELEMENTS, type Piece } from './runs.js';

const PARTIAL = 0x06;
const TOO_LARGE: ReadonlySet<number> = new Set([0x11, 0x1a, 0x1b]);
/** What is kept free for a value that says its own length. */
const USUAL_TEXT_BYTES = 84;
/** Of a tag that is not there any more, or is another one: a path that leads nowhere, an element beyond the end. */
const GONE: ReadonlySet<number> = new Set([0x04, 0x05, 0x16]);
const LOGIX = 0xff;
const BEYOND_THE_END = 0x2105;

/** The reply has not all of it: it is to be read in parts. */
export class CutShort extends Error {
  override readonly name = 'CutShort';
}

/** What is known of the tag is not true any more. @internal */
export class Outdated extends Error {
  override readonly name = 'Outdated';

  /** @param error what is to be said when it is no better after looking again */
  constructor(readonly error: EipError) {
    super('outdated');
  }
}

/** Of a reply that has not all that was asked for, or nothing of it, for lack of room. */
export function isTooLarge(status: number): boolean {
  return status === PARTIAL || TOO_LARGE.has(status);
}

/** Whether the data of a reply, which is long enough, begins with that type. */
export function holdsType({ view, start }: ReplyView, code: number, handle: number | undefined): boolean {
  return view.getUint16(start, true) === code && (handle === undefined || view.getUint16(start + 2, true) === handle);
}

export class TagReading implements PacketItem, Question<TagValue> {
  readonly service = ServiceCode.readTag;
  readonly isRead = true;
  readonly message: Uint8Array;
  replySize: number;
  readonly subject: Subject;
  /** Structure handle; undefined for elementary types. */
  readonly handle: number | undefined;
  /** Bytes of data of a reply that has all of it. */
  private readonly leastData: number;
  /** One request can count its elements. */
  readonly isOneRun: boolean;
  /** The controller gave less of it at once than fits. */
  isCut = false;
  /** How it is read in parts by messages of that length. */
  pieces: { readonly longest: number; readonly all: readonly Piece[] } | undefined;

  constructor(
    readonly place: Place,
    private readonly target: () => Target,
  ) {
    const { path, count, name, size = USUAL_TEXT_BYTES * count } = place;
    this.isOneRun = count <= MOST_ELEMENTS;
    this.message = readMessage(path, Math.min(count, MOST_ELEMENTS));
    this.handle = handleOf(place);
    this.replySize = REPLY_HEAD + tagTypeSize(this) + size;
    this.leastData = this.replySize - REPLY_HEAD;
    this.subject = { text: `tag "${name}"`, tag: name };
  }

  /** @throws EipReadError, `CutShort`, `Outdated` */
  readonly decode = (reply: ReplyView): TagValue => {
    const { place, leastData } = this;
    const { type } = place;
    // The usual case, without a view of its own for each value.
    if (reply.status === 0 && reply.end - reply.start >= leastData && !(type instanceof CountedTextType)) {
      if (holdsType(reply, type.code, this.handle)) {
        return readPlace(place, type, reply.view, reply.start + tagTypeSize(this));
      }
    }
    return this.decodeSlowly(reply);
  };

  readonly failure = (error: EipError): EipReadError => readFailed(this.subject, this.target(), error);

  private decodeSlowly(reply: ReplyView): TagValue {
    if (reply.status !== 0) throw this.refusal(reply);
    const tag = decodeTag(reply.data, this);
    this.refuseOther(tag);
    // A text was longer than expected: it is given the room the next time.
    this.replySize = Math.max(this.replySize, REPLY_HEAD + reply.end - reply.start);
    return this.valueOf(tag.data);
  }

  /** What a status is worth that is not success. */
  refusal(reply: ReplyView): Error {
    const { status } = reply;
    if (isTooLarge(status)) return new CutShort();
    const error = readRefused(this.subject, this.target(), reply);
    const isGone = GONE.has(status) || (status === LOGIX && reply.extended === BEYOND_THE_END);
    return isGone ? new Outdated(error) : error;
  }

  /** @throws EipReadError for data that is too short. */
  valueOf(data: Uint8Array): TagValue {
    try {
      return valueAt(this.place, data);
    } catch (error) {
      if (error instanceof CipDecodeError) throw this.unusable(error.message, error);
      throw error;
    }
  }

  /** @throws `Outdated` for another type than it has */
  refuseOther({ type, handle }: TagData): void {
    const { type: own } = this.place;
    if (type === own.code && handle === this.handle) return;
    throw new Outdated(this.unusable(`it is no ${own.name} any more, but of type 0x${type.toString(16)}`));
  }

  unusable(how: string, cause?: Error): EipError {
    return readFailed(this.subject, this.target(), replyInvalid(this.target(), how, cause));
  }
}

/** @throws EipReadError for bytes that name no type */
export function decodeTag(data: Uint8Array, reading: TagReading): TagData {
  try {
    return decodeTagData(data);
  } catch (error) {
    if (error instanceof CipDecodeError) throw reading.unusable(error.message, error);
    throw error;
  }
}

function handleOf({ type }: Place): number | undefined {
  return type instanceof CountedTextType ? undefined : type.handle;
}
