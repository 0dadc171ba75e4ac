import { describe, expect, test } from 'vitest';
import * as cip from '../../../src/cip/index.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const triad: cip.ConnectionTriad = { connectionSerial: 1, vendorId: 2, originatorSerial: 3 };

const parameters: cip.ConnectionParameters = {
  size: 34,
  variable: false,
  priority: 'scheduled',
  type: 'pointToPoint',
  redundantOwner: false,
};

const open: cip.ForwardOpen = {
  large: false,
  timing: cip.DEFAULT_TIMING,
  oToT: { connectionId: 0, rpiUs: 10_000, parameters },
  tToO: { connectionId: 7, rpiUs: 10_000, parameters },
  triad,
  timeoutMultiplier: 2,
  transport: { class: 1, trigger: 'cyclic', server: false },
  path: [cip.logicalSegment('class', 4), cip.logicalSegment('connectionPoint', 100)],
};

describe('requests to the Connection Manager go to 20 06 24 01', () => {
  test.each([
    ['Forward Open', cip.forwardOpenRequest(open), '540220062401'],
    ['Large Forward Open', cip.forwardOpenRequest({ ...open, large: true }), '5b0220062401'],
    ['Forward Close', cip.forwardCloseRequest({ timing: cip.DEFAULT_TIMING, triad, path: open.path }), '4e0220062401'],
    [
      'Unconnected Send',
      cip.unconnectedSendRequest({ timing: cip.DEFAULT_TIMING, message: new Uint8Array(2), route: [] }),
      '520220062401',
    ],
  ])('%s', (_name, request, start) => {
    expect(hex(cip.encodeRequest(request))).toMatch(new RegExp(`^${start}`));
  });
});

test('a Multiple Service Packet goes to the message router', () => {
  const request = cip.multipleServiceRequest([Uint8Array.of(1, 0)]);
  expect(hex(cip.encodeRequest(request))).toBe('0a0220022401' + '0100' + '0400' + '0100');
});

test('RegisterSession asks for version 1 without options', () => {
  const bytes = cip.encodeEncapsulation(cip.registerSessionRequest());
  expect(hex(bytes)).toBe(`65000400${'0'.repeat(40)}01000000`);
});

test('SendRRData: null address, the message, then what else is to go with it', () => {
  const further: cip.CpfItem[] = [
    { type: 'socketAddressTToO', address: { family: 2, port: 2222, address: '0.0.0.0' } },
  ];
  const message = cip.sendRrData(0x11, Uint8Array.of(1, 0), further);
  const data = `000000000000030000000000b2000200010001801000000208ae${'00'.repeat(12)}`;
  expect(message).toMatchObject({ command: 0x6f, session: 0x11 });
  expect(hex(message.data!)).toBe(data);
});

test('SendUnitData: connection id, sequence count, message', () => {
  const message = cip.sendUnitData(0x11, 0xdeadbeef, 7, Uint8Array.of(1, 0));
  expect(message).toMatchObject({ command: 0x70, session: 0x11 });
  expect(hex(message.data!)).toBe('000000000000' + '0200' + 'a1000400efbeadde' + 'b100040007000100');
});

test('ListIdentity carries the longest delay of answers in its context', () => {
  const { context } = cip.listIdentityRequest(1500);
  expect(hex(context!)).toBe('dc05000000000000');
  expect(cip.listIdentityDelayMs(context!)).toBe(1500);
});

test('List replies are found among the items of their reply', () => {
  const service: cip.ListedService = { protocolVersion: 1, capabilities: 0x120, name: 'Communications' };
  expect(cip.listedServices(cip.decodeItems(cip.encodeListServicesReply(service)))).toEqual([service]);
  const identity: cip.ListedIdentity = {
    protocolVersion: 1,
    socketAddress: { family: 2, port: 44818, address: '127.0.0.2' },
    vendorId: 1,
    deviceType: 2,
    productCode: 3,
    revision: { major: 4, minor: 5 },
    status: 6,
    serialNumber: 7,
    productName: 'Eight',
    state: 9,
  };
  const items = cip.decodeItems(cip.encodeListIdentityReply(identity));
  expect(cip.listedIdentities([{ type: 'other', typeId: 0x86, data: new Uint8Array(8) }, ...items])).toEqual([
    identity,
  ]);
  expect(cip.listedServices(items)).toEqual([]);
});

describe('paths', () => {
  test.each([
    ['an object', cip.objectPath(1, 1), '20012401'],
    ['an attribute', cip.objectPath(0xf5, 1, 5), '20f524013005'],
    ['values take the narrowest form', cip.objectPath(0x304, 0x1_0000), '21000403' + '260000000100'],
    ['a tag', [cip.symbolSegment('Tag')], '9103546167' + '00'],
    ['a slot', [cip.portSegment(1, 3)], '0103'],
    ['an address as text', [cip.portSegment(2, '10.0.0.1')], '120831302e302e302e31'],
    ['inhibit time in whole milliseconds', [cip.inhibitTimeSegment(5000)], '4305'],
    ['inhibit time in microseconds', [cip.inhibitTimeSegment(2500)], '5102c4090000'],
    ['inhibit time above 255 ms', [cip.inhibitTimeSegment(256_000)], '510200e80300'],
  ])('%s', (_name, path, expected) => {
    expect(hex(cip.encodePath(path))).toBe(expected);
  });

  test('values and texts are found again', () => {
    const path = cip.decodePath(cip.encodePath([...cip.objectPath(4, 100, 3), cip.portSegment(2, '10.0.0.1')]));
    expect([
      cip.logicalValue(path, 'class'),
      cip.logicalValue(path, 'attribute'),
      cip.logicalValue(path, 'member'),
    ]).toEqual([4, 3, undefined]);
    expect(cip.linkText(path[3] as cip.PortSegment)).toBe('10.0.0.1');
    expect(cip.linkText(cip.portSegment(1, 3))).toBe('3');
  });

  test.each([
    ['milliseconds', '430a', 10_000],
    ['microseconds', '5102c4090000', 2_500],
    ['another network segment', '4105', undefined],
    ['microseconds of a wrong length', '5101c409', undefined],
  ])('inhibit time in %s', (_name, bytes, timeUs) => {
    const [segment] = cip.decodePath(Uint8Array.from(Buffer.from(bytes, 'hex')));
    expect(cip.inhibitTimeUs(segment as cip.NetworkSegment)).toBe(timeUs);
  });
});

describe('a value that its field cannot hold is refused by name', () => {
  const opened = (change: Partial<cip.ForwardOpen>) => () => cip.encodeForwardOpen({ ...open, ...change });
  const sized = (size: number) => ({ ...open.oToT, parameters: { ...parameters, size } });
  test.each<[string, () => unknown, string]>([
    [
      'size of 512 bytes',
      opened({ oToT: sized(512) }),
      'connection size: 512 is no integer from 0 to 511; a Large Forward Open holds up to 65535',
    ],
    [
      'size of 65,536 bytes',
      opened({ large: true, oToT: sized(65_536) }),
      'connection size: 65536 is no integer from 0 to 65535',
    ],
    [
      'fractional RPI',
      opened({ tToO: { ...open.tToO, rpiUs: 0.5 } }),
      'T->O RPI: 0.5 is no integer from 0 to 4294967295',
    ],
    [
      'transport class 16',
      opened({ transport: { class: 16, trigger: 'cyclic', server: false } }),
      'transport class: 16 is no integer from 0 to 15',
    ],
    [
      'trigger 8',
      opened({ transport: { class: 1, trigger: 8, server: false } }),
      'production trigger: 8 is no integer from 0 to 7',
    ],
    [
      'tick time 16',
      opened({ timing: { tickTime: 16, ticks: 1, priority: 0 } }),
      'tick time: 16 is no integer from 0 to 15',
    ],
    [
      'connection path of 256 words',
      opened({ path: Array.from({ length: 256 }, () => cip.portSegment(1, 0)) }),
      'connection path: 256 words, at most 255 fit',
    ],
    [
      'odd configuration data',
      () => cip.encodePath([{ kind: 'data', data: new Uint8Array(3) }]),
      'data segment length in words: 1.5 is no integer from 0 to 255',
    ],
    [
      'a service with the reply bit',
      () => cip.encodeRequest({ service: 0x8e, path: [], data: new Uint8Array(0) }),
      'service: 0x8E has the reply bit; the code of the request is meant',
    ],
    [
      'a name of wide characters',
      () => cip.encodePath([cip.symbolSegment('日')]),
      'symbol: "日" is no ISO 8859-1 character',
    ],
    [
      'a short symbol of 32 characters',
      () => cip.encodePath([{ kind: 'symbol', form: 'short', name: 'x'.repeat(32) }]),
      `symbol "${'x'.repeat(32)}": 32 characters, 1 to 31 fit this form`,
    ],
    [
      'key revision 128',
      () =>
        cip.encodePath([
          {
            kind: 'key',
            vendorId: 0,
            deviceType: 0,
            productCode: 0,
            compatible: false,
            majorRevision: 128,
            minorRevision: 0,
          },
        ]),
      'key major revision: 128 is no integer from 0 to 127',
    ],
    [
      'a segment that is no network segment',
      () => cip.encodePath([{ kind: 'network', id: 0x20, data: new Uint8Array(1) }]),
      'network segment: 0x20 is not 0x40 to 0x5F',
    ],
    [
      'an address that is none',
      () => cip.encodeItems([{ type: 'socketAddressOToT', address: { family: 2, port: 1, address: '1.2.3' } }]),
      'address: "1.2.3" is no dotted IPv4 address',
    ],
    [
      'an address part of 256',
      () => cip.encodeItems([{ type: 'socketAddressOToT', address: { family: 2, port: 1, address: '1.2.3.256' } }]),
      'address 1.2.3.256: 256 is no integer from 0 to 255',
    ],
    [
      '65,512 bytes of data',
      () => cip.encodeEncapsulation({ command: 0, data: new Uint8Array(65_512) }),
      'encapsulation data: 65512 bytes, at most 65511 fit',
    ],
    [
      'a context of 7 bytes',
      () => cip.encodeEncapsulation({ command: 0, context: new Uint8Array(7) }),
      'sender context: 7 bytes, it has 8',
    ],
    [
      'a service name of 17 characters',
      () => cip.encodeListedService({ protocolVersion: 1, capabilities: 0, name: 'x'.repeat(17) }),
      'name of service: 17 characters, 16 fit',
    ],
  ])('%s', (_rule, encode, message) => {
    expect(encode).toThrow(new RangeError(message));
  });
});

describe('what a refusing target would have accepted', () => {
  test.each<[string, number[], cip.RefusalDetail | undefined]>([
    [
      'both RPIs',
      [0x0112, 0x0302, 10_000, 0, 0x4240, 0x000f],
      { type: 'rpi', oToT: { kind: 'least', rpiUs: 10_000 }, tToO: { kind: 'most', rpiUs: 1_000_000 } },
    ],
    [
      'an unknown kind of RPI stays a number',
      [0x0112, 0x0900, 1, 0, 2, 0],
      { type: 'rpi', oToT: { kind: 'fine', rpiUs: 1 }, tToO: { kind: 9, rpiUs: 2 } },
    ],
    ['RPI without its words', [0x0112, 0x0302, 10_000], undefined],
    ['largest size', [0x0109, 504], { type: 'size', size: 504 }],
    ['O->T size', [0x0127, 38], { type: 'size', size: 38 }],
    ['T->O size', [0x0128, 34], { type: 'size', size: 34 }],
    ['words of configuration data', [0x0126, 5], { type: 'size', size: 5 }],
    ['a size without its word', [0x0127], undefined],
    ['another status', [0x0106, 1], undefined],
    ['no extended status', [], undefined],
  ])('%s', (_name, extended, detail) => {
    expect(cip.refusalDetail(extended)).toEqual(detail);
  });
});

test.each([
  [{ tickTime: 0, ticks: 0, priority: 0 } as const, 0],
  [{ tickTime: 5, ticks: 155, priority: 0 } as const, 4960],
  [{ tickTime: 15, ticks: 255, priority: 0 } as const, 8_355_840],
])('%o lasts %i ms', (timing, ms) => {
  expect(cip.timingMs(timing)).toBe(ms);
});

test.each([
  ['BOOL', 0xc1, 1],
  ['REAL', 0xca, 4],
  ['DATE_AND_TIME', 0xcf, 6],
  ['SHORT_STRING', 0xda, undefined],
])('%s is known by its code', (name, code, size) => {
  expect(cip.dataType(code)).toEqual({ code, name, size });
});

test('an unknown type code is no type', () => {
  expect(cip.dataType(0x99)).toBeUndefined();
});
