import { describe, expect, it } from 'vitest';
import { type Copied, Judge } from '../../../../src/adapter/implicit/sighting.js';
import type { ConnectionStatus } from '../../../../src/adapter/index.js';

const NOW_US = 100_000_000;
const view = new DataView(new ArrayBuffer(8));

/** Fed 10 ms ago by the connection in slot 3, in run. */
const image: Copied = { view, length: 8, receivedUs: NOW_US - 10_000, slot: 3, run: true, lost: false, connections: 1 };

function connection(slot: number, more: { lastReceivedUs?: number; run?: boolean | null } = {}): ConnectionStatus {
  const { lastReceivedUs = NOW_US - 10_000, run = true } = more;
  const originator = { address: `10.0.0.${slot}`, port: 2222, vendorId: 1, serialNumber: 1 };
  return { slot, originator, timeoutMs: 80, run, figures: { lastReceivedUs } } as unknown as ConnectionStatus;
}

type Case = readonly [string, readonly ConnectionStatus[], Partial<Copied>, string, string];

const CASES: readonly Case[] = [
  ['fed and in run', [connection(3)], {}, 'good', ''],
  ['a format that does not tell run or idle', [connection(3, { run: null })], {}, 'good', ''],
  ['fed by one of two', [connection(1), connection(3)], {}, 'good', ''],
  [
    'a packet "of the future", by a clock read before it',
    [connection(3, { lastReceivedUs: NOW_US + 5 })],
    {},
    'good',
    '',
  ],
  ['nobody is connected', [], { connections: 0 }, 'disconnected', 'no originator is connected to "command"'],
  ['the I/O thread counts none any more', [connection(3)], { connections: 0 }, 'disconnected', ''],
  [
    'its connection has ended, the next one in the slot is told of',
    [connection(3)],
    { lost: true },
    'disconnected',
    '',
  ],
  ['JavaScript has not heard of it yet', [], {}, 'disconnected', ''],
  ['the value is of a connection that is gone', [connection(4)], {}, 'disconnected', '10.0.0.4 is connected'],
  [
    'the same slot again, nothing came on it',
    [connection(3, { lastReceivedUs: 0, run: null })],
    {},
    'disconnected',
    'nothing has come from it yet',
  ],
  [
    'an explicit message wrote it',
    [connection(3)],
    { slot: -1, run: false },
    'disconnected',
    'written by an explicit message',
  ],
  [
    'nothing ever came',
    [connection(3, { lastReceivedUs: 0 })],
    { slot: -1, length: 0, receivedUs: 0, run: false },
    'disconnected',
    'nothing has come',
  ],
  ['a heartbeat, without data', [connection(3)], { length: 0 }, 'disconnected', 'sends no data to "command"'],
  ['the header says idle', [connection(3, { run: false })], {}, 'idle', '10.0.0.3 says idle'],
  [
    'idle data were told last, run was said since',
    [connection(3)],
    { run: false },
    'idle',
    'has sent no new data since it said run',
  ],
  ['idle and silent', [connection(3, { run: false, lastReceivedUs: 1 })], {}, 'idle', 'says idle'],
];

describe('what a value is worth', () => {
  it.each(CASES)('%s', (_case, feeding, copied, quality, words) => {
    const sighting = new Judge('command', undefined).judge(feeding, { ...image, ...copied }, NOW_US);
    expect(sighting.quality).toBe(quality);
    if (sighting.quality !== 'good') expect(sighting.reason).toContain(words);
  });

  it('the adapter does not run: disconnected, no value', () => {
    expect(new Judge('command', undefined).judge([], undefined, NOW_US)).toEqual({
      quality: 'disconnected',
      reason: 'the adapter does not run',
      last: undefined,
      source: undefined,
    });
  });

  it.each([
    [undefined, 40, 'good'],
    [undefined, 40.001, 'stale'],
    [10, 10, 'good'],
    [10, 10.001, 'stale'],
    [1000, 79, 'good'],
    [1000, 1000.001, 'stale'],
  ])('staleMs %j, last packet %d ms ago: %s', (staleMs, ageMs, quality) => {
    const feeding = [connection(3, { lastReceivedUs: NOW_US - ageMs * 1000 })];
    expect(new Judge('command', staleMs).judge(feeding, image, NOW_US).quality).toBe(quality);
  });

  it('the age is that of the last packet, not of the value: one that repeats it confirms it', () => {
    const old = { ...image, receivedUs: NOW_US - 3_600_000_000 };
    const sighting = new Judge('command', 20).judge([connection(3)], old, NOW_US);
    expect(sighting).toMatchObject({ quality: 'good', last: { receivedUs: old.receivedUs } });
  });

  it('stale says since when, and the limit', () => {
    const feeding = [connection(3, { lastReceivedUs: NOW_US - 55_900 })];
    const sighting = new Judge('command', undefined).judge(feeding, image, NOW_US);
    expect(sighting).toMatchObject({ reason: 'no packet from 10.0.0.3 for 55 ms, limit 40 ms' });
  });
});
