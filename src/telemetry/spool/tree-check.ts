/**
 * Whether the trees of LMDB's file hold together: each page is where it says, is used once, and no entry points beyond
 * its end. LMDB believes its pages, and would end the process over one that is not what it takes it for.
 */
import { HEADER_BYTES, type Head, pageOf } from './lmdb-head.js';
import type { PageFile } from './page-file.js';

const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
const BIG_DATA = 0x01;
const SUB_TREE = 0x02;
const DUPLICATES = 0x04;
const NODE_BYTES = 8;
const TREE_BYTES = 48;
const MOST_DEPTH = 32;

/** One entry of a page. */
interface Node {
  readonly flags: number;
  /** Of the value; of a branch, the lower half of the page below. */
  readonly low: number;
  /** Where the value begins. */
  readonly valueAt: number;
}

export class TreeCheck {
  /** A bit a page. */
  private readonly seen: Uint8Array;

  constructor(
    private readonly file: PageFile,
    private readonly head: Head,
  ) {
    this.seen = new Uint8Array(Math.ceil(file.pages / 8));
  }

  async run(): Promise<void> {
    const { freeRoot, mainRoot } = this.head;
    if (freeRoot !== undefined) await this.walk(freeRoot, true, 0);
    if (mainRoot !== undefined) await this.walk(mainRoot, false, 0);
  }

  private async walk(page: number, isFreeList: boolean, depth: number): Promise<void> {
    const bytes = await this.enter(page, 1);
    const flags = bytes.readUInt16LE(18);
    if (depth > MOST_DEPTH || (flags !== BRANCH && flags !== LEAF)) throw this.wrong(page, 'is none of a tree');
    // The page is copied: pages below are read while it is looked at.
    const own = Buffer.from(bytes);
    for (const node of this.nodesOf(own, page, flags === LEAF)) {
      if (flags === BRANCH) await this.walk(node.low + node.flags * 2 ** 32, isFreeList, depth + 1);
      else await this.checkValue(own, node, page, isFreeList, depth);
    }
  }

  private async checkValue(bytes: Buffer, node: Node, page: number, isFreeList: boolean, depth: number): Promise<void> {
    const { flags, low, valueAt } = node;
    if ((flags & DUPLICATES) !== 0) throw this.wrong(page, 'has an entry with duplicates');
    if ((flags & SUB_TREE) !== 0) {
      const root = pageOf(bytes.readBigUInt64LE(valueAt + TREE_BYTES - 8));
      if (root !== undefined) await this.walk(root, false, depth + 1);
    } else if ((flags & BIG_DATA) !== 0) {
      const value = await this.overflow(bytes.readBigUInt64LE(valueAt), low);
      if (isFreeList) this.checkFreeList(value, low, page);
    } else if (isFreeList) {
      this.checkFreeList(bytes.subarray(valueAt, valueAt + low), low, page);
    }
  }

  /** @returns the first of its pages without the header */
  private async overflow(first: bigint, length: number): Promise<Buffer> {
    const { pageBytes } = this.file;
    const count = Math.floor((HEADER_BYTES - 1 + length) / pageBytes) + 1;
    const page = Number(first);
    this.file.requireUpTo(page + count);
    const bytes = await this.enter(page, count);
    if (bytes.readUInt16LE(18) !== OVERFLOW || bytes.readUInt32LE(20) !== count) {
      throw this.wrong(page, 'does not begin a long value');
    }
    return bytes.subarray(HEADER_BYTES);
  }

  /** A count, and as many page numbers. */
  private checkFreeList(value: Buffer, length: number, page: number): void {
    if (length < 8 || (value.readBigUInt64LE(0) + 1n) * 8n > BigInt(length)) {
      throw this.wrong(page, 'has a list of free pages that is too long');
    }
  }

  private async enter(page: number, count: number): Promise<Buffer> {
    const bytes = await this.file.page(page);
    for (let used = page; used < page + count; used++) {
      const [at, bit] = [used >> 3, 1 << (used & 7)];
      const before = this.seen[at] ?? 0;
      if ((before & bit) !== 0) throw this.wrong(used, 'is used twice');
      this.seen[at] = before | bit;
    }
    if (bytes.readBigUInt64LE(0) !== BigInt(page)) throw this.wrong(page, 'says that it is another one');
    if (bytes.readBigUInt64LE(8) > this.head.transaction) throw this.wrong(page, 'is of a transaction that never was');
    return bytes;
  }

  private nodesOf(bytes: Buffer, page: number, isLeaf: boolean): Node[] {
    const [lower, upper] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22)];
    const most = this.file.pageBytes - HEADER_BYTES;
    if (lower > upper || upper > most || lower % 2 !== 0) throw this.wrong(page, 'does not say how full it is');
    return Array.from({ length: lower / 2 }, (_, index) => {
      const at = HEADER_BYTES + bytes.readUInt16LE(HEADER_BYTES + 2 * index);
      if (at < HEADER_BYTES + upper || at + NODE_BYTES > bytes.length) throw this.wrong(page, 'has an entry beyond it');
      return this.nodeAt(bytes, at, page, isLeaf);
    });
  }

  private nodeAt(bytes: Buffer, at: number, page: number, isLeaf: boolean): Node {
    const low = bytes.readUInt32LE(at);
    const flags = bytes.readUInt16LE(at + 4);
    const valueAt = at + NODE_BYTES + bytes.readUInt16LE(at + 6);
    const length = isLeaf ? valueBytes(flags, low) : 0;
    if (valueAt + length > bytes.length) throw this.wrong(page, 'has an entry that is too long');
    return { flags, low, valueAt };
  }

  private wrong(page: number, why: string): Error {
    return this.file.refuse(`page ${page} ${why}`);
  }
}

/** What of a value stands on the page itself. */
function valueBytes(flags: number, length: number): number {
  if ((flags & BIG_DATA) !== 0) return NODE_BYTES;
  return (flags & SUB_TREE) !== 0 ? TREE_BYTES : length;
}
