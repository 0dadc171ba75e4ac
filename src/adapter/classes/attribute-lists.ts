/** Services on several attributes: each attribute is asked one after the other, as if it had been asked alone. */
import { ACCEPTED, type Answer } from '../answer.js';
import type { Attribute } from './definition.js';

type Later<T> = T | Promise<T>;

const LIST_ERROR = 0x0a;
const NOT_SETTABLE = 0x0e;
const NOT_ENOUGH_DATA = 0x13;
const NOT_SUPPORTED = 0x14;
const TOO_MUCH_DATA = 0x15;

/** Get_Attributes_All: the values of the readable ones in order of their ids; the first that fails answers for all. */
export async function getAll(
  attributes: readonly Attribute[],
  read: (attribute: Attribute) => Later<Answer>,
): Promise<Answer> {
  const values: Uint8Array[] = [];
  for (const attribute of attributes) {
    if (attribute.get === undefined) continue;
    const answer = await read(attribute);
    if (answer.general !== 0) return { general: answer.general, extended: answer.extended };
    values.push(answer.data ?? new Uint8Array(0));
  }
  return { ...ACCEPTED, data: joined(values) };
}

/** Get_Attribute_List: of each its id, status and value; 0x0A overall when one fails. */
export async function getList(
  attributes: readonly Attribute[],
  data: Uint8Array,
  read: (attribute: Attribute) => Later<Answer>,
): Promise<Answer> {
  const [count, ...ids] = words(data);
  if (count === undefined || ids.length < count) return refused(NOT_ENOUGH_DATA);
  if (data.length > 2 + 2 * count) return refused(TOO_MUCH_DATA);
  const entries: Uint8Array[] = [word(count)];
  let general = 0;
  for (const id of ids) {
    const attribute = attributes.find((one) => one.id === id && one.get !== undefined);
    const answer = attribute === undefined ? refused(NOT_SUPPORTED) : await read(attribute);
    entries.push(word(id), word(answer.general));
    if (answer.general === 0) entries.push(answer.data ?? new Uint8Array(0));
    else general = LIST_ERROR;
  }
  return { general, extended: 0, data: joined(entries) };
}

/**
 * Set_Attribute_List: of each its id and status; 0x0A overall when one fails. How long a value is only its type says,
 * so a list with an unknown attribute, or one that is cut, can't be read: it is refused as a whole, and nothing is set.
 */
export async function setList(
  attributes: readonly Attribute[],
  data: Uint8Array,
  write: (attribute: Attribute, bytes: Uint8Array) => Later<Answer>,
): Promise<Answer> {
  const list = readSetList(attributes, data);
  if (typeof list === 'number') return refused(list);
  const entries: Uint8Array[] = [word(list.length)];
  let general = 0;
  for (const { attribute, bytes } of list) {
    const answer = attribute.set === undefined ? refused(NOT_SETTABLE) : await write(attribute, bytes);
    entries.push(word(attribute.id), word(answer.general));
    if (answer.general !== 0) general = LIST_ERROR;
  }
  return { general, extended: 0, data: joined(entries) };
}

interface SetEntry {
  readonly attribute: Attribute;
  readonly bytes: Uint8Array;
}

/** @returns a general status when the list can't be read. */
function readSetList(attributes: readonly Attribute[], data: Uint8Array): SetEntry[] | number {
  const [count] = words(data.subarray(0, 2));
  if (count === undefined) return NOT_ENOUGH_DATA;
  const entries: SetEntry[] = [];
  let at = 2;
  for (let i = 0; i < count; i++) {
    const [id] = words(data.subarray(at, at + 2));
    if (id === undefined) return NOT_ENOUGH_DATA;
    const attribute = attributes.find((one) => one.id === id);
    if (attribute === undefined) return NOT_SUPPORTED;
    const size = attribute.codec.sizeOf(data.subarray(at + 2));
    if (size === undefined) return NOT_ENOUGH_DATA;
    entries.push({ attribute, bytes: data.subarray(at + 2, at + 2 + size) });
    at += 2 + size;
  }
  return at < data.length ? TOO_MUCH_DATA : entries;
}

function refused(general: number): Answer {
  return { general, extended: 0 };
}

function words(data: Uint8Array): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return Array.from({ length: data.length >> 1 }, (_, i) => view.getUint16(2 * i, true));
}

function word(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >> 8);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
