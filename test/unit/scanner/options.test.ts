import { expect, test } from 'vitest';
import { EipConfigError } from '../../../src/errors.js';
import { normalize } from '../../../src/scanner/options.js';

const host = '127.0.0.2';

test('the defaults are the well-known sample layout', () => {
  expect(normalize({ host })).toEqual({
    host,
    port: 44818,
    ioPort: 2222,
    rpiMs: 10,
    output: { instance: 150, size: 32, runIdleHeader: true },
    input: { instance: 100, size: 32 },
    config: { instance: 151, data: new Uint8Array(0) },
    timeoutMultiplier: 3,
    timeoutMs: 5_000,
  });
});

test.each([
  { rpiMs: 0.1, multiplier: 7 },
  { rpiMs: 1, multiplier: 6 },
  { rpiMs: 10, multiplier: 3 },
  { rpiMs: 62, multiplier: 1 },
  { rpiMs: 62.5, multiplier: 0 },
  { rpiMs: 1_000, multiplier: 0 },
])('RPI $rpiMs ms: multiplier $multiplier is the least that gives 250 ms', ({ rpiMs, multiplier }) => {
  expect(normalize({ host, rpiMs }).timeoutMultiplier).toBe(multiplier);
});

test.each([
  { name: 'no host', options: { host: '' }, option: 'host' },
  { name: 'port 0', options: { host, port: 0 }, option: 'port' },
  { name: 'port beyond 65535', options: { host, port: 65_536 }, option: 'port' },
  { name: 'a host name to bind to', options: { host, bind: 'localhost' }, option: 'bind' },
  { name: 'RPI 0', options: { host, rpiMs: 0 }, option: 'rpiMs' },
  { name: 'RPI beyond a minute', options: { host, rpiMs: 60_001 }, option: 'rpiMs' },
  { name: 'RPI NaN', options: { host, rpiMs: Number.NaN }, option: 'rpiMs' },
  { name: 'a negative size', options: { host, output: { instance: 150, size: -1 } }, option: 'output.size' },
  {
    name: 'an instance beyond 65535',
    options: { host, input: { instance: 65_536, size: 1 } },
    option: 'input.instance',
  },
  { name: 'multiplier 8', options: { host, timeoutMultiplier: 8 }, option: 'timeoutMultiplier' },
  {
    name: 'a major revision beyond 127',
    options: { host, electronicKey: { majorRevision: 128 } },
    option: 'electronicKey.majorRevision',
  },
])('$name is refused, naming $option', ({ options, option }) => {
  expect(() => normalize(options)).toThrow(EipConfigError);
  expect(() => normalize(options)).toThrow(expect.objectContaining({ code: 'EIP_OPTION_INVALID', option }));
});

test('an unknown option is refused by name', () => {
  expect(() => normalize({ host, rpi: 10 } as never)).toThrow(/rpi/);
});
