import { expect, test } from 'vitest';
import { encodeIoDatagram, joinIoData } from '../../../src/cip/index.js';
import { Consumer, type InputPacket } from '../../../src/scanner/consumer.js';

const ID = 0xcafe_0001;

function packet({
  connectionId = ID,
  sequence = 1,
  count = 1,
  size = 4,
}: {
  connectionId?: number;
  sequence?: number;
  count?: number;
  size?: number;
} = {}) {
  const data = joinIoData({
    sequenceCount: count,
    header: undefined,
    payload: new Uint8Array(size).fill(sequence & 0xff),
  });
  return encodeIoDatagram({ connectionId, sequence, data });
}

function consume(...datagrams: Uint8Array[]) {
  const taken: InputPacket[] = [];
  const consumer = new Consumer(ID, 4, (one) => taken.push(one));
  datagrams.forEach((bytes, index) => {
    consumer.take(bytes, index * 10);
  });
  return { consumer, taken };
}

test('a packet tells value, both sequences and whether the data is new', () => {
  const { taken } = consume(
    packet({ sequence: 5, count: 9 }),
    packet({ sequence: 6, count: 9 }),
    packet({ sequence: 7, count: 10 }),
  );
  expect(taken.map(({ sequence, cipSequence, isNew }) => ({ sequence, cipSequence, isNew }))).toEqual([
    { sequence: 5, cipSequence: 9, isNew: true },
    { sequence: 6, cipSequence: 9, isNew: false },
    { sequence: 7, cipSequence: 10, isNew: true },
  ]);
  expect([...taken[0]!.value]).toEqual([5, 5, 5, 5]);
});

test('the first CIP sequence count is new data, also 0; 0 follows 65535', () => {
  const { taken } = consume(packet({ sequence: 1, count: 0 }));
  expect(taken[0]?.isNew).toBe(true);
  const wrapped = consume(packet({ sequence: 1, count: 0xffff }), packet({ sequence: 2, count: 0 }));
  expect(wrapped.taken.map(({ isNew }) => isNew)).toEqual([true, true]);
});

test.each([
  { name: 'an empty datagram', bytes: new Uint8Array(0) },
  { name: 'another connection id', bytes: packet({ connectionId: ID + 1 }) },
  { name: 'data too short', bytes: packet({ size: 3 }) },
  { name: 'data too long', bytes: packet({ size: 5 }) },
  {
    name: 'an address item without a sequence',
    bytes: encodeIoDatagram({ connectionId: ID, sequence: undefined, data: new Uint8Array(6) }),
  },
])('$name changes nothing and is counted', ({ bytes }) => {
  const { consumer, taken } = consume(bytes);
  expect(taken).toEqual([]);
  expect(consumer.ignored).toBe(1);
  expect(consumer.lastReceivedMs).toBeUndefined();
});

test('every prefix of a packet is ignored', () => {
  const whole = packet();
  for (let length = 0; length < whole.byteLength; length++) {
    const { consumer } = consume(whole.subarray(0, length));
    expect(consumer.ignored, `${length} bytes`).toBe(1);
  }
});

test('an overtaken packet is counted, not delivered, and is no interval', () => {
  const { consumer, taken } = consume(packet({ sequence: 2 }), packet({ sequence: 1 }), packet({ sequence: 3 }));
  expect(taken.map(({ sequence }) => sequence)).toEqual([2, 3]);
  expect(consumer.outOfOrder).toBe(1);
  expect(consumer.intervalUs()).toEqual({ min: 20_000, p50: 20_000, p99: 20_000, max: 20_000 });
});

test('the target may have chosen another connection id', () => {
  const { consumer, taken } = consume();
  consumer.use(77);
  consumer.take(packet({ connectionId: 77 }), 0);
  expect(taken).toHaveLength(1);
});
