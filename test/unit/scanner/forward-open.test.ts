import { expect, test } from 'vitest';
import { encodePath, forwardOpenRequest } from '../../../src/cip/index.js';
import { forwardCloseOf, forwardOpenOf, outputPortOf, socketItemsFor } from '../../../src/scanner/forward-open.js';
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
])('the path holds $name', ({ options, path }) => {
  expect(pathHex(options)).toBe(path.replaceAll(' ', ''));
});

test('sizes count the sequence count and the run/idle header', () => {
  const { oToT, tToO } = openOf({ output: { instance: 150, size: 32 }, input: { instance: 100, size: 16 } });
  expect([oToT.parameters.size, tToO.parameters.size]).toEqual([38, 18]);
  const modeless = openOf({ output: { instance: 150, size: 32, runIdleHeader: false } });
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
  const triad = { connectionSerial: 0, vendorId: 2, originatorSerial: 3 };
  expect(openOf(triad).triad).toEqual(triad);
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
