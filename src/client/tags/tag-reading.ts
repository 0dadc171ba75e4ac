/** One tag to be read: what is asked, and what its reply is worth. */
import { CipDecodeError, ServiceCode } from '../../cip/index.js';
import type { TagValue } from '../../eip-client.js';
import type { EipError } from '../../errors.js';
import { replyInvalid } from '../../link/failures.js';
import { CountedTextType, decodeTagData, encodeReadTag, type TagData, tagTypeSize } from '../../logix/index.js';
import { readFailed, readRefused, type Subject, type Target } from '../failures.js';
import type { Question } from '../question.js';
import { REPLY_HEAD, type ReplyView } from '../reply-view.js';
import type { PacketItem } from './packets.js';
import { type Place, valueAt } from './place.js';

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

export class TagReading implements PacketItem, Question<TagValue> {
  readonly service = ServiceCode.readTag;
  readonly isRead = true;
  readonly message: Uint8Array;
  readonly replySize: number;
  readonly subject: Subject;
  /** The controller gave less of it at once than fits. */
  isCut = false;

  constructor(
    readonly place: Place,
    private readonly target: () => Target,
  ) {
    const { path, count, name } = place;
    const head = Uint8Array.of(this.service, path.byteLength / 2);
    this.message = Buffer.concat([head, path, encodeReadTag({ count })]);
    this.replySize = REPLY_HEAD + tagTypeSize(handled(place)) + (place.size ?? USUAL_TEXT_BYTES);
    this.subject = { text: `tag "${name}"`, tag: name };
  }

  /** @throws EipReadError, `CutShort`, `Outdated` */
  readonly decode = (reply: ReplyView): TagValue => {
    if (reply.status !== 0) throw this.refusal(reply);
    return this.value(decodeTag(reply.data, this));
  };

  readonly failure = (error: EipError): Error => readFailed(this.subject, this.target(), error);

  /** What a status is worth that is not success. */
  refusal(reply: ReplyView): Error {
    const { status } = reply;
    if (status === PARTIAL || TOO_LARGE.has(status)) return new CutShort();
    const error = readRefused(this.subject, this.target(), reply);
    const isGone = GONE.has(status) || (status === LOGIX && reply.extended === BEYOND_THE_END);
    return isGone ? new Outdated(error) : error;
  }

  /** @throws `Outdated` for another type than it has, EipReadError for data that is too short. */
  value(tag: TagData): TagValue {
    this.refuseOther(tag);
    try {
      return valueAt(this.place, tag.data);
    } catch (error) {
      if (error instanceof CipDecodeError) throw this.unusable(error.message, error);
      throw error;
    }
  }

  refuseOther({ type, handle }: TagData): void {
    const { type: own } = this.place;
    if (type === own.code && handle === handled(this.place).handle) return;
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

/** The request for what is behind `offset`. */
export function fragmentMessage({ path, count }: Place, offset: number): Uint8Array {
  return encodeRequestBytes(ServiceCode.readTagFragmented, path, [count & 0xff, count >> 8], offset);
}

function encodeRequestBytes(service: number, path: Uint8Array, count: readonly number[], offset: number): Uint8Array {
  const tail = Buffer.alloc(6);
  tail.set(count);
  tail.writeUInt32LE(offset, 2);
  return Buffer.concat([Uint8Array.of(service, path.byteLength / 2), path, tail]);
}

function handled({ type }: Place): { handle?: number } {
  return type instanceof CountedTextType || type.handle === undefined ? {} : { handle: type.handle };
}
