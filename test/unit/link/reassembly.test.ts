import { describe, expect, test } from 'vitest';
import { encodeEncapsulation } from '../../../src/cip/index.js';
import { Reassembly } from '../../../src/link/reassembly.js';

const short = encodeEncapsulation({ command: 0x63 });
const long = encodeEncapsulation({ command: 0x6f, data: Uint8Array.from({ length: 40 }, (_, index) => index) });
const stream = Buffer.concat([short, long, short]);

describe('encapsulation messages are cut from a TCP stream', () => {
  test('many in one segment', () => {
    expect(new Reassembly().push(stream).map((bytes) => Buffer.from(bytes))).toEqual(
      [short, long, short].map((m) => Buffer.from(m)),
    );
  });

  test('byte by byte', () => {
    const reassembly = new Reassembly();
    const messages = [...stream].flatMap((byte) => reassembly.push(Uint8Array.of(byte)));
    expect(Buffer.concat(messages)).toEqual(stream);
    expect(messages.map((message) => message.byteLength)).toEqual([24, 64, 24]);
  });

  test.each(Array.from({ length: stream.byteLength + 1 }, (_, cut) => cut))('cut in two at byte %i', (cut) => {
    const reassembly = new Reassembly();
    const messages = [...reassembly.push(stream.subarray(0, cut)), ...reassembly.push(stream.subarray(cut))];
    expect(messages.map((message) => message.byteLength)).toEqual([24, 64, 24]);
  });
});
