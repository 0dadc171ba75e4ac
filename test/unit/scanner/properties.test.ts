import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeItems, encodeEncapsulation, encodeIoDatagram } from '../../../src/cip/index.js';
import { Reassembly } from '../../../src/link/reassembly.js';
import { connectedMessage } from '../../../src/scanner/connected-message.js';
import { Consumer, type InputPacket } from '../../../src/scanner/consumer.js';
import { inputGroupOf, outputPortOf } from '../../../src/scanner/forward-open.js';
import { REALTIME_FORMATS } from '../../../src/scanner/io-format.js';

/** What comes from the network is taken or left; nothing of it ends the scanner. */

const ID = 0xcafe_0001;
const bytes = fc.uint8Array({ maxLength: 96 });

describe('a TCP stream', () => {
  const message = fc.uint8Array({ maxLength: 60 }).map((data) => encodeEncapsulation({ command: 0x6f, data }));
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });

  test('however it is cut, the same messages come out, and what is left is kept', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), bytes, cuts, (messages, end, sizes) => {
        const cutEnd = end.subarray(0, 23);
        const stream = Buffer.concat([...messages, cutEnd]);
        const reassembly = new Reassembly();
        const found: Uint8Array[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          found.push(...reassembly.push(stream.subarray(at, at + size)));
          at += size;
        }
        expect(found.map((one) => Buffer.from(one))).toEqual(messages.map((one) => Buffer.from(one)));
      }),
    );
  });

  test('any bytes end in whole messages and a rest', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (stream) => {
        const whole = new Reassembly().push(stream.slice());
        const taken = whole.reduce((sum, one) => sum + one.byteLength, 0);
        expect(taken).toBeLessThanOrEqual(stream.byteLength);
        for (const one of whole) expect(one.byteLength).toBe(24 + Buffer.from(one).readUInt16LE(2));
      }),
    );
  });
});

test('any data of SendUnitData is a connected message, or none', () => {
  const head = Uint8Array.of(0, 0, 0, 0, 0, 0, 2, 0, 0xa1, 0, 4, 0, 1, 2, 3, 4, 0xb1, 0);
  const likely = bytes.map((rest) => Uint8Array.from([...head, ...rest]));
  fc.assert(
    fc.property(fc.oneof(bytes, likely), (data) => {
      const message = connectedMessage(data.slice());
      if (message !== undefined) expect(message.connectionId).toBeTypeOf('number');
    }),
    { numRuns: 1_000 },
  );
});

test('any items behind a Forward Open reply name a port, and a group or none', () => {
  const sockaddr = fc.record({ type: fc.constantFrom(0, 1), value: fc.uint8Array({ minLength: 16, maxLength: 16 }) });
  const items = fc.array(sockaddr, { maxLength: 4 }).map((all) => {
    const parts = all.map(({ type, value }) => [type, 0x80, 16, 0, ...value]);
    return Uint8Array.from([all.length, 0, ...parts.flat()]);
  });
  fc.assert(
    fc.property(items, (data) => {
      const further = decodeItems(data);
      expect(outputPortOf(further)).toBeGreaterThanOrEqual(0);
      const group = inputGroupOf(further);
      if (group !== undefined) expect(Number(group.address.split('.')[0])).toBeGreaterThanOrEqual(224);
    }),
  );
});

describe('any datagram on the I/O port is a packet of its connection, or ignored', () => {
  const shape = fc.record({
    transportClass: fc.constantFrom(0, 1),
    format: fc.constantFrom(...REALTIME_FORMATS),
    size: fc.integer({ min: 0, max: 8 }),
    variable: fc.boolean(),
  });
  const ours = fc
    .record({ sequence: fc.option(fc.integer({ min: 0, max: 0xffff_ffff }), { nil: undefined }), data: bytes })
    .map(({ sequence, data }) => encodeIoDatagram({ connectionId: ID, data: data.subarray(0, 16), sequence }));

  test('and both are counted', () => {
    fc.assert(
      fc.property(shape, fc.array(fc.oneof(bytes, ours), { maxLength: 12 }), (of, datagrams) => {
        const taken: InputPacket[] = [];
        const consumer = new Consumer(ID, of, (packet) => taken.push(packet));
        for (const [index, datagram] of datagrams.entries()) consumer.take(datagram.slice(), index);
        for (const { value } of taken) expect(value.byteLength).toBeLessThanOrEqual(of.size);
        expect(taken.length + consumer.ignored).toBeLessThanOrEqual(datagrams.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
