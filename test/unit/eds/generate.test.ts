import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdapterOptions, array, bool, bytes, int, layout, real, shortString } from '../../../src/adapter/index.js';
import { normalise } from '../../../src/adapter/options.js';
import { parsed } from '../../../src/config/refusal.js';
import { edsModel } from '../../../src/eds/generate.js';
import { checkEds, describeEds, generateEds } from '../../../src/eds/index.js';
import { edsSchema } from '../../../src/eds/options.js';
import { arbitraryAdapterOptions } from '../../support/arbitrary-adapter-options.js';

const CELL = {
  identity: { vendorId: 1234, productCode: 7, revision: [1, 2], serialNumber: 5, productName: 'Vision "cell"' },
  assemblies: {
    command: { instance: 150, kind: 'output', size: 32, layout: layout({ start: bool(0, 0), recipe: int(2) }) },
    result: {
      instance: 100,
      kind: 'input',
      layout: layout({
        ready: bool(0, 3),
        score: real(4),
        counts: array(8, 2, int),
        raw: bytes(12, 3),
        id: shortString(15, 4),
      }),
    },
    setup: { instance: 151, kind: 'config', size: 10 },
  },
  connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result', config: 'setup' }],
} as const satisfies AdapterOptions;

const text = generateEds(CELL, { vendorName: 'Strokmatic' });
const told = describeEds(checkEds(text).file);
const entry = (keyword: string) => {
  const entries = checkEds(text).file.sections.flatMap((section) => section.entries);
  return entries.find((one) => one.keyword === keyword)?.fields.map((field) => field.text) ?? [];
};

describe('generateEds', () => {
  it('has nothing that its own check complains about', () => expect(checkEds(text).faults).toEqual([]));

  it('has the sections in the usual order', () => {
    expect(checkEds(text).file.sections.map(({ name }) => name)).toEqual([
      'File',
      'Device',
      'Device Classification',
      'ParamClass',
      'Params',
      'Assembly',
      'Connection Manager',
      'Capacity',
      'Port',
      'TCP/IP Interface Class',
      'Ethernet Link Class',
      'QoS Class',
    ]);
  });

  it('tells the identity, quotes and all', () => {
    expect(told.device).toEqual({
      vendorId: 1234,
      vendorName: 'Strokmatic',
      deviceType: 12,
      deviceTypeName: 'Communications Adapter',
      productCode: 7,
      revision: [1, 2],
      productName: 'Vision "cell"',
    });
  });

  it('tells assemblies by instance, with path and size', () => {
    expect(told.assemblies.map(({ instance, path, size }) => [instance, path, size])).toEqual([
      [150, '20 04 24 96 30 03', 32],
      [100, '20 04 24 64 30 03', 20],
      [151, '20 04 24 97 30 03', 10],
    ]);
  });

  it('tells members in bits, room without a name between and behind them', () => {
    const bits = (instance: number) =>
      told.assemblies.find((one) => one.instance === instance)?.members.map(({ bits, param }) => [bits, param]);
    expect(bits(150)).toEqual([
      [1, 2],
      [15, undefined],
      [16, 3],
      [224, undefined],
    ]);
    expect(bits(100)).toEqual([
      [3, undefined],
      [1, 4],
      [28, undefined],
      [32, 5],
      [16, 6],
      [16, 6],
      [24, undefined],
      [40, 7],
    ]);
    expect(bits(151)).toEqual([[80, undefined]]);
  });

  it.each([
    ['RPI', 1, 0x0000, 0xc8, 4, '1000', '3200000', '10000'],
    ['start', 2, 0x0000, 0xc1, 1, '0', '1', '0'],
    ['recipe', 3, 0x0000, 0xc3, 2, '-32768', '32767', '0'],
    ['ready', 4, 0x0010, 0xc1, 1, '0', '1', '0'],
    ['score', 5, 0x0010, 0xca, 4, '', '', '0.0'],
    ['counts', 6, 0x0010, 0xc3, 2, '-32768', '32767', '0'],
    ['id', 7, 0x0010, 0xda, 5, '', '', ''],
  ])(
    'tells the parameter %s: descriptor, type, size, least, most, default',
    (name, number, descriptor, dataType, size, least, most, initial) => {
      expect(told.params[number - 1]).toMatchObject({ number, name, descriptor, dataType, size, least, most, initial });
    },
  );

  it('a ParamN has 21 fields, a ConnectionN 15', () => {
    expect(entry('Param1')).toHaveLength(21);
    expect(entry('Connection1')).toHaveLength(15);
  });

  it('tells the connection: masks, intervals, assemblies, configuration, path', () => {
    expect(entry('Connection1')).toEqual([
      '0x04010002',
      '0x44640405',
      'Param1',
      '',
      'Assem150',
      'Param1',
      '',
      'Assem100',
      '',
      '',
      '',
      'Assem151',
      'Exclusive Owner',
      'O->T command, T->O result',
      '20 04 24 97 2C 96 2C 64',
    ]);
  });

  it('tells input only and listen only with their heartbeats, an owner without input, sizes in a range', () => {
    const more = [
      ...CELL.connections,
      {
        type: 'exclusiveOwner',
        output: 'command',
        input: { heartbeat: 99 },
        outputFormat: 'zeroLength',
        outputSizes: { least: 4 },
      },
      { type: 'inputOnly', input: 'result', config: 'setup' },
      {
        type: 'listenOnly',
        input: 'result',
        output: { heartbeat: 300 },
        inputFormat: 'header32',
        inputSizes: { least: 8 },
      },
    ] as const;
    const { file, faults } = checkEds(generateEds({ ...CELL, connections: more }));
    expect(faults).toEqual([]);
    const { params, connections } = describeEds(file);
    const hex = (mask: number) => `0x${mask.toString(16).padStart(8, '0')}`;
    expect(
      connections.map(({ name, triggerTransport, parameters, path }) => [
        name,
        hex(triggerTransport),
        hex(parameters),
        path,
      ]),
    ).toEqual([
      ['Exclusive Owner', '0x04010002', '0x44640405', '20 04 24 97 2C 96 2C 64'],
      ['Exclusive Owner: command, heartbeat 99', '0x04010002', '0x44643107', '20 04 2C 96 2C 63'],
      ['Input Only', '0x02010002', '0x44640305', '20 04 24 97 2C 98 2C 64'],
      ['Listen Only', '0x01010002', '0x4464430d', '20 04 2D 00 2C 01 2C 64'],
    ]);
    expect(
      connections.map(({ outputs, inputs }) => [outputs.size, outputs.assembly, inputs.size, inputs.assembly]),
    ).toEqual([
      [undefined, 150, undefined, 100],
      [undefined, 150, 0, undefined],
      [0, undefined, undefined, 100],
      [0, undefined, undefined, 100],
    ]);
    const ranges = [connections[1]?.outputs.sizeParam, connections[3]?.inputs.sizeParam].map(
      (number) => params[(number ?? 0) - 1],
    );
    expect(ranges).toEqual([
      expect.objectContaining({ name: 'Size of command', least: '4', most: '32', initial: '32' }),
      expect.objectContaining({ name: 'Size of result', least: '8', most: '20', initial: '20' }),
    ]);
  });

  it('leaves the configuration out of the path where there is none', () => {
    const [{ config: _, ...connection }] = CELL.connections;
    const without = describeEds(checkEds(generateEds({ ...CELL, connections: [connection] })).file);
    expect(without.connections[0]).toMatchObject({ config: undefined, path: '20 04 2C 96 2C 64' });
  });

  it('names instances beyond a byte by wider segments', () => {
    const assemblies = {
      command: { instance: 0x1234, kind: 'output', size: 4 },
      result: { instance: 0x12345, kind: 'input', size: 4 },
    } as const;
    const connections = [{ type: 'exclusiveOwner', output: 'command', input: 'result' }] as const;
    const wide = describeEds(checkEds(generateEds({ identity: CELL.identity, assemblies, connections })).file);
    expect(wide.connections[0]?.path).toBe('20 04 2D 00 34 12 2E 00 45 23 01 00');
  });

  it('tells capacity and port', () => {
    expect(told.capacity).toEqual({
      ioConnections: 512,
      messageConnections: 128,
      packetBytes: 32,
      packetsPerSecond: 10_000,
    });
    expect(entry('Port1')).toEqual(['TCP', 'EtherNet/IP Port', '20 F5 24 01', '2']);
  });

  it('is ASCII in lines of Windows, and the same for the same options', () => {
    expect(text).toMatch(/^[\x20-\x7e\r\n]+$/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(generateEds(CELL, { vendorName: 'Strokmatic' })).toBe(text);
  });

  it('tells when it was made only by its options', () => {
    expect(entry('CreateDate')).toEqual(['01-01-2025']);
    const dated = generateEds(CELL, {
      created: '2026-03-01T08:05:09',
      modified: '2026-12-31T23:59:59',
      revision: [2, 10],
    });
    expect(dated).toContain('CreateDate = 03-01-2026;\r\n        CreateTime = 08:05:09;');
    expect(dated).toContain('ModDate = 12-31-2026;\r\n        ModTime = 23:59:59;\r\n        Revision = 2.10;');
  });

  it.each([
    [
      { created: '2026-02-30T08:00:00' },
      'created: expected a date and time such as 2026-03-01T08:00:00, got "2026-02-30T08:00:00"',
    ],
    [{ created: '2026-03-01' }, 'created: expected a date and time'],
    [{ vendorName: '' }, 'vendorName: expected 1 to 80 printable ASCII characters, got ""'],
    [{ revision: [1, 256] }, 'revision[1]: expected a whole number from 0 to 255, got 256'],
    [{ vendor: 'x' }, 'vendor: no such option'],
  ])('refuses %j', (eds, message) => expect(() => generateEds(CELL, eds as never)).toThrow(message));

  it('whatever the options are: the check finds nothing, and what is read back is what was meant', () => {
    fc.assert(
      fc.property(arbitraryAdapterOptions, (options) => {
        const { file, faults } = checkEds(generateEds(options));
        expect(faults).toEqual([]);
        expect(describeEds(file)).toEqual(edsModel(normalise(options), parsed('EDS', edsSchema, {})));
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('members fill their assembly exactly', () => {
    fc.assert(
      fc.property(arbitraryAdapterOptions, (options) => {
        for (const { size, members } of describeEds(checkEds(generateEds(options)).file).assemblies) {
          expect(members.reduce((sum, { bits }) => sum + bits, 0)).toBe(8 * size);
        }
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});
