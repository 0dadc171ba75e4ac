import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { encodePath, encodeTransport, forwardOpenRequest } from '../../../src/cip/index.js';
import {
  forwardCloseOf,
  forwardOpenOf,
  inputGroupOf,
  nullForwardOpenOf,
  outputPortOf,
  socketItemsFor,
} from '../../../src/scanner/forward-open.js';
import type { ScannerOptions } from '../../../src/scanner/option-types.js';
import { normalize } from '../../../src/scanner/options.js';

function openOf(options: Partial<ScannerOptions> = {}) {
  return forwardOpenOf(normalize({ host: '127.0.0.2', ...options }));
}

function pathHex(options: Partial<ScannerOptions>) {
  return Buffer.from(encodePath(openOf(options).path)).toString('hex');
}

test.each([
  { name: 'class, configuration instance and both points', options: {}, path: '2004249 72c962c64' },
  { name: 'without a configuration assembly', options: { config: null }, path: '20042c962c64' },
  {
    name: 'configuration data',
    options: { config: { instance: 151, data: Uint8Array.of(1, 2) } },
    path: '200424972c962c6480010102',
  },
  {
    name: 'an odd length is padded to words',
    options: { config: { instance: 151, data: Uint8Array.of(1, 2, 3) } },
    path: '200424972c962c64800201020300',
  },
  {
    name: 'points above 255 take 16 bits',
    options: { output: { instance: 300, size: 1 } },
    path: '200424972d002c012c64',
  },
  {
    name: 'an electronic key comes first',
    options: { electronicKey: { vendorId: 0x1234, majorRevision: 1, minorRevision: 2, compatible: true } },
    path: '340434120000000081 02200424972c962c64',
  },
  {
    name: 'an inhibit time in whole milliseconds between key and class',
    options: { electronicKey: {}, inhibitMs: 5 },
    path: '34040000000000000000 4305 200424972c962c64',
  },
  { name: 'an inhibit time of 0', options: { inhibitMs: 0 }, path: '4300200424972c962c64' },
  { name: 'another one in microseconds', options: { inhibitMs: 2.5 }, path: '5102c4090000200424972c962c64' },
  { name: 'one above 255 ms in microseconds', options: { inhibitMs: 256 }, path: '510200e80300200424972c962c64' },
])('the path holds $name', ({ options, path }) => {
  expect(pathHex(options)).toBe(path.replaceAll(' ', ''));
});

test('sizes count the sequence count and the run/idle header', () => {
  const { oToT, tToO } = openOf({ output: { instance: 150, size: 32 }, input: { instance: 100, size: 16 } });
  expect([oToT.parameters.size, tToO.parameters.size]).toEqual([38, 18]);
  const modeless = openOf({ output: { instance: 150, size: 32, format: 'modeless' } });
  expect(modeless.oToT.parameters.size).toBe(34);
});

test.each([
  { size: 505, large: false },
  { size: 506, large: true },
])('an output of $size bytes: large $large', ({ size, large }) => {
  const open = openOf({ output: { instance: 150, size } });
  expect(open.large).toBe(large);
  expect(forwardOpenRequest(open).service).toBe(large ? 0x5b : 0x54);
});

test('a large one may be asked for', () => {
  expect(openOf({ large: true }).large).toBe(true);
});

test('the O->T id is left to the target, the T->O id is ours and never 0', () => {
  for (let i = 0; i < 100; i++) {
    const { oToT, tToO } = openOf();
    expect(oToT.connectionId).toBe(0);
    expect(tToO.connectionId).toBeGreaterThan(0);
  }
});

test('the triad is as given, else random', () => {
  const given = { connectionSerial: 0, vendorId: 2, originatorSerial: 3 };
  expect(openOf(given).triad).toEqual(given);
  const serials = new Set(Array.from({ length: 20 }, () => openOf().triad.originatorSerial));
  expect(serials.size).toBeGreaterThan(15);
});

test('Forward Close has the triad, and the path without configuration data', () => {
  const open = openOf({ config: { instance: 151, data: Uint8Array.of(1, 2) } });
  const close = forwardCloseOf(open);
  expect(close.triad).toEqual(open.triad);
  expect(Buffer.from(encodePath(close.path)).toString('hex')).toBe('200424972c962c64');
});

test('the target is told our UDP port unless it is 2222', () => {
  expect(socketItemsFor('127.0.0.1', 2222)).toEqual([]);
  expect(socketItemsFor('127.0.0.1', 5000)).toEqual([
    { type: 'socketAddressTToO', address: { family: 2, port: 5000, address: '127.0.0.1' } },
  ]);
});

test('the port of the target is what its reply says, else 2222', () => {
  expect(outputPortOf([])).toBe(2222);
  expect(outputPortOf([{ type: 'socketAddressOToT', address: { family: 2, port: 3000, address: '0.0.0.0' } }])).toBe(
    3000,
  );
});

const P2P = 'pointToPoint';

test.each<{ name: string; options: Partial<ScannerOptions>; sizes: [number, number] }>([
  { name: 'heartbeat', options: { type: 'input' }, sizes: [2, 34] },
  { name: 'heartbeat, class 0', options: { type: 'input', transportClass: 0 }, sizes: [0, 32] },
  { name: 'class 0 with a header', options: { transportClass: 0 }, sizes: [36, 32] },
  {
    name: 'zero length counts its data',
    options: { output: { instance: 150, size: 8, format: 'zeroLength' } },
    sizes: [10, 34],
  },
  { name: 'T->O with a header', options: { input: { instance: 100, size: 8, format: 'header32' } }, sizes: [38, 14] },
])('connection sizes: $name', ({ options, sizes: [output, input] }) => {
  const { oToT, tToO } = openOf(options);
  expect([oToT.parameters.size, tToO.parameters.size]).toEqual([output, input]);
});

test('each direction has its own priority and fixed or variable size', () => {
  const { oToT, tToO } = openOf({
    output: { instance: 150, size: 4, priority: 'urgent' },
    input: { instance: 100, size: 4, priority: 'low', variable: true },
  });
  expect(oToT.parameters).toMatchObject({ priority: 'urgent', variable: false });
  expect(tToO.parameters).toMatchObject({ priority: 'low', variable: true });
});

test('multicast is asked for T->O alone, and its id left to the target', () => {
  const { oToT, tToO } = openOf({ input: { instance: 100, size: 32, multicast: true } });
  expect([oToT.parameters.type, tToO.parameters.type, tToO.connectionId]).toEqual([P2P, 'multicast', 0]);
});

test('the redundant-owner bit is that of O->T', () => {
  const { oToT, tToO } = openOf({ redundantOwner: true });
  expect([oToT.parameters.redundantOwner, tToO.parameters.redundantOwner]).toEqual([true, false]);
});

test.each([
  { trigger: 'cyclic', transportClass: 1, byte: 0x01 },
  { trigger: 'changeOfState', transportClass: 1, byte: 0x11 },
  { trigger: 'application', transportClass: 1, byte: 0x21 },
  { trigger: 'cyclic', transportClass: 0, byte: 0x00 },
  { trigger: 'changeOfState', transportClass: 0, byte: 0x10 },
] as const)('trigger $trigger of class $transportClass is $byte', ({ byte, ...options }) => {
  expect(encodeTransport(openOf(options).transport)).toBe(byte);
});

test('a Null Forward Open keeps triad, key and points; both directions are null, the data is what is given', () => {
  const open = openOf({
    electronicKey: {},
    config: { instance: 151, data: Uint8Array.of(9, 9) },
    redundantOwner: true,
  });
  const ping = nullForwardOpenOf(open, new Uint8Array(0));
  expect(ping.triad).toEqual(open.triad);
  for (const { parameters, connectionId, rpiUs } of [ping.oToT, ping.tToO]) {
    expect(parameters).toMatchObject({ type: 'null', size: 0, redundantOwner: false });
    expect([connectionId, rpiUs]).toEqual([0, 10_000]);
  }
  expect(Buffer.from(encodePath(ping.path)).toString('hex')).toBe('34040000000000000000200424972c962c64');
  const reconfiguration = nullForwardOpenOf(open, Uint8Array.of(1, 2, 3));
  expect(Buffer.from(encodePath(reconfiguration.path)).toString('hex')).toMatch(/800201020300$/);
});

const to = (address: string) => ({ type: 'socketAddressTToO', address: { family: 2, port: 2222, address } }) as const;

test.each([
  { name: 'a group', items: [to('239.192.1.0')], group: { address: '239.192.1.0', port: 2222 } },
  { name: 'none', items: [], group: undefined },
  { name: 'an address that is no group', items: [to('192.168.1.1')], group: undefined },
  { name: 'just below the groups', items: [to('223.255.255.255')], group: undefined },
  { name: 'just above the groups', items: [to('240.0.0.0')], group: undefined },
])('the group of a reply with $name', ({ items, group }) => {
  expect(inputGroupOf(items)).toEqual(group);
});

interface Vector {
  readonly name: string;
  readonly hex: string;
  readonly options?: Partial<ScannerOptions>;
}

const file = resolve(__dirname, '../../vectors/scanner.jsonl');
const vectors = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Vector);
const triad = { connectionSerial: 7, vendorId: 1234, originatorSerial: 0x0bad_f00d };
const hexOf = ({ hex }: Vector) => hex.replaceAll(' ', '');

test.each(vectors.filter(({ options }) => options !== undefined))('bytes of the request: $name', (vector) => {
  const open = openOf({ ...triad, ...vector.options });
  const id = open.tToO.connectionId === 0 ? 0 : 0x002a_0001;
  const { data } = forwardOpenRequest({ ...open, tToO: { ...open.tToO, connectionId: id } });
  expect(Buffer.from(data).toString('hex')).toBe(hexOf(vector));
});

test('bytes of the request: null in both directions', () => {
  const vector = vectors.find(({ name }) => name.startsWith('null'));
  const { data } = forwardOpenRequest(nullForwardOpenOf(openOf(triad), Uint8Array.of(1, 2)));
  expect(Buffer.from(data).toString('hex')).toBe(vector && hexOf(vector));
});
