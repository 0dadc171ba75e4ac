/** One value to be written: the messages that it takes, all checked before the first is sent. */
import { encodeRequest, type RouterRequest } from '../../cip/index.js';
import { shown } from '../../config/shown.js';
import { EipWriteError } from '../../errors.js';
import {
  bitMasks,
  encodeElement,
  encodeElements,
  flattened,
  partialWrites,
  readModifyWriteRequest,
  ScalarMember,
  StructureType,
  type TagType,
  TagValueError,
  tagPath,
  writeBits,
  writeTagFragmentRequest,
  writeTagRequest,
} from '../../logix/index.js';
import { REPLY_HEAD } from '../reply-view.js';
import type { PacketItem } from './packets.js';
import type { Place } from './place.js';

/** In front of the data of a fragment: service, path size, type, handle, count, offset. */
const FRAGMENT_HEAD = 2 + 4 + 2 + 4;
/** Parts end between elements, also of structures. */
const PART_STEP = 8;

/** What one Write Tag says. */
interface Write {
  readonly place: Pick<Place, 'tag' | 'steps'>;
  readonly type: Pick<TagType, 'code'> & { readonly handle?: number };
  readonly count: number;
  readonly data: Uint8Array;
}

/**
 * @param longest bytes of a message
 * @throws EipWriteError EIP_VALUE_REFUSED with the tag's name and the member or element that is wrong.
 */
export function writesOf(place: Place, value: unknown, longest: number): PacketItem[] {
  try {
    return requestsOf(place, value, longest).map(itemOf);
  } catch (error) {
    if (!(error instanceof TagValueError)) throw error;
    const details = { tag: place.name, cause: error, outcome: 'notSent' as const };
    throw new EipWriteError('EIP_VALUE_REFUSED', `"${place.name}": ${problemOf(error, place.name)}`, details);
  }
}

function requestsOf(place: Place, value: unknown, longest: number): RouterRequest[] {
  const { type, bit, name } = place;
  if (bit !== undefined) return [bitRequest(place, bit, value)];
  if (type instanceof StructureType && place.dimensions.length === 0 && lacksMembers(type, value)) {
    return partialWrites(type, value, name).flatMap(({ steps, type: own, count, data }) =>
      parts({ place: { tag: place.tag, steps: [...place.steps, ...steps] }, type: own, count, data }, longest),
    );
  }
  return parts({ place, type, count: place.count, data: dataOf(place, value) }, longest);
}

function bitRequest({ tag, steps, type, name }: Place, bit: number, value: unknown): RouterRequest {
  if (typeof value !== 'boolean') throw new TagValueError(`${shown(value)} is no boolean`, name);
  return readModifyWriteRequest(tagPath({ program: tag.program, steps }), bitMasks(type.size, [[bit, value]]));
}

function dataOf({ type, count, dimensions, isBits, name }: Place, value: unknown): Uint8Array {
  if (dimensions.length === 0) return encodeElement(type, value, name);
  if (isBits) return bitBytes(value, count, name);
  if (dimensions.length === 1) return encodeElements(type, value, count, name);
  return encodeElements(type, flatOf(value, dimensions, name), count, name);
}

function flatOf(value: unknown, dimensions: readonly number[], name: string): readonly unknown[] {
  try {
    return flattened(value, dimensions);
  } catch (error) {
    throw error instanceof TagValueError ? error.within(name) : error;
  }
}

function bitBytes(value: unknown, words: number, name: string): Uint8Array {
  const bytes = new Uint8Array(4 * words);
  try {
    writeBits(new DataView(bytes.buffer), 0, words, value);
  } catch (error) {
    throw error instanceof TagValueError ? error.within(name) : error;
  }
  return bytes;
}

/** In one message where it fits, else in as many as it takes. */
function parts({ place, type, count, data }: Write, longest: number): RouterRequest[] {
  const path = tagPath({ program: place.tag.program, steps: place.steps });
  const write = { type: type.code, ...(type.handle !== undefined && { handle: type.handle }), count };
  const whole = writeTagRequest(path, { ...write, data });
  const size = encodeRequest(whole).byteLength;
  if (size <= longest) return [whole];
  const head = size - data.byteLength + FRAGMENT_HEAD;
  const step = Math.max(PART_STEP, Math.floor((longest - head) / PART_STEP) * PART_STEP);
  return Array.from({ length: Math.ceil(data.byteLength / step) }, (_, i) => {
    const offset = i * step;
    return writeTagFragmentRequest(path, { ...write, offset, data: data.subarray(offset, offset + step) });
  });
}

function itemOf(request: RouterRequest): PacketItem {
  return { service: request.service, message: encodeRequest(request), replySize: REPLY_HEAD };
}

/** Members that are not given stay as they are, so such a value goes out member by member. */
function lacksMembers(type: StructureType, value: unknown): boolean {
  const given = type.given(value);
  return type.members.some((member) => {
    const own = given.get(member);
    if (own === undefined) return true;
    return member instanceof ScalarMember && member.type instanceof StructureType && lacksMembers(member.type, own);
  });
}

/** Without the name in front, which the message has already. */
function problemOf({ message }: TagValueError, name: string): string {
  return message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
}
