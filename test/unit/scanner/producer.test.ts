import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { decodeIoDatagram, type IoDatagram, splitIoData } from '../../../src/cip/index.js';
import type { IoShape } from '../../../src/scanner/io-format.js';
import { Producer } from '../../../src/scanner/producer.js';

const INTERVAL_MS = 10;
const headed = (size: number): IoShape => ({ transportClass: 1, format: 'header32', size, variable: false });

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
  const producer = new Producer(headed(2));
  const packets = start(producer);
  expect(packets).toEqual([{ sequence: 1, count: 1, header: 1, value: [0, 0] }]);
  vi.advanceTimersByTime(3 * INTERVAL_MS);
  expect(packets.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  expect(producer.sent).toBe(4);
});

test('the CIP sequence count moves only with new bytes or another run state', () => {
  const producer = new Producer(headed(2));
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
  const producer = new Producer(headed(3));
  producer.write(Uint8Array.of(1, 2, 3));
  producer.write(Uint8Array.of(9));
  expect(start(producer)[0]?.value).toEqual([9, 2, 3]);
});

test.each([undefined, 'abc', [1], 5])('a write of %j is refused: no bytes', (bytes) => {
  const producer = new Producer({ ...headed(2), format: 'modeless' });
  expect(() => producer.write(bytes as never)).toThrow(new TypeError('write: expected a Uint8Array'));
});

test('a write longer than the assembly is refused and changes nothing', () => {
  const producer = new Producer(headed(2));
  expect(() => producer.write(Uint8Array.of(1, 2, 3))).toThrow(
    new RangeError('write: 3 bytes, the output assembly has 2'),
  );
  expect(start(producer)[0]?.value).toEqual([0, 0]);
});

test('without a header the data follows the sequence count', () => {
  const producer = new Producer({ ...headed(1), format: 'modeless' });
  expect(start(producer, false)[0]).toEqual({ sequence: 1, count: 1, header: undefined, value: [0] });
});

test('nothing is sent after stop', () => {
  const producer = new Producer(headed(1));
  const packets = start(producer);
  producer.stop();
  vi.advanceTimersByTime(10 * INTERVAL_MS);
  expect(packets).toHaveLength(1);
});

describe('bytes of the connected data item', () => {
  test.each<{ name: string; shape: Partial<IoShape>; run: string; idle: string }>([
    { name: 'class 1, 32-bit header', shape: {}, run: '010001000000aabb', idle: '020000000000aabb' },
    { name: 'class 1, modeless', shape: { format: 'modeless' }, run: '0100aabb', idle: '0200aabb' },
    { name: 'class 1, zero length: no data is idle', shape: { format: 'zeroLength' }, run: '0100aabb', idle: '0200' },
    { name: 'class 1, heartbeat', shape: { format: 'heartbeat', size: 0 }, run: '0100', idle: '0200' },
    { name: 'class 0, 32-bit header', shape: { transportClass: 0 }, run: '01000000aabb', idle: '00000000aabb' },
    { name: 'class 0, modeless', shape: { transportClass: 0, format: 'modeless' }, run: 'aabb', idle: 'aabb' },
    { name: 'class 0, zero length', shape: { transportClass: 0, format: 'zeroLength' }, run: 'aabb', idle: '' },
    { name: 'class 0, heartbeat', shape: { transportClass: 0, format: 'heartbeat', size: 0 }, run: '', idle: '' },
  ])('$name', ({ shape, run, idle }) => {
    const producer = new Producer({ ...headed(2), ...shape });
    if (shape.size !== 0) producer.write(Uint8Array.of(0xaa, 0xbb));
    const sent: IoDatagram[] = [];
    producer.start(7, INTERVAL_MS, (bytes) => sent.push(decodeIoDatagram(bytes)));
    producer.run = false;
    vi.advanceTimersByTime(INTERVAL_MS);
    expect(sent.map(({ data }) => Buffer.from(data).toString('hex'))).toEqual([run, idle]);
    expect(sent.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });
});

test('with a variable size a packet holds just what was written last', () => {
  const producer = new Producer({ ...headed(3), format: 'modeless', variable: true });
  const packets = start(producer, false);
  for (const bytes of [Uint8Array.of(1, 2, 3), Uint8Array.of(1), Uint8Array.of(1), new Uint8Array(0)]) {
    producer.write(bytes);
    vi.advanceTimersByTime(INTERVAL_MS);
  }
  expect(packets.map(({ value }) => value)).toEqual([[0, 0, 0], [1, 2, 3], [1], [1], []]);
  expect(packets.map(({ count }) => count)).toEqual([1, 2, 3, 3, 4]);
  expect(() => producer.write(new Uint8Array(4))).toThrow(RangeError);
});
