/** LMDB's file page by page, read in blocks: most of a tree stands in the order in which it was written. */
import type { FileHandle } from 'node:fs/promises';

const BLOCK_BYTES = 256 * 1_024;
const MOST_BLOCKS = 64;

/** Says what is wrong with the file. */
export type Refuse = (why: string) => Error;

export class PageFile {
  private readonly blocks = new Map<number, Buffer>();

  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
    readonly pageBytes: number,
    readonly refuse: Refuse,
  ) {}

  get pages(): number {
    return Math.ceil(this.size / this.pageBytes);
  }

  /** @throws what `refuse` makes, when the file ends before */
  requireUpTo(pages: number): void {
    if (pages * this.pageBytes > this.size) {
      throw this.refuse(`it has ${this.size} bytes, and needs ${pages * this.pageBytes}: it was cut off`);
    }
  }

  /** Valid until the next one is asked for. */
  async page(page: number): Promise<Buffer> {
    this.requireUpTo(page + 1);
    const perBlock = BLOCK_BYTES / this.pageBytes;
    const index = Math.floor(page / perBlock);
    const block = this.blocks.get(index) ?? (await this.read(index));
    const at = (page - index * perBlock) * this.pageBytes;
    if (at + this.pageBytes > block.length) throw this.refuse(`page ${page} could not be read`);
    return block.subarray(at, at + this.pageBytes);
  }

  private async read(index: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(BLOCK_BYTES), 0, BLOCK_BYTES, index * BLOCK_BYTES);
    const [oldest] = this.blocks.keys();
    if (oldest !== undefined && this.blocks.size >= MOST_BLOCKS) this.blocks.delete(oldest);
    const block = buffer.subarray(0, bytesRead);
    this.blocks.set(index, block);
    return block;
  }
}
