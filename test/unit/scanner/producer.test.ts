import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeIoDatagram, splitIoData } from '../../../src/cip/index.js';
import { Producer } from '../../../src/scanner/producer.js';

const INTERVAL_MS = 10;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function start(producer: Producer, header = true) {
  const packets: {
    sequence: number | undefined;
    count: number | undefined;
    header: number | undefined;
    value: number[];
  }[] = [];
  producer.start(0x1234, INTERVAL_MS, (bytes) => {
    const { connectionId, sequence, data } = decodeIoDatagram(bytes);
    expect(connectionId).toBe(0x1234);
    const parts = splitIoData(data, { sequenceCount: true, header });
    packets.push({ sequence, count: parts.sequenceCount, header: parts.header, value: [...parts.payload] });
  });
  return packets;
}

test('the first packet leaves at once, the next ones every interval', () => {
  const producer = new Producer({ size: 2, header: true });
  const packets = start(producer);
  expect(packets).toEqual([{ sequence: 1, count: 1, header: 1, value: [0, 0] }]);
  vi.advanceTimersByTime(3 * INTERVAL_MS);
  expect(packets.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  expect(producer.sent).toBe(4);
});

test('the CIP sequence count moves only with new bytes or another run state', () => {
  const producer = new Producer({ size: 2, header: true });
  const packets = start(producer);
  const steps = [
    () => {},
    () => producer.write(Uint8Array.of(7, 8)),
    () => producer.write(Uint8Array.of(7, 8)),
    () => {
      producer.run = false;
    },
    () => {
      producer.run = false;
    },
  ];
  for (const step of steps) {
    step();
    vi.advanceTimersByTime(INTERVAL_MS);
  }
  expect(packets.map(({ count }) => count)).toEqual([1, 1, 2, 2, 3, 3]);
  expect(packets.map(({ header }) => header)).toEqual([1, 1, 1, 1, 0, 0]);
});

test('a shorter write leaves the bytes behind it', () => {
  const producer = new Producer({ size: 3, header: true });
  producer.write(Uint8Array.of(1, 2, 3));
  producer.write(Uint8Array.of(9));
  expect(start(producer)[0]?.value).toEqual([9, 2, 3]);
});

test.each([undefined, 'abc', [1], 5])('a write of %j is refused: no bytes', (bytes) => {
  const producer = new Producer({ size: 2, header: false });
  expect(() => producer.write(bytes as never)).toThrow(new TypeError('write: expected a Uint8Array'));
});

test('a write longer than the assembly is refused and changes nothing', () => {
  const producer = new Producer({ size: 2, header: true });
  expect(() => producer.write(Uint8Array.of(1, 2, 3))).toThrow(
    new RangeError('write: 3 bytes, the output assembly has 2'),
  );
  expect(start(producer)[0]?.value).toEqual([0, 0]);
});

test('without a header the data follows the sequence count', () => {
  const producer = new Producer({ size: 1, header: false });
  expect(start(producer, false)[0]).toEqual({ sequence: 1, count: 1, header: undefined, value: [0] });
});

test('nothing is sent after stop', () => {
  const producer = new Producer({ size: 1, header: true });
  const packets = start(producer);
  producer.stop();
  vi.advanceTimersByTime(10 * INTERVAL_MS);
  expect(packets).toHaveLength(1);
});
