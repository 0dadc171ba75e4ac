import { describe, expect, it, test } from 'vitest';
import {
  assemblyObject,
  CipDecodeError,
  classAttributes,
  connectionManagerObject,
  ethernetLinkObject,
  identityObject,
  messageRouterObject,
  portClassAttributes,
  portObject,
  qosObject,
  tcpIpInterfaceObject,
} from '../../../../src/cip/index.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
const text = (value: string) => Buffer.from(value, 'latin1').toString('hex');

const NAME = `0b${text('Vision cell')}`;
const ADDRESSES = '3201a8c0 00ffffff 0101a8c0 08080808 01010101';
const COUNTERS = Array.from({ length: 11 }, (_, i) => `${(i + 1).toString(16).padStart(2, '0')}000000`).join('');
const MEDIA = Array.from({ length: 12 }, (_, i) => `${(i + 1).toString(16).padStart(2, '0')}010000`).join('');

const logical = (type: string, value: number) => expect.objectContaining({ kind: 'logical', type, value });
const link = (classId: number) => [logical('class', classId), logical('instance', 1)];

const VALUES = [
  ['class revision', () => classAttributes.decode('revision', bytes('0400')), 4],
  ['vendor', () => identityObject.decode('vendorId', bytes('d204')), 1234],
  ['revision', () => identityObject.decode('revision', bytes('0102')), { major: 1, minor: 2 }],
  [
    'status: owned, configured, in run, a minor recoverable fault',
    () => identityObject.decode('status', bytes('6501')),
    {
      owned: true,
      configured: true,
      io: 'run',
      minorRecoverableFault: true,
      minorUnrecoverableFault: false,
      majorRecoverableFault: false,
      majorUnrecoverableFault: false,
    },
  ],
  ['status of I/O that is not listed', () => identityObject.decode('status', bytes('5000')).io, 5],
  ['state', () => identityObject.decode('state', bytes('03')), 'operational'],
  ['state that is not listed', () => identityObject.decode('state', bytes('ff')), 255],
  ['consistency value', () => identityObject.decode('consistencyValue', bytes('d834')), 0x34d8],
  ['object list', () => messageRouterObject.decode('objects', bytes('0200 0100 f500')), [1, 0xf5]],
  ['object list of none', () => messageRouterObject.decode('objects', bytes('0000')), []],
  ['connection numbers', () => messageRouterObject.decode('connections', bytes('0000 0500')), [0, 5]],
  ['assembly data', () => assemblyObject.decode('data', bytes('010203')), bytes('010203')],
  ['assembly size', () => assemblyObject.decode('size', bytes('2000')), 32],
  ['opens', () => connectionManagerObject.decode('opens', bytes('ffff')), 65535],
  ['buffer left', () => connectionManagerObject.decode('bufferLeft', bytes('00000100')), 65536],
  ['DSCP', () => qosObject.decode('scheduled', bytes('2f')), 47],
  ['port type', () => portObject.decode('type', bytes('0400')), 'tcpIp'],
  ['port type that is not listed', () => portObject.decode('type', bytes('6500')), 101],
  ['link object', () => portObject.decode('linkObject', bytes('0200 20f5 2401')), link(0xf5)],
  [
    'node address',
    () => portObject.decode('nodeAddress', bytes(`1209 ${text('127.0.0.2')} 00`)),
    { kind: 'port', port: 2, link: bytes(text('127.0.0.2')) },
  ],
  [
    'ports of a class',
    () => portClassAttributes.decode('ports', bytes('0000 0000 0400 0200')),
    [
      { type: 0, number: 0 },
      { type: 'tcpIp', number: 2 },
    ],
  ],
  ['TCP/IP status', () => tcpIpInterfaceObject.decode('status', bytes('01000000')), 'valid'],
  [
    'TCP/IP capability',
    () => tcpIpInterfaceObject.decode('capability', bytes('94000000')),
    { bootpClient: false, dnsClient: false, dhcpClient: true, settable: true, conflictDetection: true },
  ],
  ['TCP/IP control', () => tcpIpInterfaceObject.decode('control', bytes('02000000')), 'dhcp'],
  [
    'TCP/IP configuration',
    () => tcpIpInterfaceObject.decode('configuration', bytes(`${ADDRESSES} 0300 ${text('abc')} 00`)),
    {
      address: '192.168.1.50',
      mask: '255.255.255.0',
      gateway: '192.168.1.1',
      nameServer: '8.8.8.8',
      nameServer2: '1.1.1.1',
      domain: 'abc',
    },
  ],
  ['host name of an even length', () => tcpIpInterfaceObject.decode('hostName', bytes(`0200 ${text('ab')}`)), 'ab'],
  ['no host name', () => tcpIpInterfaceObject.decode('hostName', bytes('0000')), ''],
  [
    'multicast by the rule',
    () => tcpIpInterfaceObject.decode('multicast', bytes('00 00 2000 2007c0ef')),
    { allocation: 'rule', count: 32, first: '239.192.7.32' },
  ],
  [
    'multicast as set',
    () => tcpIpInterfaceObject.decode('multicast', bytes('01 00 0100 0005c0ef')),
    { allocation: 'explicit', count: 1, first: '239.192.5.0' },
  ],
  [
    'flags',
    () => ethernetLinkObject.decode('flags', bytes('0f000000')),
    { link: true, fullDuplex: true, negotiation: 'done' },
  ],
  [
    'flags without a link',
    () => ethernetLinkObject.decode('flags', bytes('10000000')),
    { link: false, fullDuplex: false, negotiation: 'none' },
  ],
  ['MAC', () => ethernetLinkObject.decode('mac', bytes('02a0b0c0d00e')), '02:a0:b0:c0:d0:0e'],
  [
    'control',
    () => ethernetLinkObject.decode('control', bytes('0200 6400')),
    { negotiate: false, forcedFullDuplex: true, forcedSpeed: 100 },
  ],
  ['type', () => ethernetLinkObject.decode('type', bytes('03')), 'fibre'],
  ['type that is not listed', () => ethernetLinkObject.decode('type', bytes('c8')), 200],
  [
    'link capability',
    () => ethernetLinkObject.decode('capability', bytes('02000000 02 e803 01 6400 00')),
    {
      canNegotiate: true,
      settable: false,
      speeds: [
        { speed: 1000, fullDuplex: true },
        { speed: 100, fullDuplex: false },
      ],
    },
  ],
] as const;

test.each(VALUES)('%s', (_name, decode, value) => expect(decode()).toEqual(value));

test('counters by name', () => {
  expect(ethernetLinkObject.decode('interfaceCounters', bytes(COUNTERS))).toMatchObject({ inOctets: 1, outErrors: 11 });
  expect(ethernetLinkObject.decode('mediaCounters', bytes(MEDIA))).toMatchObject({
    alignmentErrors: 257,
    macReceiveErrors: 268,
  });
});

const TCP_ALL = `01000000 00000000 00000000 0200 20f6 2401 ${ADDRESSES} 0000 0000 000000000000 01 00 00 2000 2007c0ef 00
  ${'00'.repeat(35)} 00 7800`;
const LINK_ALL = `e8030000 0f000000 02a0b0c0d00e ${COUNTERS} ${MEDIA} 0100 0000 02 01 01 04 ${text('eth0')} 02000000 00`;
const ALL = [
  [identityObject, `d204 0c00 0700 0102 3000 01efcdab ${NAME}`, { vendorId: 1234, productName: 'Vision cell' }],
  [tcpIpInterfaceObject, TCP_ALL, { ttl: 1, inactivityTimeout: 120, hostName: '', quickConnect: false }],
  [ethernetLinkObject, LINK_ALL, { speed: 1000, label: 'eth0', mac: '02:a0:b0:c0:d0:0e', state: 'up' }],
  [portClassAttributes, '0100 0100 0100 0100 0000 0000 0400 0200', { entryPort: 1 }],
] as const;

describe.each(ALL)('Get_Attributes_All of %o', (object, hex, some) => {
  const whole = bytes(hex);
  it('decodes', () => expect(object.decodeAll(whole)).toMatchObject(some));
  it('cut anywhere: fewer attributes, or a CipDecodeError', () => {
    for (let length = 0; length < whole.length; length++) {
      try {
        expect(Object.keys(object.decodeAll(whole.slice(0, length))).length).toBeLessThanOrEqual(
          Object.keys(object.decodeAll(whole)).length,
        );
      } catch (error) {
        expect(error).toBeInstanceOf(CipDecodeError);
      }
    }
  });
  it('what is behind the last attribute is left alone, where its length is known', () => {
    if (object === portClassAttributes) return;
    expect(object.decodeAll(Uint8Array.from([...whole, 1, 2, 3]))).toMatchObject(some);
  });
});

describe('one value', () => {
  it('cut: a CipDecodeError that names object and field', () => {
    expect(() => tcpIpInterfaceObject.decode('configuration', bytes('3201a8c0 00ff'))).toThrow(
      'TCP/IP Interface configuration: mask at byte 4: expected 4 bytes, 2 are left',
    );
  });
  it('too long: a CipDecodeError', () =>
    expect(() => qosObject.decode('urgent', bytes('0102'))).toThrow(CipDecodeError));
  it.each([
    ['a host name that claims more than there is', () => tcpIpInterfaceObject.decode('hostName', bytes('ffff 41'))],
    ['an object list that claims more than there is', () => messageRouterObject.decode('objects', bytes('ffff 0100'))],
    [
      'speeds that claim more than there are',
      () => ethernetLinkObject.decode('capability', bytes('00000000 ff e803 01')),
    ],
    ['a path that claims more than there is', () => portObject.decode('linkObject', bytes('ffff 20f5'))],
    ['a node address that claims more than there is', () => portObject.decode('nodeAddress', bytes('12ff 31'))],
    ['half a port', () => portClassAttributes.decode('ports', bytes('0000 0000 0400'))],
  ])('%s: a CipDecodeError', (_name, decode) => expect(decode).toThrow(CipDecodeError));
});
