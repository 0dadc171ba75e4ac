/** The record that is being filled. A second value of a tag closes it: none overwrites another, and the order holds. */

export interface BatchBounds {
  readonly maxValues: number;
  /** How long the first value waits for others; 0: what comes later is another record. */
  readonly maxMs: number;
}

export class Batch<V extends { readonly tag: string; readonly bytes: number }> {
  private values = new Map<string, V>();
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bounds: BatchBounds,
    private readonly full: (values: readonly V[]) => void,
  ) {}

  /** Values of one moment. */
  add(values: readonly V[]): void {
    for (const value of values) {
      if (this.values.has(value.tag) || !this.hasRoomFor(value)) this.close();
      this.values.set(value.tag, value);
      this.bytes += value.bytes;
    }
    const { maxMs, maxValues } = this.bounds;
    if (maxMs === 0 || this.values.size >= maxValues) this.close();
    else if (this.values.size > 0) this.timer ??= setTimeout(() => this.close(), maxMs);
  }

  /** Empty: does nothing. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.values.size === 0) return;
    const values = [...this.values.values()];
    this.values = new Map();
    this.bytes = 0;
    this.full(values);
  }

  private hasRoomFor({ bytes }: V): boolean {
    return this.values.size < this.bounds.maxValues && this.bytes + bytes <= MOST_BYTES;
  }
}

/** Of the values of a record, as they are at most in JSON: a record has 1 MiB. */
const MOST_BYTES = 900 * 1024;
