/** What some writes leave of the memory of a region: which bits, and their values. */
import type { SymbolInfo } from '../tags/catalog.js';
import { type Region, sizeOf, spotOf } from './region.js';
import type { WireWrite } from './wire-write.js';

export class Overlay {
  /** Of the region, from the byte that its first bit is in. */
  readonly bytes: Uint8Array;
  /** Bits of them that are written. */
  readonly mask: Uint8Array;
  private readonly start: number;

  constructor(private readonly region: Region) {
    this.start = Math.floor(region.fromBit / 8);
    const end = Math.ceil((region.fromBit + region.elementBits * region.count) / 8);
    this.bytes = new Uint8Array(end - this.start);
    this.mask = new Uint8Array(end - this.start);
  }

  /** @throws NoSpot */
  add(write: WireWrite, symbol: SymbolInfo): void {
    const spot = spotOf(write.steps, symbol, 'words');
    if (spot.isBit) {
      this.addBit(spot.atBit, (write.data[0] ?? 0) !== 0);
      return;
    }
    const size = sizeOf(spot.type) * write.count;
    const at = Math.floor(spot.atBit / 8) + write.offset - this.start;
    const length = Math.min(write.data.byteLength, write.mask === undefined ? size - write.offset : sizeOf(spot.type));
    // Of a long write only what may meet the region is looked at.
    const last = Math.min(length, this.bytes.byteLength - at);
    for (let i = Math.max(0, -at); i < last; i++) {
      const mask = write.mask?.[i] ?? (write.mask === undefined ? 0xff : 0);
      this.bytes[at + i] = ((this.bytes[at + i] ?? 0) & ~mask) | ((write.data[i] ?? 0) & mask);
      this.mask[at + i] = (this.mask[at + i] ?? 0) | mask;
    }
  }

  /** A write reaches a bit of the region. */
  get isTouched(): boolean {
    const { fromBit, elementBits, count } = this.region;
    const first = fromBit & 7;
    const last = first + elementBits * count;
    if (first === 0 && last === 8 * this.mask.byteLength) return this.mask.some((byte) => byte !== 0);
    for (let bit = first; bit < last; bit++) if (((this.mask[bit >> 3] ?? 0) >> (bit & 7)) & 1) return true;
    return false;
  }

  private addBit(bit: number, value: boolean): void {
    const at = Math.floor(bit / 8) - this.start;
    if (at < 0 || at >= this.bytes.byteLength) return;
    const mask = 1 << (bit & 7);
    this.mask[at] = (this.mask[at] ?? 0) | mask;
    this.bytes[at] = value ? (this.bytes[at] ?? 0) | mask : (this.bytes[at] ?? 0) & ~mask;
  }
}
