/** One read of a packet: of a tag, or of what several tags lie in. */
import { ServiceCode } from '../../cip/index.js';
import type { TagValue } from '../../eip-client.js';
import { EipError } from '../../errors.js';
import { CountedTextType, type TagType, tagTypeSize } from '../../logix/index.js';
import { REPLY_HEAD, type ReplyView } from '../reply-view.js';
import { readMessage } from './messages.js';
import type { PacketItem } from './packets.js';
import { readPlace } from './place.js';
import { CutShort, holdsType, isTooLarge, type TagReading } from './tag-reading.js';

/** Where a unit says what became of its tags, each by its slot. */
export interface Outcomes {
  good(slot: number, value: TagValue): void;
  failed(slot: number, error: EipError): void;
  /** Its reply has not all of it, because others were in the same message. */
  cut(unit: ReadUnit): void;
  /** To be read on its own, however many requests that takes. */
  alone(slot: number): void;
  /** It gave nothing: its tags are to be read one by one. @param forGood it will give nothing the next time either */
  broken(group: GroupRead, forGood: boolean): void;
}

export interface ReadUnit extends PacketItem {
  /** Where the usual reply is read without further ado; undefined where it takes more than that. */
  readonly plain: PlainValue | undefined;
  /** Its tags one by one. */
  readonly singles: readonly SingleRead[];
  /** @param isAlone nothing else was asked for in the same message */
  take(reply: ReplyView, outcomes: Outcomes, isAlone: boolean): void;
  /** No reply came. */
  fail(error: EipError, outcomes: Outcomes): void;
  /** Its reply is as long as was reckoned, at most. */
  readonly isMeasured: boolean;
}

/** One value of an elementary type. */
export interface PlainValue {
  readonly slot: number;
  readonly type: TagType;
  readonly code: number;
  /** Bytes of a reply that has all of it. */
  readonly replySize: number;
}

export class SingleRead implements ReadUnit {
  readonly service = ServiceCode.readTag;
  readonly plain: PlainValue | undefined;

  constructor(
    readonly reading: TagReading,
    readonly slot: number,
  ) {
    const { place, replySize, handle } = reading;
    const { type, dimensions, bit } = place;
    const isPlain = !(type instanceof CountedTextType) && handle === undefined && bit === undefined;
    this.plain = isPlain && dimensions.length === 0 ? { slot, type, code: type.code, replySize } : undefined;
  }

  get message(): Uint8Array {
    return this.reading.message;
  }

  get replySize(): number {
    return this.reading.replySize;
  }

  get singles(): readonly SingleRead[] {
    return [this];
  }

  get isMeasured(): boolean {
    return this.reading.place.size !== undefined;
  }

  take(reply: ReplyView, outcomes: Outcomes, isAlone: boolean): void {
    const { slot, reading } = this;
    try {
      outcomes.good(slot, reading.decode(reply));
    } catch (error) {
      if (error instanceof EipError) outcomes.failed(slot, error);
      else if (error instanceof CutShort && !isAlone) outcomes.cut(this);
      else {
        if (error instanceof CutShort) reading.isCut = true;
        outcomes.alone(slot);
      }
    }
  }

  fail(error: EipError, outcomes: Outcomes): void {
    outcomes.failed(this.slot, this.reading.failure(error));
  }
}

/** A tag within a group. */
export interface Leaf {
  readonly unit: SingleRead;
  /** Of the type of the tag's elements. */
  readonly type: TagType;
  /** Bytes from the beginning of the symbol. */
  readonly at: number;
  /** Within the byte there, of a member that is a BOOL. */
  readonly mask: number | undefined;
}

/** Elements one behind the other, or one structure, that tags lie in. */
export interface Surroundings {
  /** What it is a part of: one name for all parts of an array. */
  readonly key: string;
  /** Encoded, to the first element. */
  readonly path: Uint8Array;
  readonly type: TagType;
  readonly count: number;
  /** Bytes from the beginning of the symbol. */
  readonly at: number;
}

/** Read at once, so its tags are of one moment. What it does not give is asked for tag by tag. */
export class GroupRead implements ReadUnit {
  readonly service = ServiceCode.readTag;
  readonly isMeasured = true;
  readonly plain = undefined;
  readonly message: Uint8Array;
  readonly replySize: number;
  private readonly head: number;

  constructor(
    readonly around: Surroundings,
    readonly leaves: readonly Leaf[],
  ) {
    const { path, count, type } = around;
    this.message = readMessage(path, count);
    this.head = tagTypeSize(type);
    this.replySize = REPLY_HEAD + this.head + count * type.size;
  }

  get singles(): readonly SingleRead[] {
    return this.leaves.map(({ unit }) => unit);
  }

  take(reply: ReplyView, outcomes: Outcomes, isAlone: boolean): void {
    const { status } = reply;
    if (status !== 0 && isTooLarge(status) && !isAlone) outcomes.cut(this);
    else if (status !== 0) outcomes.broken(this, !reply.isTransient);
    else if (!this.isHeldBy(reply)) outcomes.broken(this, false);
    else this.share(reply, outcomes);
  }

  fail(error: EipError, outcomes: Outcomes): void {
    for (const { unit } of this.leaves) unit.fail(error, outcomes);
  }

  private isHeldBy(reply: ReplyView): boolean {
    const { type, count } = this.around;
    return reply.end - reply.start >= this.head + count * type.size && holdsType(reply, type.code, type.handle);
  }

  private share({ view, start }: ReplyView, outcomes: Outcomes): void {
    const origin = start + this.head - this.around.at;
    for (const { unit, type, at, mask } of this.leaves) {
      const place = origin + at;
      const value =
        mask === undefined ? readPlace(unit.reading.place, type, view, place) : (view.getUint8(place) & mask) !== 0;
      outcomes.good(unit.slot, value);
    }
  }
}
