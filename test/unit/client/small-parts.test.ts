import { describe, expect, it, vi } from 'vitest';
import { CipDecodeError } from '../../../src/cip/index.js';
import { Alarm } from '../../../src/client/alarm.js';
import { attributeListData, attributesOfList } from '../../../src/client/attribute-list.js';
import { decodeIdentity } from '../../../src/client/module-identity.js';
import { ReplyView } from '../../../src/client/reply-view.js';
import { timingOf } from '../../../src/client/unconnected-channel.js';
import { broadcastOf } from '../../../src/link/broadcast.js';

describe('Get_Attribute_List', () => {
  const sizes = { 1: 2, 7: 'shortString', 9: 4, 11: 'string' } as const;

  it('asks for the attributes in order', () =>
    expect(Buffer.from(attributeListData(sizes)).toString('hex')).toBe('04000100070009000b00'));

  it('reads each with its status, and nothing of one that failed', () => {
    const reply = Buffer.from('0400010000000500070000000261620900140 00b0000000300636465'.replaceAll(' ', ''), 'hex');
    const broken = Buffer.from(
      `0400 0100 0000 0500 0700 0000 02 6162 0900 1400 0b00 0000 0300 636465`.replaceAll(' ', ''),
      'hex',
    );
    expect(reply.byteLength).toBe(broken.byteLength);
    expect(
      attributesOfList(broken, sizes).map(({ attribute, status, data }) => [
        attribute,
        status,
        Buffer.from(data).toString('hex'),
      ]),
    ).toEqual([
      [1, 0, '0500'],
      [7, 0, '6162'],
      [9, 0x14, ''],
      [11, 0, '636465'],
    ]);
    for (let size = 0; size < broken.byteLength; size++) {
      expect(() => attributesOfList(broken.subarray(0, size), sizes)).toThrow(CipDecodeError);
    }
  });

  it('takes no attribute that was not asked for', () =>
    expect(() => attributesOfList(Buffer.from('010002000000', 'hex'), sizes)).toThrow('one that was asked for, not 2'));

  it.each([{}, { 1: -1 }, { 1: 'x' }, { 1: 1.5 }, { [-1]: 1 }, { 70000: 1 }])('refuses the sizes %o', (wrong) =>
    expect(() => attributeListData(wrong as never)).toThrow(TypeError),
  );
});

describe('identity', () => {
  const data = Buffer.from('01000e00470020116030efbeadde0431373536', 'hex');

  it('is decoded', () =>
    expect(decodeIdentity(data)).toEqual({
      vendorId: 1,
      deviceType: 14,
      productCode: 71,
      revision: { major: 32, minor: 17 },
      status: 0x3060,
      serialNumber: 0xdeadbeef,
      productName: '1756',
    }));

  it('may have more behind it, not less', () => {
    expect(decodeIdentity(Buffer.concat([data, Buffer.alloc(5)])).productName).toBe('1756');
    for (let size = 0; size < data.byteLength; size++)
      expect(() => decodeIdentity(data.subarray(0, size))).toThrow(CipDecodeError);
  });
});

describe('a reply where it lies', () => {
  const see = (hex: string): ReplyView | undefined => {
    const view = new ReplyView();
    const bytes = Buffer.from(hex, 'hex');
    return view.see(bytes, 0, bytes.byteLength) ? view : undefined;
  };

  it.each(['', 'cc', 'cc00', 'cc0000', '4c000000', 'cc000101', 'cc00010200', 'cc00000204'])('is none: %s', (hex) =>
    expect(see(hex)).toBeUndefined(),
  );

  it('has status, words and data', () => {
    const view = see('cc00ff020521010004');
    expect(view?.toReply()).toEqual({
      service: 0x4c,
      status: 0xff,
      extendedStatus: [0x2105, 0x0001].map((_, i) => [0x2105, 0x0001][i] as number),
      data: Uint8Array.of(4),
    });
    expect(view?.extended).toBe(0x2105);
  });

  it.each<[string, boolean]>([
    ['cc000000', false],
    ['cc000200', true],
    ['cc00ff011820', true],
    ['cc00ff010521', false],
    ['cc0001010402', true],
    ['cc0001011103', false],
    ['cc000500', false],
  ])('%s is worth another attempt: %s', (hex, expected) => expect(see(hex)?.isTransient).toBe(expected));

  it.each<[string, number, boolean]>([
    ['d2000101110301', 0x4c, true],
    ['d2000101110301', 0x52, true],
    ['d2000600', 0x52, false],
    ['d2000600', 0x4c, true],
    ['d2000000', 0x4c, false],
    ['cc000500', 0x4c, false],
  ])('%s for service %i is a failure on the way: %s', (hex, asked, expected) =>
    expect(see(hex)?.isRouteFailure(asked)).toBe(expected),
  );
});

describe('the time of an Unconnected Send', () => {
  it.each([1, 100, 255, 256, 1_000, 5_000, 600_000])(
    '%i ms are said in ticks, never less and by at most 1 %% more',
    (ms) => {
      const { tickTime, ticks } = timingOf(ms);
      expect(2 ** tickTime * ticks).toBeGreaterThanOrEqual(ms);
      expect(2 ** tickTime * ticks).toBeLessThanOrEqual(ms * 1.01);
      expect(ticks).toBeLessThanOrEqual(255);
    },
  );
});

describe('the broadcast address', () => {
  it.each([
    ['192.168.1.50', '255.255.255.0', '192.168.1.255'],
    ['10.1.2.3', '255.0.0.0', '10.255.255.255'],
    ['172.16.5.4', '255.255.252.0', '172.16.7.255'],
    ['10.0.0.1', '255.255.255.254', '255.255.255.255'],
    ['10.0.0.1', '255.255.255.255', '255.255.255.255'],
    ['10.0.0.1', '', '255.255.255.255'],
  ])('of %s/%s is %s', (address, mask, expected) => expect(broadcastOf(address, mask)).toBe(expected));
});

describe('Alarm', () => {
  it('rings for the earliest, looks again when told, and stops', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] });
    const rung: number[] = [];
    const start = performance.now();
    const alarm = new Alarm((now) => {
      rung.push(Math.round(now - start));
      return rung.length === 1 ? now + 30 : Number.POSITIVE_INFINITY;
    });
    alarm.by(start + 100);
    alarm.by(start + 50);
    alarm.by(start + 70);
    vi.advanceTimersByTime(200);
    // Each a turn of the event loop after its time.
    expect(rung).toEqual([51, 82]);
    alarm.by(performance.now() + 10);
    alarm.stop();
    vi.advanceTimersByTime(200);
    expect([rung.length, vi.getTimerCount()]).toEqual([2, 0]);
    vi.useRealTimers();
  });
});
