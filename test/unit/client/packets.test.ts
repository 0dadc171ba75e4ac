import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMultipleService,
  decodeRequest,
  encodeReply,
  encodeRequest,
  multipleServiceRequest,
  objectPath,
} from '../../../src/cip/index.js';
import { ReplyView } from '../../../src/client/reply-view.js';
import { type PacketItem, packed, packetMessage, unpack } from '../../../src/client/tags/packets.js';

const item = (request: number, replySize: number, service = 0x4c): PacketItem => ({
  service,
  message: encodeRequest({ service, path: objectPath(1, 1), data: new Uint8Array(Math.max(0, request - 6)) }),
  replySize,
});
const reply = (service: number, data: number[] = []): Uint8Array =>
  encodeReply({ service, status: 0, extendedStatus: [], data: Uint8Array.from(data) });

/** The data of a reply as the view of a packet has it. */
function view(messages: readonly Uint8Array[]): ReplyView {
  const { data } = multipleServiceRequest(messages);
  const bytes = Buffer.from(encodeReply({ service: 0x0a, status: 0, extendedStatus: [], data }));
  const seen = new ReplyView();
  if (!seen.see(bytes, 0, bytes.byteLength)) throw new Error('no reply');
  return seen;
}

describe('packed', () => {
  it.each<[string, number, number, number]>([
    ['by the request', 100, 8 + 5 * (2 + 20), 5],
    ['by the reply', 6, 6 + 4 * (2 + 104), 4],
  ])('%s: %i bytes each, %i at most, %i together', (_, request, longest, together) => {
    const items = Array.from({ length: 12 }, () => item(request === 100 ? 20 : 6, request === 100 ? 6 : 104));
    expect(packed(items, longest).map(({ length }) => length)[0]).toBe(together);
    expect(packed(items, longest - 1).map(({ length }) => length)[0]).toBe(together - 1);
  });

  it('keeps the order, loses nothing, and no packet is too long either way', () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 6, max: 300 }), fc.integer({ min: 4, max: 600 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 100, max: 2_000 }), (each, longest) => {
        const items = each.map(([request, replySize]) => item(request, replySize));
        const packets = packed(items, longest);
        expect(packets.flat()).toEqual(items);
        for (const packet of packets.filter(({ length }) => length > 1)) {
          expect(packetMessage(packet).byteLength).toBeLessThanOrEqual(longest);
          expect(6 + packet.reduce((sum, { replySize }) => sum + 2 + replySize, 0)).toBeLessThanOrEqual(longest);
        }
      }),
    );
  });
});

describe('packetMessage', () => {
  it('is what the codec makes of it', () => {
    const items = [item(10, 8), item(7, 4, 0x4d), item(40, 10)];
    const expected = encodeRequest(multipleServiceRequest(items.map(({ message }) => message)));
    expect(Buffer.from(packetMessage(items)).toString('hex')).toBe(Buffer.from(expected).toString('hex'));
    const { data } = decodeRequest(packetMessage(items));
    expect(decodeMultipleService(data).messages.map((message) => decodeRequest(message).service)).toEqual([
      0x4c, 0x4d, 0x4c,
    ]);
  });
});

describe('unpack', () => {
  const items = [item(6, 8), item(6, 8, 0x4d), item(6, 8)];
  const taken = (messages: readonly Uint8Array[]): [boolean, number[]] => {
    const values: number[] = [];
    const isWhole = unpack(view(messages), items, (_, own) => values.push(own.bytes[own.start] ?? -1));
    return [isWhole, values];
  };

  it('hands each reply to its service', () =>
    expect(taken([reply(0x4c, [1]), reply(0x4d, [2]), reply(0x4c, [3])])).toEqual([true, [1, 2, 3]]));

  it.each<[string, Uint8Array[]]>([
    ['one too few', [reply(0x4c, [1]), reply(0x4d, [2])]],
    ['one too many', [reply(0x4c, [1]), reply(0x4d, [2]), reply(0x4c, [3]), reply(0x4c, [4])]],
    ['in another order', [reply(0x4d, [2]), reply(0x4c, [1]), reply(0x4c, [3])]],
    ['of another service', [reply(0x4c, [1]), reply(0x4d, [2]), reply(0x52, [3])]],
    ['cut', [reply(0x4c, [1]), reply(0x4d, [2]), reply(0x4c).subarray(0, 3)]],
    ['none', []],
  ])('takes no packet that has replies %s', (_, messages) => expect(taken(messages)[0]).toBe(false));

  it('reads nothing beyond the reply, whatever its offsets say', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (data) => {
        const bytes = Buffer.from(encodeReply({ service: 0x0a, status: 0, extendedStatus: [], data }));
        const seen = new ReplyView();
        seen.see(bytes, 0, bytes.byteLength);
        expect(() => unpack(seen, items, (_, own) => expect(own.end).toBeLessThanOrEqual(seen.end))).not.toThrow();
      }),
    );
  });
});
