/** Services of tags, on their bytes (docs/protocol.md, "Tag services"). */
import {
  applyMasks,
  BOOL,
  decodeReadModifyWrite,
  decodeReadTag,
  decodeReadTagFragment,
  decodeWriteTag,
  decodeWriteTagFragment,
  ElementaryType,
  encodeTagData,
  type ReadModifyWrite,
  tagTypeSize,
  type WriteTag,
} from '../../logix/index.js';
import { hasBits } from './integers.js';
import type { Place } from './locate.js';
import { LogixStatus, Refused, Status } from './refused.js';

/** What a service gives: `partial` is status 0x06. */
export interface Answer {
  readonly data: Uint8Array;
  readonly partial?: boolean;
}

const DONE: Answer = { data: new Uint8Array(0) };

/** The keyswitch in RUN lets nobody write. */
export interface WriteRights {
  readonly locked: boolean;
}

/** @param room bytes that the data of the reply may have */
export function readTag(place: Place, data: Uint8Array, room: number): Answer {
  return readFrom(place, decodeReadTag(data).count, 0, room);
}

export function readTagFragment(place: Place, data: Uint8Array, room: number): Answer {
  const { count, offset } = decodeReadTagFragment(data);
  return readFrom(place, count, offset, room);
}

function readFrom(place: Place, count: number, offset: number, room: number): Answer {
  if (place.tag.access === 'none') throw new Refused(Status.privilege);
  const bytes = elementsOf(place, count);
  if (offset >= bytes.byteLength) throw new Refused(Status.general, LogixStatus.offsetBeyondEnd);
  const { code: type, handle } = place.type;
  const head = { type, ...(handle !== undefined && { handle }) };
  const fits = fitting(place, bytes.byteLength, offset, room - tagTypeSize(head));
  if (fits <= 0) throw new Refused(Status.replyTooLarge);
  const part = bytes.subarray(offset, offset + fits);
  return { data: encodeTagData({ ...head, data: part }), partial: offset + fits < bytes.byteLength };
}

/** Whole values of an elementary type, any bytes of a structure. */
function fitting({ type }: Place, total: number, offset: number, room: number): number {
  const rest = total - offset;
  if (rest <= room) return rest;
  const end = offset + room;
  return type instanceof ElementaryType ? end - (end % type.size) - offset : room;
}

/** The bytes of so many elements: the tag's own, of a BOOL member one of its own. */
function elementsOf({ tag, type, offset, available, mask }: Place, count: number): Uint8Array {
  if (count < 1) throw new Refused(Status.invalidParameter);
  if (count > available) throw new Refused(Status.general, LogixStatus.elementBeyondEnd);
  if (mask !== undefined) return Uint8Array.of(((tag.bytes[offset] ?? 0) & mask) === 0 ? 0 : 1);
  return tag.bytes.subarray(offset, offset + count * type.size);
}

export function writeTag(place: Place, data: Uint8Array, rights: WriteRights): Answer {
  const write = decodeWriteTag(data);
  const target = targetOf(place, write, rights);
  if (write.data.byteLength < target.byteLength) throw new Refused(Status.notEnoughData);
  store(place, target, write.data.subarray(0, target.byteLength));
  return DONE;
}

export function writeTagFragment(place: Place, data: Uint8Array, rights: WriteRights): Answer {
  const write = decodeWriteTagFragment(data);
  const target = targetOf(place, write, rights);
  if (write.offset >= target.byteLength) throw new Refused(Status.general, LogixStatus.offsetBeyondEnd);
  if (write.data.byteLength === 0) throw new Refused(Status.notEnoughData);
  const part = target.subarray(write.offset);
  store(place, part, write.data.subarray(0, part.byteLength));
  return DONE;
}

function targetOf(place: Place, { type, handle, count }: WriteTag, rights: WriteRights): Uint8Array {
  refuseWrite(place, rights);
  if (type !== place.type.code || handle !== place.type.handle) {
    throw new Refused(Status.general, LogixStatus.typeMismatch);
  }
  return elementsOf(place, count);
}

function refuseWrite({ tag }: Place, { locked }: WriteRights): void {
  if (tag.access !== 'readWrite') throw new Refused(Status.privilege);
  if (locked) throw new Refused(Status.deviceState, LogixStatus.keyswitch);
}

function store({ tag, type, offset, mask }: Place, target: Uint8Array, data: Uint8Array): void {
  if (mask !== undefined) {
    const byte = tag.bytes[offset] ?? 0;
    tag.bytes[offset] = data[0] === 0 ? byte & ~mask : byte | mask;
  } else target.set(type === BOOL ? data.map((byte) => (byte === 0 ? 0 : 1)) : data);
}

/** Masks of a word do for a shorter element too: some clients have no others. */
const WORD_SIZE = 4;

export function readModifyWrite(place: Place, data: Uint8Array, rights: WriteRights): Answer {
  refuseWrite(place, rights);
  if (!hasBits(place.type)) throw new Refused(Status.general, LogixStatus.typeMismatch);
  const masks: ReadModifyWrite = decodeReadModifyWrite(data);
  const { size } = place.type;
  const { byteLength } = masks.or;
  if (byteLength !== size && !(byteLength === WORD_SIZE && size < WORD_SIZE))
    throw new Refused(Status.invalidParameter);
  applyMasks(elementsOf(place, 1), masks);
  return DONE;
}
