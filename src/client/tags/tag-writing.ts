/** One value to be written: the messages that it takes, all checked before the first is sent. */
import { encodePath, ServiceCode } from '../../cip/index.js';
import { shown } from '../../config/shown.js';
import { EipWriteError } from '../../errors.js';
import {
  BITS_A_WORD,
  bitMasks,
  checkedArray,
  encodeElement,
  encodeElements,
  encodeReadModifyWrite,
  encodeWriteTag,
  encodeWriteTagFragment,
  flattened,
  type PartialWrite,
  partialWrites,
  ScalarMember,
  StructureType,
  type TagType,
  TagValueError,
  tagPath,
  throwWithin,
  writeBits,
} from '../../logix/index.js';
import { REPLY_HEAD } from '../reply-view.js';
import { elementSteps, type Level } from './level.js';
import { MESSAGE_HEAD, requestBytes } from './messages.js';
import type { PacketItem } from './packets.js';
import type { BitRange, Place } from './place.js';
import { type Run, runsOf } from './runs.js';

/** Of a fragment: it stands between the number of elements and the data. */
const OFFSET_SIZE = 4;
/** Parts end between elements, also of structures. */
const PART_STEP = 8;

/** A request whose path is encoded. */
interface Sent {
  readonly service: number;
  readonly path: Uint8Array;
  readonly data: Uint8Array;
}

/** Elements, and all their bytes. */
interface Write {
  readonly place: Pick<Place, 'tag' | 'path' | 'count' | 'first' | 'levels'>;
  readonly type: Pick<TagType, 'code'> & { readonly handle?: number };
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

function requestsOf(place: Place, value: unknown, longest: number): Sent[] {
  const { type, bit, bits, name } = place;
  if (bit !== undefined) return [bitRequest(place, bit, value)];
  if (bits !== undefined) return bitsRequests(place, bits, value, longest);
  if (type instanceof StructureType && place.dimensions.length === 0 && lacksMembers(type, value)) {
    return partialWrites(type, value, name).flatMap((own) => parts(memberWrite(place, own), longest));
  }
  return parts({ place, type, data: dataOf(place, value) }, longest);
}

function memberWrite({ tag, steps: outer }: Place, { steps: inner, type, count, data }: PartialWrite): Write {
  const steps = [...outer, ...inner];
  const array: Level = { steps, type, dimensions: [count], isBits: false, at: 0 };
  const path = encodePath(tagPath({ program: tag.program, steps }));
  return { place: { tag, path, count, first: 0, levels: [array] }, type, data };
}

function bitRequest({ path, type, name }: Pick<Place, 'path' | 'type' | 'name'>, bit: number, value: unknown): Sent {
  if (typeof value !== 'boolean') throw new TagValueError(`${shown(value)} is no boolean`, name);
  return maskedWrite(path, type.size, [[bit, value]]);
}

function maskedWrite(path: Uint8Array, size: number, bits: Iterable<readonly [bit: number, value: boolean]>): Sent {
  return { service: ServiceCode.readModifyWriteTag, path, data: encodeReadModifyWrite(bitMasks(size, bits)) };
}

/** Whole words are written as they are; of a word at either end, which has other bits too, only those that are meant. */
function bitsRequests(place: Place, { first, count }: BitRange, value: unknown, longest: number): Sent[] {
  const { type, count: words } = place;
  const bits = checkedBits(value, count, place.name);
  const ends = new Set([...(first > 0 ? [0] : []), ...((first + count) % BITS_A_WORD > 0 ? [words - 1] : [])]);
  const masked = [...ends].map((word) => {
    const from = Math.max(0, word * BITS_A_WORD - first);
    const own = bits.slice(from, (word + 1) * BITS_A_WORD - first);
    const { path } = wordsOf(place, word, 1);
    return maskedWrite(
      path,
      type.size,
      own.map((bit, i) => [first + from + i - word * BITS_A_WORD, bit] as const),
    );
  });
  const inner = { from: ends.has(0) ? 1 : 0, to: ends.has(words - 1) ? words - 1 : words };
  if (inner.from >= inner.to) return masked;
  const data = packedBits(bits.slice(inner.from * BITS_A_WORD - first, inner.to * BITS_A_WORD - first));
  const whole = parts({ place: wordsOf(place, inner.from, inner.to - inner.from), type, data }, longest);
  return ends.has(0) ? [...masked.slice(0, 1), ...whole, ...masked.slice(1)] : [...whole, ...masked];
}

/** Some words of an array of BOOLs. */
function wordsOf(place: Place, from: number, count: number): Write['place'] {
  const { tag, levels, first, path } = place;
  if (from === 0) return { tag, levels, first, path, count };
  const steps = elementSteps(levels[levels.length - 1] as Level, first + from);
  return { tag, levels, first: first + from, path: encodePath(tagPath({ program: tag.program, steps })), count };
}

function dataOf({ type, count, dimensions, name }: Place, value: unknown): Uint8Array {
  if (dimensions.length === 0) return encodeElement(type, value, name);
  if (dimensions.length === 1) return encodeElements(type, value, count, name);
  return encodeElements(type, flatOf(value, dimensions, name), count, name);
}

function flatOf(value: unknown, dimensions: readonly number[], name: string): readonly unknown[] {
  try {
    return flattened(value, dimensions);
  } catch (error) {
    throwWithin(error, name);
  }
}

function checkedBits(value: unknown, count: number, name: string): readonly boolean[] {
  try {
    const bits = checkedArray(value, count);
    for (let i = 0; i < count; i++) {
      if (typeof bits[i] !== 'boolean') throw new TagValueError(`${shown(bits[i])} is no boolean`, `[${i}]`);
    }
    return bits as readonly boolean[];
  } catch (error) {
    throwWithin(error, name);
  }
}

function packedBits(bits: readonly boolean[]): Uint8Array {
  const words = bits.length / BITS_A_WORD;
  const bytes = new Uint8Array(4 * words);
  writeBits(new DataView(bytes.buffer), 0, words, bits);
  return bytes;
}

/** In one message where it fits, else in as many as it takes. */
function parts({ place, type, data }: Write, longest: number): Sent[] {
  const size = data.byteLength / place.count;
  return runsOf(place).flatMap((run) => {
    const own = data.subarray(run.first * size, (run.first + run.count) * size);
    return partsOfRun(run, type, own, longest);
  });
}

function partsOfRun({ path, count }: Run, { code, handle }: Write['type'], data: Uint8Array, longest: number): Sent[] {
  const write = { type: code, ...(handle !== undefined && { handle }), count };
  const whole = { service: ServiceCode.writeTag, path, data: encodeWriteTag({ ...write, data }) };
  const size = messageSize(whole);
  if (size <= longest) return [whole];
  const head = size - data.byteLength + OFFSET_SIZE;
  const step = Math.max(PART_STEP, Math.floor((longest - head) / PART_STEP) * PART_STEP);
  return Array.from({ length: Math.ceil(data.byteLength / step) }, (_, i) => {
    const offset = i * step;
    const part = encodeWriteTagFragment({ ...write, offset, data: data.subarray(offset, offset + step) });
    return { service: ServiceCode.writeTagFragmented, path, data: part };
  });
}

function messageSize({ path, data }: Sent): number {
  return MESSAGE_HEAD + path.byteLength + data.byteLength;
}

function itemOf({ service, path, data }: Sent): PacketItem {
  return { service, message: requestBytes(service, path, data), replySize: REPLY_HEAD };
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
