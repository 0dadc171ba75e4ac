/**
 * A look at LMDB's file before it is mapped into memory: reading a page beyond its end would end the process.
 *
 * What is live is read through by another process (scan.ts). The list of free pages is not, so it is walked here.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { folderUnusable, reasonOf, spoolCorrupt } from './failures.js';

export const DATA_FILE = 'data.mdb';

const MAGIC = 0xbeefc0de;
const HEADER_BYTES = 24;
const META_BYTES = 168;
const BRANCH = 0x01;
const LEAF = 0x02;
const META = 0x08;
const BIG_DATA = 0x01;
const NO_PAGE = 0xffffffffffffffffn;
const MOST_DEPTH = 32;

interface Meta {
  readonly pageBytes: number;
  readonly freeRoot: bigint;
  readonly transaction: bigint;
}

/** @returns whether there is one with something in it. @throws EipError EIP_SPOOL_CORRUPT, EipConfigError EIP_SPOOL_UNUSABLE */
export async function checkDataFile(folder: string): Promise<boolean> {
  const file = await openData(folder);
  if (file === undefined) return false;
  try {
    const { size } = await file.stat();
    if (size === 0) return false;
    await new DataFile(folder, file, size).check();
    return true;
  } finally {
    await file.close();
  }
}

async function openData(folder: string): Promise<FileHandle | undefined> {
  try {
    return await open(join(folder, DATA_FILE), 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw folderUnusable(folder, `${DATA_FILE}: ${reasonOf(cause)}`, cause);
  }
}

class DataFile {
  private seen = new Set<bigint>();

  constructor(
    private readonly folder: string,
    private readonly file: FileHandle,
    private readonly size: number,
  ) {}

  async check(): Promise<void> {
    const first = metaOf(await this.read(0, META_BYTES));
    if (first === undefined) throw this.corrupt('it does not begin as an LMDB file does');
    const second = metaOf(await this.read(first.pageBytes, META_BYTES));
    if (second === undefined) throw this.corrupt('its second page is no head of an LMDB file');
    const latest = first.transaction >= second.transaction ? first : second;
    if (latest.freeRoot !== NO_PAGE) await this.walk(latest.freeRoot, latest.pageBytes, 0);
  }

  private async walk(page: bigint, pageBytes: number, depth: number): Promise<void> {
    if (depth > MOST_DEPTH || this.seen.has(page)) throw this.corrupt('its list of free pages runs in a circle');
    this.seen.add(page);
    const bytes = await this.page(page, pageBytes);
    const flags = bytes.readUInt16LE(18);
    if ((flags & (BRANCH | LEAF)) === 0) throw this.corrupt(`page ${page} is none of its list of free pages`);
    for (const node of nodesOf(bytes)) {
      if (node === undefined) throw this.corrupt(`page ${page} has an entry beyond its end`);
      if ((flags & BRANCH) !== 0) await this.walk(childOf(bytes, node), pageBytes, depth + 1);
      else if ((bytes.readUInt16LE(node + 4) & BIG_DATA) !== 0) await this.checkOverflow(bytes, node, pageBytes);
    }
  }

  private async checkOverflow(bytes: Buffer, node: number, pageBytes: number): Promise<void> {
    const at = node + 8 + bytes.readUInt16LE(node + 6);
    if (at + 8 > bytes.length) throw this.corrupt('an entry of its list of free pages is beyond its page');
    const page = bytes.readBigUInt64LE(at);
    const count = (await this.page(page, pageBytes)).readUInt32LE(20);
    if ((Number(page) + count) * pageBytes > this.size) throw this.tooShort(Number(page) + count, pageBytes);
  }

  private async page(page: bigint, pageBytes: number): Promise<Buffer> {
    if ((Number(page) + 1) * pageBytes > this.size) throw this.tooShort(Number(page) + 1, pageBytes);
    const bytes = await this.read(Number(page) * pageBytes, pageBytes);
    if (bytes.readBigUInt64LE(0) !== page) throw this.corrupt(`page ${page} says that it is another one`);
    return bytes;
  }

  private async read(position: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(length), 0, length, position);
    if (bytesRead < length) throw this.corrupt(`it ends after ${this.size} bytes, within a page that it needs`);
    return buffer;
  }

  private tooShort(pages: number, pageBytes: number) {
    return this.corrupt(`it has ${this.size} bytes, and needs ${pages * pageBytes}: it was cut off`);
  }

  private corrupt(why: string) {
    return spoolCorrupt(this.folder, `${DATA_FILE}: ${why}`);
  }
}

/** Undefined when it is none. */
function metaOf(bytes: Buffer): Meta | undefined {
  const pageBytes = bytes.readUInt32LE(48);
  const isPageSize = pageBytes >= 512 && pageBytes <= 65_536 && (pageBytes & (pageBytes - 1)) === 0;
  if (bytes.readUInt32LE(HEADER_BYTES) !== MAGIC || (bytes.readUInt16LE(18) & META) === 0 || !isPageSize)
    return undefined;
  return { pageBytes, freeRoot: bytes.readBigUInt64LE(88), transaction: bytes.readBigUInt64LE(152) };
}

/** Where each node of a page begins; undefined for one beyond its end. */
function nodesOf(bytes: Buffer): (number | undefined)[] {
  const count = bytes.readUInt16LE(20) >> 1;
  return Array.from({ length: Math.min(count, (bytes.length - HEADER_BYTES) >> 1) }, (_, index) => {
    const at = HEADER_BYTES + bytes.readUInt16LE(HEADER_BYTES + 2 * index);
    return at + 8 <= bytes.length ? at : undefined;
  });
}

function childOf(bytes: Buffer, node: number): bigint {
  const [low, high, flags] = [0, 2, 4].map((offset) => BigInt(bytes.readUInt16LE(node + offset)));
  return (low as bigint) | ((high as bigint) << 16n) | ((flags as bigint) << 32n);
}
