import { encapsulationSize } from '../cip/index.js';

/**
 * Cuts a TCP stream into encapsulation messages: one may arrive byte by byte, or many in one segment. What is kept is
 * bounded by the largest message the 16-bit length can name.
 */
export class Reassembly {
  private rest: Uint8Array = new Uint8Array(0);

  /** The messages that are complete now, oldest first. */
  push(chunk: Uint8Array): Uint8Array[] {
    let stream = this.rest.byteLength === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const messages: Uint8Array[] = [];
    for (let size = encapsulationSize(stream); size !== undefined && size <= stream.byteLength; ) {
      messages.push(stream.subarray(0, size));
      stream = stream.subarray(size);
      size = encapsulationSize(stream);
    }
    this.rest = stream;
    return messages;
  }
}
