import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEncapsulation } from '../../../src/cip/index.js';
import { FrameReader } from '../../../src/client/frame-reader.js';

/** What comes out when the stream is read in pieces that end there. */
function framesOf(stream: Uint8Array, ends: readonly number[]): string[] {
  const reader = new FrameReader();
  const frames: string[] = [];
  reader.onFrame = (bytes, start, size) => frames.push(bytes.toString('hex', start, start + size));
  let from = 0;
  for (const end of [...ends, stream.byteLength]) {
    for (; from < end; from += reader.buffer.byteLength) {
      const piece = stream.subarray(from, Math.min(end, from + reader.buffer.byteLength));
      reader.buffer.set(piece);
      reader.take(piece.byteLength);
    }
    from = end;
  }
  return frames;
}

const frame = (size: number): Uint8Array =>
  encodeEncapsulation({ command: 0x70, session: size, data: new Uint8Array(size).fill(size) });
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('FrameReader', () => {
  it.each([0, 1, 30, 4_000])('finds a message of %i bytes whatever byte its segments end at', (size) => {
    const stream = Buffer.concat([frame(3), frame(size), frame(5)]);
    for (let end = 1; end < stream.byteLength; end += size > 1_000 ? 97 : 1) {
      expect(framesOf(stream, [end])).toEqual([hex(frame(3)), hex(frame(size)), hex(frame(5))]);
    }
  });

  it('takes it byte by byte', () => {
    const stream = Buffer.concat([frame(7), frame(0)]);
    expect(framesOf(stream, Array.from(stream.keys()))).toEqual([hex(frame(7)), hex(frame(0))]);
  });

  it('takes the longest message that the length can say', () => {
    const longest = Buffer.alloc(24 + 0xffff, 7);
    longest.writeUInt16LE(0xffff, 2);
    expect(framesOf(Buffer.concat([frame(1), longest, frame(2)]), [30])).toEqual([
      hex(frame(1)),
      hex(longest),
      hex(frame(2)),
    ]);
  });

  it('keeps what is not whole, and says nothing of it', () =>
    expect(framesOf(frame(9).subarray(0, 32), [3])).toEqual([]));

  it('gives the same for any cuts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 20 }),
        fc.array(fc.nat(6_000)),
        (sizes, cuts) => {
          const frames = sizes.map(frame);
          const stream = Buffer.concat(frames);
          const ends = cuts.filter((cut) => cut < stream.byteLength).sort((a, b) => a - b);
          expect(framesOf(stream, ends)).toEqual(frames.map(hex));
        },
      ),
    );
  });
});
