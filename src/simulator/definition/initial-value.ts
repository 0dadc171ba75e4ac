/** Values as files have them, and structures that lack members, as the values that their types write. */
import { StructureType, type TagType, type TagValue, viewOf } from '../../logix/index.js';

const BIG: ReadonlySet<string> = new Set(['LINT', 'ULINT', 'LWORD', 'TIME64', 'LTIME']);
const DATES: ReadonlySet<string> = new Set(['DATE', 'DATE_AND_TIME', 'DT', 'LDT']);
const DECIMAL = /^-?\d{1,20}$/;

/**
 * Decimal text becomes a bigint and ISO text a Date where the type asks for that; members that are missing are zeros.
 * What makes no sense stays as it is: the type refuses it with its own words.
 */
export function completed(type: TagType, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => completed(type, element));
  if (type instanceof StructureType) return completedStructure(type, value);
  if (typeof value !== 'string') return value;
  if (BIG.has(type.name) && DECIMAL.test(value)) return BigInt(value);
  return DATES.has(type.name) ? new Date(value) : value;
}

function completedStructure(type: StructureType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const zeros = type.read(viewOf(new Uint8Array(type.size)), 0) as Record<string, TagValue>;
  const given: Record<string, unknown> = {};
  for (const [name, own] of Object.entries(value)) {
    const member = type.member(name);
    if (member !== undefined && own !== undefined) delete zeros[member.name];
    const known = member?.type === undefined ? own : completed(member.type, own);
    Object.defineProperty(given, name, { value: known, enumerable: true, configurable: true, writable: true });
  }
  // A nested structure lacks all of its members at once.
  return { ...zeros, ...given };
}
