/** The parts of a spool that need no disk. */
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../../src/telemetry/spool/crc32.js';
import { decodeValue, encodeValue } from '../../../../src/telemetry/spool/entry.js';
import { FlushWatch } from '../../../../src/telemetry/spool/flush-watch.js';
import { loadLmdb } from '../../../../src/telemetry/spool/lmdb.js';
import { spoolSettings } from '../../../../src/telemetry/spool/options.js';
import { ReplayRate } from '../../../../src/telemetry/spool/replay-rate.js';

describe('crc32', () => {
  it.each([
    ['', 0],
    ['123456789', 0xcbf43926],
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ])('of "%s"', (text, expected) => expect(crc32(Buffer.from(text))).toBe(expected));

  it.skipIf(zlibCrc32 === undefined)('is that of zlib (which later releases of Node have)', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32(bytes) === zlibCrc32(bytes)));
  });
});

describe('a value', () => {
  const parts = [fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), fc.uint8Array()] as const;

  it('is what was encoded', () => {
    fc.assert(
      fc.property(...parts, (messageId, body) => {
        const decoded = decodeValue(encodeValue(messageId, body));
        expect(decoded?.messageId).toBe(messageId);
        expect(Buffer.from(decoded?.body ?? [])).toEqual(Buffer.from(body));
      }),
    );
  });

  it('is none with any bit changed', () => {
    fc.assert(
      fc.property(...parts, fc.nat(), (messageId, body, at) => {
        const value = encodeValue(messageId, body);
        const bit = at % (value.length * 8);
        value[bit >> 3] = (value[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(decodeValue(value)).toBeUndefined();
      }),
    );
  });

  it('is none when it is cut off', () => {
    const value = encodeValue('id', Buffer.from('body'));
    for (let length = 0; length < value.length; length++) {
      expect(decodeValue(value.subarray(0, length))).toBeUndefined();
    }
  });
});

describe('ReplayRate', () => {
  const taken = (rate: ReplayRate, nowMs: number) => {
    let count = 0;
    while (count < 1_000 && rate.take(nowMs)) count++;
    return count;
  };

  it.each([
    ['100 a second, at once', 100, 0, 10],
    ['100 a second, after 50 ms', 100, 50, 5],
    ['100 a second, after a minute', 100, 60_000, 10],
    ['1 a second, after 999 ms', 1, 999, 0],
    ['1 a second, after 1 s', 1, 1_000, 1],
  ])('%s', (_, perSecond, afterMs, expected) => {
    const rate = new ReplayRate(perSecond, 0);
    if (afterMs > 0) taken(rate, 0);
    expect(taken(rate, afterMs)).toBe(expected);
  });

  it('pauses until as many may go as go at once', () => {
    const rate = new ReplayRate(100, 0);
    taken(rate, 0);
    expect([rate.pauseMs(0), rate.pauseMs(60), taken(rate, 100)]).toEqual([100, 40, 10]);
  });

  it('has no limit without a rate', () => expect(taken(new ReplayRate(undefined, 0), 0)).toBe(1_000));
});

describe('FlushWatch', () => {
  it('rejects and tells when the disk does not confirm in time', async () => {
    const failures: string[] = [];
    const watch = new FlushWatch(({ message }) => failures.push(message), 1);
    const keepAlive = setInterval(() => {}, 1_000);
    await expect(watch.add(new Promise(() => {}))).rejects.toThrow('confirmed nothing for 1 ms');
    await watch.atMost(0);
    clearInterval(keepAlive);
    expect(failures).toEqual(['the disk has confirmed nothing for 1 ms']);
  });

  it('holds back who has too many open', async () => {
    const watch = new FlushWatch(() => {});
    let confirm = (): void => {};
    void watch.add(
      new Promise<void>((resolve) => {
        confirm = resolve;
      }),
    );
    await watch.atMost(1);
    const order: string[] = [];
    const waited = watch.atMost(0).then(() => order.push('went on'));
    await Promise.resolve();
    order.push('confirmed');
    confirm();
    await waited;
    expect(order).toEqual(['confirmed', 'went on']);
  });
});

describe('loadLmdb', () => {
  it('names the package and the command when it is not there', async () => {
    const load = () => import('lmdb-that-is-not-there' as string);
    await expect(loadLmdb(load)).rejects.toMatchObject({
      code: 'EIP_SPOOL_MODULE_MISSING',
      message: expect.stringContaining('npm install lmdb'),
    });
  });
});

describe('options', () => {
  const refused: [string, unknown, string][] = [
    ['no folder', { sinks: { a: {} } }, 'folder: expected the path of a folder, got nothing'],
    ['no sinks', { folder: 'x' }, 'sinks: expected sinks by their names, got nothing'],
    ['an empty list of sinks', { folder: 'x', sinks: {} }, 'sinks: expected at least one sink'],
    ['a name with a slash', { folder: 'x', sinks: { 'a/b': {} } }, 'sinks.a/b: expected a name'],
    ['a durability that is none', { folder: 'x', sinks: { a: {} }, durability: 'disk' }, 'durability: expected one of'],
    ['a policy that is none', { folder: 'x', sinks: { a: { whenFull: 'drop' } } }, 'sinks.a.whenFull: expected one of'],
    ['a misspelt option', { folder: 'x', sinks: { a: { maxByte: 1 } } }, 'did you mean "maxBytes"'],
    [
      'a bound below an entry',
      { folder: 'x', sinks: { a: { maxBytes: 2_048 } } },
      'sinks.a.maxBytes: expected at least',
    ],
    [
      'a bound of a priority below an entry',
      { folder: 'x', sinks: { a: { priorities: { alarm: { maxBytes: 2_048 } } } } },
      'sinks.a.priorities.alarm.maxBytes: expected at least',
    ],
    [
      'too many sinks',
      { folder: 'x', sinks: Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`s${index}`, {}])) },
      'expected at most 32 sinks, got 33',
    ],
  ];

  it.each(refused)('%s is refused', (_, options, words) => {
    expect(() => spoolSettings(options)).toThrow(words);
    expect(() => spoolSettings(options)).toThrow(expect.objectContaining({ code: 'EIP_OPTION_INVALID' }));
  });

  it('have defaults', () => {
    expect(spoolSettings({ folder: 'x', sinks: { a: { priorities: { alarm: {} } } } })).toEqual({
      folder: 'x',
      durability: 'process',
      maxEntryBytes: 1_048_576,
      sinks: {
        a: {
          maxBytes: 268_435_456,
          whenFull: 'dropOldest',
          blockMs: 10_000,
          replayAfterMs: 1_000,
          priorities: {
            alarm: { maxBytes: 67_108_864, whenFull: 'block', blockMs: 10_000 },
            audit: { maxBytes: 67_108_864, whenFull: 'block', blockMs: 10_000 },
          },
        },
      },
    });
  });
});
