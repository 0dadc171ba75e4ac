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

/** Zeroed memory for one adapter, or an assembly that comes later. @param size in bytes; rounded up to whole 64-bit words. */
export function allocateShared(size: number): SharedViews {
  const length = Math.ceil(size / 8) * 8;
  const place = spares.findIndex(({ bytes }) => bytes.length === length);
  const [again] = place < 0 ? [] : spares.splice(place, 1);
  if (again === undefined) return viewsOver(new SharedArrayBuffer(length));
  again.bytes.fill(0);
  return again;
}

/**
 * For the next one of this size: the collector is slow to free shared memory whose size it does not weigh. The oldest go
 * when too much is kept.
 * @param views that the I/O thread does not know any more; nobody looks into it.
 */
export function recycleShared(views: SharedViews): void {
  spares.push(views);
  while (spares.length > 1 && bytesOf(spares) > MOST_SPARE_BYTES) spares.shift();
}

const MOST_SPARE_BYTES = 2 ** 24;
const spares: SharedViews[] = [];

function bytesOf(views: readonly SharedViews[]): number {
  return views.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function viewsOver(buffer: SharedArrayBuffer): SharedViews {
  return { words: new Int32Array(buffer), longs: new BigInt64Array(buffer), bytes: new Uint8Array(buffer) };
}
