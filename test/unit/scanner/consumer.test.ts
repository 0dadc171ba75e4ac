import { describe, expect, test } from 'vitest';
import { encodeIoDatagram, joinIoData } from '../../../src/cip/index.js';
import { Consumer, type InputPacket } from '../../../src/scanner/consumer.js';
import type { IoShape } from '../../../src/scanner/io-format.js';

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

const SHAPE: IoShape = { transportClass: 1, format: 'modeless', size: 4, variable: false };

function consume(...datagrams: Uint8Array[]) {
  return consumeAs({}, ...datagrams);
}

function consumeAs(shape: Partial<IoShape>, ...datagrams: Uint8Array[]) {
  const taken: InputPacket[] = [];
  const consumer = new Consumer(ID, { ...SHAPE, ...shape }, (one) => taken.push(one));
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

/** A datagram with these bytes in its connected data item. */
function datagram(hex: string, sequence: number | undefined = 1) {
  return encodeIoDatagram({ connectionId: ID, sequence, data: Buffer.from(hex, 'hex') });
}

describe('formats: what a packet says', () => {
  const header32 = { format: 'header32', size: 2 } as const;
  const zeroLength = { format: 'zeroLength', size: 2 } as const;
  const heartbeat = { format: 'heartbeat', size: 0 } as const;
  test.each<{ name: string; shape: Partial<IoShape>; hex: string; run: boolean | undefined; value: string }>([
    { name: 'modeless', shape: { size: 2 }, hex: '0500aabb', run: undefined, value: 'aabb' },
    { name: 'header, run', shape: header32, hex: '050001000000aabb', run: true, value: 'aabb' },
    { name: 'header, idle', shape: header32, hex: '050000000000aabb', run: false, value: 'aabb' },
    { name: 'header: only bit 0 says it', shape: header32, hex: '0500feffffffaabb', run: false, value: 'aabb' },
    { name: 'zero length with data', shape: zeroLength, hex: '0500aabb', run: true, value: 'aabb' },
    { name: 'zero length without', shape: zeroLength, hex: '0500', run: false, value: '' },
    { name: 'heartbeat', shape: heartbeat, hex: '0500', run: undefined, value: '' },
    { name: 'variable, shorter', shape: { size: 2, variable: true }, hex: '0500aa', run: undefined, value: 'aa' },
    { name: 'variable, none', shape: { size: 2, variable: true }, hex: '0500', run: undefined, value: '' },
  ])('$name', ({ shape, hex, run, value }) => {
    const { taken } = consumeAs(shape, datagram(hex));
    expect(taken).toMatchObject([{ run, cipSequence: 5, isNew: true }]);
    expect(Buffer.from(taken[0]!.value).toString('hex')).toBe(value);
  });

  test.each<{ name: string; shape: Partial<IoShape>; hex: string }>([
    { name: 'zero length with half of its data', shape: zeroLength, hex: '0500aa' },
    { name: 'a heartbeat with data', shape: heartbeat, hex: '0500aa' },
    { name: 'variable, longer', shape: { size: 2, variable: true }, hex: '0500aabbcc' },
    { name: 'a header that is cut', shape: { ...header32, variable: true }, hex: '0500010000' },
    { name: 'no header', shape: header32, hex: '0500aabb' },
    { name: 'class 0 with a sequence count', shape: { size: 2, transportClass: 0 }, hex: '0500aabb' },
  ])('ignored: $name', ({ shape, hex }) => {
    const { consumer, taken } = consumeAs(shape, datagram(hex));
    expect(taken).toEqual([]);
    expect(consumer.ignored).toBe(1);
  });
});

describe('class 0', () => {
  const class0 = { transportClass: 0, size: 2 };

  test('has no sequence count: every accepted packet is new', () => {
    const { taken } = consumeAs(class0, datagram('aabb', 1), datagram('aabb', 2));
    expect(taken).toMatchObject([
      { sequence: 1, cipSequence: undefined, isNew: true },
      { sequence: 2, cipSequence: undefined, isNew: true },
    ]);
  });

  test('an overtaken packet is not used', () => {
    const { consumer, taken } = consumeAs(class0, datagram('aabb', 2), datagram('aabb', 1));
    expect(taken).toHaveLength(1);
    expect(consumer.outOfOrder).toBe(1);
  });

  const unnumbered = encodeIoDatagram({ connectionId: ID, sequence: undefined, data: Uint8Array.of(1, 2) });

  test('takes an address without a sequence, and knows of no loss then', () => {
    const { consumer, taken } = consumeAs(class0, unnumbered, unnumbered);
    expect(taken.map(({ sequence, isNew }) => [sequence, isNew])).toEqual(Array(2).fill([undefined, true]));
    expect([consumer.received, consumer.lost, consumer.outOfOrder]).toEqual([2, 0, 0]);
  });

  test('class 1 does not', () => {
    expect(consumeAs({ size: 0 }, unnumbered).consumer.ignored).toBe(1);
  });
});
