/** The views over one adapter's SharedArrayBuffer; places in them are those of `SharedMap`. */
export interface SharedViews {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly longs: BigInt64Array<SharedArrayBuffer>;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

/** A 64-bit count below 2^53 without the cost of a bigint. Little-endian, as every platform of Node is that we run on. */
export function longIn(words: Int32Array, long: number): number {
  const low = words[2 * long] ?? 0;
  const high = words[2 * long + 1] ?? 0;
  return (high >>> 0) * 2 ** 32 + (low >>> 0);
}

/** Zeroed memory for one adapter. @param size in bytes; rounded up to whole 64-bit words. */
export function allocateShared(size: number): SharedViews {
  const length = Math.ceil(size / 8) * 8;
  const again = spare?.bytes.length === length ? spare : undefined;
  if (again === undefined) return viewsOver(new SharedArrayBuffer(length));
  spare = undefined;
  again.bytes.fill(0);
  return again;
}

/**
 * For the next adapter of this size: the collector is slow to free shared memory whose size it does not weigh.
 * @param views of an adapter whose I/O thread is joined; nobody looks into it any more.
 */
export function recycleShared(views: SharedViews): void {
  spare = views;
}

let spare: SharedViews | undefined;

function viewsOver(buffer: SharedArrayBuffer): SharedViews {
  return { words: new Int32Array(buffer), longs: new BigInt64Array(buffer), bytes: new Uint8Array(buffer) };
}
