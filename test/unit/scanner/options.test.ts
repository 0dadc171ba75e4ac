import { expect, test } from 'vitest';
import { forwardOpenRequest } from '../../../src/cip/index.js';
import { EipConfigError } from '../../../src/errors.js';
import { forwardOpenOf } from '../../../src/scanner/forward-open.js';
import { normalize } from '../../../src/scanner/options.js';
import { Scanner } from '../../../src/scanner/scanner.js';

const host = '127.0.0.2';

test('the defaults are the well-known sample layout', () => {
  expect(normalize({ host })).toEqual({
    host,
    port: 44818,
    ioPort: 2222,
    rpiMs: 10,
    type: 'owner',
    trigger: 'cyclic',
    transportClass: 1,
    output: { instance: 150, size: 32, format: 'header32', variable: false, priority: 'scheduled' },
    input: { instance: 100, size: 32, format: 'modeless', variable: false, priority: 'scheduled', multicast: false },
    redundantOwner: false,
    config: { instance: 151, data: new Uint8Array(0) },
    timeoutMultiplier: 3,
    timeoutMs: 5_000,
  });
});

test.each([
  { type: 'input', instance: 152 },
  { type: 'listen', instance: 153 },
] as const)('the output of type $type is a heartbeat on $instance', ({ type, instance }) => {
  const { output } = normalize({ host, type });
  expect(output).toEqual({ instance, size: 0, format: 'heartbeat', variable: false, priority: 'scheduled' });
  expect(normalize({ host, type, output: { instance: 7, size: 0 } }).output.format).toBe('heartbeat');
  const zeroLength = { instance: 7, size: 0, format: 'zeroLength' } as const;
  expect(normalize({ host, type, output: zeroLength }).output).toMatchObject(zeroLength);
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

const bytes = (count: number) => ({ instance: 151, data: new Uint8Array(count) });
const key = { electronicKey: { vendorId: 1 } };

test.each([
  {
    name: 'an unknown option',
    options: { host, rpims: 10 },
    option: 'rpims',
    says: 'rpims: no such option (did you mean "rpiMs"?). There are: host, port, bind, timeoutMs',
  },
  {
    name: 'an unknown option of an assembly',
    options: { host, output: { instance: 150, sizes: 1, size: 1 } },
    option: 'output.sizes',
    says: 'output.sizes: no such option (did you mean "size"?). There are: instance, size, variable',
  },
  { name: 'no options', options: undefined, option: 'options', says: 'expected an object, got nothing' },
  { name: 'no host', options: {}, option: 'host', says: 'expected a name or an IPv4 address, got nothing' },
  { name: 'RPI 0', options: { host, rpiMs: 0 }, option: 'rpiMs', says: 'expected a number from 0.1 to 60000, got 0' },
  {
    name: 'a size in words',
    options: { host, input: { instance: 100, size: '8' } },
    option: 'input.size',
    says: 'expected a whole number from 0 to 65000, got "8"',
  },
  {
    name: 'large in words',
    options: { host, large: 'yes' },
    option: 'large',
    says: 'expected true or false, got "yes"',
  },
  {
    name: 'an array as data',
    options: { host, config: { instance: 1, data: [1] } },
    option: 'config.data',
    says: 'expected a Uint8Array, got an array',
  },
  { name: 'a tap that is none', options: { host, tap: {} }, option: 'tap', says: 'expected a function, got an object' },
  {
    name: 'data beyond the path',
    options: { host, config: bytes(501) },
    option: 'config.data',
    says: '501 bytes: the path of this Forward Open has room for 500',
  },
  {
    name: 'data beyond the path with a key',
    options: { host, ...key, config: bytes(491) },
    option: 'config.data',
    says: 'room for 490',
  },
  {
    name: 'a small open with a large output',
    options: { host, large: false, output: { instance: 150, size: 506 } },
    option: 'output.size',
    says: '506 bytes: at most 505 with "large" false',
  },
  {
    name: 'a small open with a large input',
    options: { host, large: false, input: { instance: 100, size: 510 } },
    option: 'input.size',
    says: '510 bytes: at most 509 with "large" false',
  },
  {
    name: 'a type that is none',
    options: { host, type: 'exclusiveOwner' },
    option: 'type',
    says: 'expected one of "owner", "input", "listen", got "exclusiveOwner"',
  },
  {
    name: 'a trigger that is none',
    options: { host, trigger: 'cos' },
    option: 'trigger',
    says: 'expected one of "cyclic", "changeOfState", "application", got "cos"',
  },
  { name: 'class 3', options: { host, transportClass: 3 }, option: 'transportClass', says: 'from 0 to 1, got 3' },
  { name: 'a negative inhibit time', options: { host, inhibitMs: -1 }, option: 'inhibitMs', says: 'from 0 to 60000' },
  {
    name: 'a format that is none',
    options: { host, input: { instance: 1, size: 1, format: 'header' } },
    option: 'input.format',
    says: 'expected one of "modeless", "header32", "zeroLength", "heartbeat", got "header"',
  },
  {
    name: 'a priority that is none',
    options: { host, input: { instance: 1, size: 1, priority: 'highest' } },
    option: 'input.priority',
    says: 'expected one of "low", "high", "scheduled", "urgent", got "highest"',
  },
  {
    name: 'data in a heartbeat',
    options: { host, output: { instance: 152, size: 1, format: 'heartbeat' } },
    option: 'output.size',
    says: 'expected 0 with a heartbeat, got 1',
  },
  {
    name: 'a heartbeat of the target with data',
    options: { host, input: { instance: 100, size: 4, format: 'heartbeat' } },
    option: 'input.size',
    says: 'expected 0 with a heartbeat, got 4',
  },
  {
    name: 'output data without owning it',
    options: { host, type: 'input', output: { instance: 152, size: 4 } },
    option: 'output.size',
    says: 'expected 0 with a heartbeat, got 4',
  },
  {
    name: 'zero length with data without owning it',
    options: { host, type: 'listen', output: { instance: 152, size: 4, format: 'zeroLength' } },
    option: 'output.size',
    says: 'expected 0 with type "listen", got 4',
  },
  {
    name: 'a run/idle header without owning the output',
    options: { host, type: 'listen', output: { instance: 153, size: 0, format: 'header32' } },
    option: 'output.format',
    says: 'expected "heartbeat" or "zeroLength" with type "listen", got "header32"',
  },
  {
    name: 'a small open of class 0 with a large input',
    options: { host, transportClass: 0, large: false, input: { instance: 100, size: 512 } },
    option: 'input.size',
    says: '512 bytes: at most 511 with "large" false',
  },
  {
    name: 'data beyond the path with an inhibit time',
    options: { host, inhibitMs: 5, config: bytes(499) },
    option: 'config.data',
    says: 'room for 498',
  },
])('$name: the refusal says what was found and what is allowed', ({ options, option, says }) => {
  const refusal = expect(() => new Scanner(options as never));
  refusal.toThrow(expect.objectContaining({ name: 'EipConfigError', code: 'EIP_OPTION_INVALID', option }));
  refusal.toThrow(says);
});

test.each([
  { name: 'the path is full', options: { host, config: bytes(500) } },
  { name: 'the path is full behind a key', options: { host, ...key, config: bytes(490) } },
  {
    name: 'a small open is full',
    options: { host, large: false, output: { instance: 150, size: 505 }, input: { instance: 100, size: 509 } },
  },
])('taken, and it encodes: $name', ({ options }) => {
  expect(() => forwardOpenRequest(forwardOpenOf(normalize(options)))).not.toThrow();
});

test('all that is wrong is told at once', () => {
  expect(() => normalize({ host: '', port: 0 })).toThrow(/host: .*; port: /);
});
