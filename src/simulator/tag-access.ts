/** Tags from inside of the process, by name: what the controller's own program would do. */
import { parseTagName, type TagName, type TagValue } from '../logix/index.js';
import { hasBits } from './controller/integers.js';
import { locate, type Place } from './controller/locate.js';
import { type Program, readTag, writeTag } from './controller/program.js';
import { Refused } from './controller/refused.js';
import { completed } from './definition/initial-value.js';

/** @throws TypeError for a name that the controller does not have; TagNameError for what is no name. */
export function readByName(program: Program, name: string): TagValue {
  const parsed = parseTagName(name);
  const whole = wholeTag(program, parsed);
  if (whole !== undefined) return readTag(whole);
  const place = placeOf(program, parsed);
  return parsed.bit === undefined ? readPlace(place) : (byteOf(place, parsed.bit, name) & maskOf(parsed.bit)) !== 0;
}

/** @throws as `readByName`; TagValueError for a value that the type does not hold. */
export function writeByName(program: Program, name: string, value: unknown): void {
  const parsed = parseTagName(name);
  const whole = wholeTag(program, parsed);
  if (whole !== undefined) writeTag(whole, completed(whole.type, value));
  else writePlace(placeOf(program, parsed), parsed, value);
}

/** The tag itself, without member, index or bit. */
function wholeTag(program: Program, { program: scope, steps, bit, count }: TagName) {
  const [symbol] = steps;
  if (symbol === undefined || steps.length > 1 || symbol.indices.length > 0) return undefined;
  if (bit !== undefined || count !== undefined) return undefined;
  return program.scope(scope)?.byName.get(symbol.name.toLowerCase());
}

function placeOf(program: Program, name: TagName): Place {
  if (name.count !== undefined) throw new TypeError(`${name.text}: name the whole tag, or one element`);
  try {
    return locate(program, { program: name.program, instance: undefined, steps: name.steps });
  } catch (error) {
    if (error instanceof Refused) throw new TypeError(`${name.text}: the controller has no such tag or element`);
    throw error;
  }
}

function readPlace({ tag, type, offset, mask }: Place): TagValue {
  return mask === undefined ? type.read(tag.view, offset) : ((tag.bytes[offset] ?? 0) & mask) !== 0;
}

function writePlace(place: Place, { text, bit }: TagName, value: unknown): void {
  const { tag, type, offset, mask } = place;
  if (bit === undefined && mask === undefined) {
    type.write(tag.view, offset, completed(type, value));
    return;
  }
  if (typeof value !== 'boolean') throw new TypeError(`${text}: a bit is a boolean`);
  const byte = bit === undefined ? (tag.bytes[offset] ?? 0) : byteOf(place, bit, text);
  const one = mask ?? maskOf(bit ?? 0);
  tag.bytes[offset + ((bit ?? 0) >> 3)] = value ? byte | one : byte & ~one;
}

/** The byte that a bit is in. @throws TypeError for a type without bits, or without that one. */
function byteOf({ tag, type, offset, mask }: Place, bit: number, name: string): number {
  if (mask !== undefined || !hasBits(type) || bit >= 8 * type.size)
    throw new TypeError(`${name}: there is no such bit`);
  return tag.bytes[offset + (bit >> 3)] ?? 0;
}

function maskOf(bit: number): number {
  return 1 << (bit & 7);
}
