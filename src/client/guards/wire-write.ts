/** What a message writes, read back from its bytes: guards judge what leaves, not how it was asked for. */
import { CipDecodeError, decodePath, type Path, ServiceCode } from '../../cip/index.js';
import {
  decodeReadModifyWrite,
  decodeWriteTag,
  decodeWriteTagFragment,
  type NameStep,
  nameKey,
  tagOfPath,
} from '../../logix/index.js';

/** A write to a tag by its name. */
export interface WireWrite {
  readonly program: string | undefined;
  readonly steps: readonly NameStep[];
  /** Of the elements; undefined for a Read Modify Write. */
  readonly typeCode: number | undefined;
  readonly count: number;
  /** Bytes from the first element. */
  readonly offset: number;
  readonly data: Uint8Array;
  /** Bits of the data that are written; undefined for all. */
  readonly mask: Uint8Array | undefined;
}

const WRITES: ReadonlySet<number> = new Set([
  ServiceCode.writeTag,
  ServiceCode.writeTagFragmented,
  ServiceCode.readModifyWriteTag,
]);
const SYMBOL = /^[A-Za-z0-9_:]+$/;
const PROGRAM_SYMBOL = /^program:[A-Za-z0-9_]+$/i;

/** Service, path and what is behind it. @throws CipDecodeError */
export function messageParts(message: Uint8Array): { service: number; path: Path; data: Uint8Array } {
  const [service = 0, words = 0] = message;
  const end = 2 + 2 * words;
  if (message.byteLength < end || message.byteLength < 2) {
    throw new CipDecodeError('request', 'path', 1, `${words} words of path`);
  }
  return { service, path: decodePath(message.subarray(2, end)), data: message.subarray(end) };
}

/** Undefined for anything but a write to a tag by its name whose bytes are understood. */
export function wireWriteOf(message: Uint8Array): WireWrite | undefined {
  try {
    const { service, path, data } = messageParts(message);
    const named = WRITES.has(service) ? namedBy(path) : undefined;
    return named && { ...named, ...contents(service, data) };
  } catch (error) {
    if (error instanceof CipDecodeError) return undefined;
    throw error;
  }
}

/** The symbol that a write is to: one text for all ways to write its name. */
export function symbolKey({ program, steps }: Pick<WireWrite, 'program' | 'steps'>): string {
  return nameKey(`${program ?? ''}/${steps[0]?.name ?? ''}`);
}

/** Names as controllers have them, each in a segment of its own: whatever else there is may be read in two ways. */
function namedBy(path: Path): Pick<WireWrite, 'program' | 'steps'> | undefined {
  const isPlain = path.every(
    (segment) =>
      (segment.kind === 'symbol' && segment.form === 'extended' && segment.pad === undefined) ||
      (segment.kind === 'logical' && segment.type === 'member'),
  );
  const tag = isPlain ? tagOfPath(path) : undefined;
  if (tag === undefined || tag.instance !== undefined) return undefined;
  const { program, steps } = tag;
  if (program !== undefined && !PROGRAM_SYMBOL.test(`program:${program}`)) return undefined;
  if (steps.length === 0 || steps.some(({ name }) => !SYMBOL.test(name))) return undefined;
  return { program, steps };
}

function contents(service: number, bytes: Uint8Array) {
  if (service === ServiceCode.readModifyWriteTag) {
    const { or, and } = decodeReadModifyWrite(bytes);
    const mask = or.map((byte, i) => byte | ~(and[i] ?? 0xff));
    const data = or.map((byte, i) => byte & (and[i] ?? 0xff));
    return { typeCode: undefined, count: 1, offset: 0, data, mask };
  }
  const isPart = service === ServiceCode.writeTagFragmented;
  const write = isPart ? decodeWriteTagFragment(bytes) : { ...decodeWriteTag(bytes), offset: 0 };
  const { type, count, offset, data } = write;
  return { typeCode: type, count, offset, data, mask: undefined };
}
