/** The head of LMDB's file: which of its states holds. As lmdb 3 for Node decides it when it opens the file. */
import { readFile } from 'node:fs/promises';

/** Of every page. */
export const HEADER_BYTES = 24;
export const META_BYTES = 168;

const MAGIC = 0xbeefc0de;
const META = 0x08;
/** The state may be on disk in part only. */
const NOT_FLUSHED = 0x1000;
const NO_PAGE = 0xffffffffffffffffn;

export interface Head {
  readonly pageBytes: number;
  readonly flags: number;
  /** Undefined: empty. */
  readonly freeRoot: number | undefined;
  readonly mainRoot: number | undefined;
  readonly transaction: bigint;
  /** In which run of the machine it was written. */
  readonly boot: bigint;
}

/** Undefined when it is none. */
export function headOf(bytes: Buffer): Head | undefined {
  const pageBytes = bytes.readUInt32LE(48);
  const isPageSize = pageBytes >= 512 && pageBytes <= 65_536 && (pageBytes & (pageBytes - 1)) === 0;
  if (bytes.readUInt32LE(HEADER_BYTES) !== MAGIC || (bytes.readUInt16LE(18) & META) === 0 || !isPageSize) {
    return undefined;
  }
  return partsOf(bytes, pageBytes);
}

/** The third one, in the middle of the first page, has no page header. */
export function flushedHeadOf(bytes: Buffer, { pageBytes }: Head): Head {
  return partsOf(bytes, pageBytes);
}

function partsOf(bytes: Buffer, pageBytes: number): Head {
  return {
    pageBytes,
    flags: bytes.readUInt16LE(52),
    freeRoot: pageOf(bytes.readBigUInt64LE(88)),
    mainRoot: pageOf(bytes.readBigUInt64LE(136)),
    transaction: bytes.readBigUInt64LE(152),
    boot: bytes.readBigInt64LE(160),
  };
}

export function pageOf(number: bigint): number | undefined {
  return number === NO_PAGE ? undefined : Number(number);
}

/** The state that holds: what this run of the machine has written, or what the disk has confirmed. */
export function validHead(first: Head, flushed: Head, second: Head, boot: bigint): Head {
  return pick(pick(first, second, boot), flushed, boot);
}

function pick(a: Head, b: Head, boot: bigint): Head {
  if (b.transaction === 0n) return a;
  const [older, latest] = a.transaction >= b.transaction ? [b, a] : [a, b];
  const holds = (latest.boot !== 0n && latest.boot === boot) || (latest.flags & NOT_FLUSHED) === 0;
  return holds ? latest : older;
}

/** As LMDB takes it: the first group of the boot id; 0 where there is none. */
export async function bootNumber(): Promise<bigint> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const [digits = '0'] = /^[0-9a-f]+/i.exec(text) ?? [];
  return BigInt(`0x${digits}`);
}
