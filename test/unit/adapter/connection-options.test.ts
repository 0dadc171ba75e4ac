import { describe, expect, it } from 'vitest';
import { nativeOptions } from '../../../src/adapter/native-options.js';
import { normalise } from '../../../src/adapter/options.js';
import { EipConfigError } from '../../../src/errors.js';

const identity = { vendorId: 1234, serialNumber: 1, productName: 'Cell' };
const assemblies = {
  command: { instance: 150, kind: 'output', size: 32 },
  empty: { instance: 148, kind: 'output', size: 0 },
  result: { instance: 100, kind: 'input', size: 16 },
  other: { instance: 101, kind: 'input', size: 16 },
  setup: { instance: 151, kind: 'config', size: 10 },
};
const owner = { type: 'exclusiveOwner', output: 'command', input: 'result' };

const withConnections = (connections: unknown, more: object = {}) => ({ identity, assemblies, connections, ...more });
const withAssembly = (name: keyof typeof assemblies, more: object, rest: object = {}) => ({
  identity,
  assemblies: { ...assemblies, [name]: { ...assemblies[name], ...more } },
  ...rest,
});
const pointsOf = (connections: unknown) => nativeOptions(normalise(withConnections(connections)), '127.0.0.2').points;

function refusal(options: unknown): EipConfigError {
  try {
    normalise(options);
  } catch (error) {
    expect(error).toBeInstanceOf(EipConfigError);
    return error as EipConfigError;
  }
  throw new Error('not refused');
}

describe('connections: defaults of each type', () => {
  const CASES: [string, object, object][] = [
    ['an owner sends a run/idle header and gets bare data', owner, { output: 150, outputFormat: 'header32' }],
    ['of an owner T->O is modeless', owner, { input: 100, inputFormat: 'modeless' }],
    [
      'input only has heartbeat 152',
      { type: 'inputOnly', input: 'result' },
      { output: 152, outputFormat: 'heartbeat', input: 100, inputFormat: 'modeless', config: 0, connections: 0 },
    ],
    [
      'its heartbeat may be another',
      { type: 'inputOnly', input: 'result', output: { heartbeat: 65_535 }, most: 3, config: 'setup' },
      { output: 65_535, outputFormat: 'heartbeat', config: 151, connections: 3 },
    ],
    [
      'or a run/idle header without data',
      { type: 'inputOnly', input: 'result', outputFormat: 'header32' },
      { output: 152, outputFormat: 'header32' },
    ],
    [
      'an owner of nothing but output gets a heartbeat',
      { type: 'exclusiveOwner', output: 'command', input: { heartbeat: 110 } },
      { input: 110, inputFormat: 'heartbeat' },
    ],
    [
      'formats as they are asked for',
      { ...owner, outputFormat: 'zeroLength', inputFormat: 'header32' },
      { outputFormat: 'zeroLength', inputFormat: 'header32' },
    ],
    [
      'sizes from a least one on',
      { ...owner, outputSizes: { least: 0 }, inputSizes: { least: 16 } },
      { outputLeast: 0, inputLeast: 16 },
    ],
    ['an output of no bytes', { ...owner, output: 'empty', outputFormat: 'modeless' }, { output: 148 }],
  ];

  it.each(CASES)('%s', (_case, connection, point) => expect(pointsOf([connection])).toMatchObject([point]));

  it('listen only has heartbeat 153', () => {
    expect(pointsOf([owner, { type: 'listenOnly', input: 'result' }])).toMatchObject([
      { output: 150 },
      { type: 'listenOnly', output: 153, outputFormat: 'heartbeat' },
    ]);
  });
});

describe('connections: what makes no sense is refused, by its path', () => {
  const inputOnly = { type: 'inputOnly', input: 'result' };
  const CASES: [string, unknown, string, string][] = [
    [
      'an owner without an output',
      [{ type: 'exclusiveOwner', input: 'result' }],
      'connections[0].output',
      'needed is the name of an output assembly',
    ],
    [
      'an owner of a heartbeat',
      [{ ...owner, output: { heartbeat: 152 } }],
      'connections[0].output',
      'an exclusive owner sends data',
    ],
    [
      'input only with an output assembly',
      [{ ...inputOnly, output: 'command' }],
      'connections[0].output',
      'inputOnly sends no data and owns nothing',
    ],
    [
      'input only without an input assembly',
      [{ ...inputOnly, input: { heartbeat: 110 } }],
      'connections[0].input',
      'needed is the name of an input assembly',
    ],
    ['no input', [{ ...owner, input: undefined }], 'connections[0].input', 'the name of an assembly, or { heartbeat'],
    [
      'a heartbeat out of range',
      [{ ...inputOnly, output: { heartbeat: 65_536 } }],
      'connections[0].output.heartbeat',
      'expected a whole number from 1 to 65535, got 65536',
    ],
    [
      'a misspelt heartbeat',
      [{ ...inputOnly, output: { heartbeats: 152 } }],
      'connections[0].output',
      '{ heartbeat: instance } from 1 to 65535',
    ],
    [
      'a heartbeat on the instance of an assembly',
      [{ ...inputOnly, output: { heartbeat: 151 } }],
      'connections[0].output.heartbeat',
      '151 is the instance of "setup"',
    ],
    [
      'a format of data for a heartbeat',
      [{ ...inputOnly, outputFormat: 'modeless' }],
      'connections[0].outputFormat',
      '"modeless" is a format of data, and "output" is a heartbeat',
    ],
    [
      'a heartbeat format for data',
      [{ ...owner, inputFormat: 'heartbeat' }],
      'connections[0].inputFormat',
      'a heartbeat has no data, and "input" names an assembly',
    ],
    ['a format that is not there', [{ ...owner, inputFormat: 'raw' }], 'connections[0].inputFormat', 'expected one of'],
    [
      'a least size above the assembly',
      [{ ...owner, inputSizes: { least: 17 } }],
      'connections[0].inputSizes.least',
      '17 bytes are more than the 16 of "result"',
    ],
    [
      'sizes of a heartbeat',
      [{ ...inputOnly, outputSizes: { least: 0 } }],
      'connections[0].outputSizes',
      '"output" is a heartbeat, which has no data',
    ],
    ['many owners', [{ ...owner, most: 1 }], 'connections[0].most', 'an exclusive owner is always the only one'],
    [
      'more than the table holds',
      [{ ...inputOnly, most: 513 }],
      'connections[0].most',
      '513 are more than limits.ioConnections, 512',
    ],
    ['none at all', [{ ...inputOnly, most: 0 }], 'connections[0].most', 'expected a whole number from 1 to 4096'],
    [
      'listen only alone',
      [owner, { type: 'listenOnly', input: 'other' }],
      'connections[1]',
      'no exclusiveOwner or inputOnly connection has the input "other"',
    ],
    [
      'the same pair by another type',
      [inputOnly, { type: 'listenOnly', input: 'result', output: { heartbeat: 152 } }],
      'connections[1]',
      '{ heartbeat: 152 } with "result" is declared already',
    ],
  ];

  it.each(CASES)('%s', (_case, connections, path, message) => {
    const error = refusal(withConnections(connections));
    expect(error).toMatchObject({ code: 'EIP_OPTION_INVALID', option: path });
    expect(error.message).toContain(`${path}: `);
    expect(error.message).toContain(message);
  });

  it('the same heartbeat stands with several inputs', () => {
    const two = [inputOnly, { ...inputOnly, input: 'other' }];
    expect(() => normalise(withConnections(two))).not.toThrow();
  });
});

describe('assemblies: options of cyclic data', () => {
  it('have defaults that change nothing', () => {
    const [command] = normalise(withConnections([])).assemblies;
    expect(command).toMatchObject({ onLoss: 'hold', onIdle: 'hold', history: 0, watchdogMs: 0 });
  });

  it('a watchdog closes unless told: an error before a wrong value', () => {
    const { assemblies: normal } = normalise(withAssembly('result', { watchdogMs: 500 }));
    expect(normal.find(({ name }) => name === 'result')).toMatchObject({ watchdogMs: 500, onWatchdog: 'close' });
  });

  it('reach the addon', () => {
    const options = withAssembly('command', { onLoss: 'zero', onIdle: 'apply', history: 5 });
    const [command] = nativeOptions(normalise(options), '127.0.0.2').assemblies;
    expect(command).toEqual({
      instance: 150,
      kind: 'output',
      size: 32,
      settable: true,
      onLoss: 'zero',
      onIdle: 'apply',
      history: 5,
      watchdogMs: 0,
      onWatchdog: 'close',
    });
  });

  const header = { connections: [{ ...owner, inputFormat: 'header32' }] };
  const CASES: [string, unknown, string, string][] = [
    [
      'onLoss of an input',
      withAssembly('result', { onLoss: 'zero' }),
      'result.onLoss',
      'only an output assembly has it',
    ],
    ['onIdle of a configuration', withAssembly('setup', { onIdle: 'zero' }), 'setup.onIdle', 'of kind "config"'],
    ['history of an input', withAssembly('result', { history: 2 }), 'result.history', 'only an output assembly has it'],
    [
      'watchdogMs of an output',
      withAssembly('command', { watchdogMs: 100 }),
      'command.watchdogMs',
      'only an input assembly has it',
    ],
    [
      'an unknown policy',
      withAssembly('command', { onLoss: 'apply' }),
      'command.onLoss',
      'expected one of "hold", "zero"',
    ],
    [
      'an action without a time',
      withAssembly('result', { onWatchdog: 'zero' }),
      'result.onWatchdog',
      'without watchdogMs nothing is watched',
    ],
    [
      'a watched mirror',
      withAssembly('result', { watchdogMs: 100, size: 32 }, { mirror: [{ output: 'command', input: 'result' }] }),
      'result.watchdogMs',
      'a mirror writes it',
    ],
    [
      'idle without any connection',
      withAssembly('result', { watchdogMs: 100, onWatchdog: 'idle' }),
      'result.onWatchdog',
      'no connection has "result"',
    ],
    [
      'idle where a connection has no header',
      withAssembly(
        'result',
        { watchdogMs: 100, onWatchdog: 'idle' },
        { connections: [...header.connections, { type: 'inputOnly', input: 'result' }] },
      ),
      'result.onWatchdog',
      'connections[1] has none: inputFormat "header32", or another action',
    ],
    [
      'histories beyond all memory',
      withAssembly('command', { history: 65_536, size: 8192 }),
      'command.history',
      'more than 256 MiB',
    ],
  ];

  it.each(CASES)('%s is refused', (_case, options, path, message) => {
    const error = refusal(options);
    expect(error).toMatchObject({ code: 'EIP_OPTION_INVALID', option: `assemblies.${path}` });
    expect(error.message).toContain(message);
  });

  it.each(['header32', 'zeroLength'])('idle can be told with %s', (inputFormat) => {
    const connections = [{ ...owner, inputFormat }];
    const options = withAssembly('result', { watchdogMs: 100, onWatchdog: 'idle' }, { connections });
    expect(() => normalise(options)).not.toThrow();
  });
});
