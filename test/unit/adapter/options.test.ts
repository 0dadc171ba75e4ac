import { describe, expect, it } from 'vitest';
import { layout, real } from '../../../src/adapter/index.js';
import { nativeOptions } from '../../../src/adapter/native-options.js';
import { normalise } from '../../../src/adapter/options.js';
import { EipConfigError } from '../../../src/errors.js';

const identity = {
  vendorId: 1234,
  productCode: 7,
  revision: [1, 2],
  serialNumber: 0xabcdef01,
  productName: 'Vision cell',
};
const assemblies = {
  command: { instance: 150, kind: 'output', size: 32 },
  result: { instance: 100, kind: 'input', size: 32 },
  setup: { instance: 151, kind: 'config', size: 10 },
  note: { instance: 154, kind: 'explicit', size: 600 },
};
const good = {
  identity,
  assemblies,
  connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result', config: 'setup' }],
};

type Path = readonly (string | number)[];

/** `good` with one value put at a path; `undefined` takes it out. */
function withValue(path: Path, value: unknown): unknown {
  const copy: unknown = structuredClone(good);
  let at = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) {
    at[step] ??= {};
    at = at[step] as Record<string | number, unknown>;
  }
  at[path.at(-1) ?? ''] = value;
  return copy;
}

function refusal(options: unknown): EipConfigError {
  try {
    normalise(options);
  } catch (error) {
    expect(error).toBeInstanceOf(EipConfigError);
    return error as EipConfigError;
  }
  throw new Error('not refused');
}

describe('options: defaults', () => {
  it('are those of docs/adapter.md', () => {
    const { vendorId, serialNumber, productName } = identity;
    expect(normalise({ identity: { vendorId, serialNumber, productName }, assemblies: {} })).toEqual({
      identity: { vendorId, serialNumber, productName, deviceType: 12, productCode: 1, revision: [1, 1] },
      port: 44_818,
      ioPort: 2222,
      assemblies: [],
      declared: {},
      connections: [],
      mirror: [],
      minRpiMs: 1,
      livenessMs: 1000,
      eventMinIntervalMs: 0,
      scheduling: { policy: 'auto', priority: 50 },
      limits: {
        peers: 512,
        sessions: 512,
        ioConnections: 512,
        explicitConnections: 128,
        maxMessage: 1024,
        pendingRequests: 32,
        assemblies: 16,
        connectionPoints: 16,
        maxIoData: 512,
      },
      allow: { explicit: ['0.0.0.0/0'], io: ['0.0.0.0/0'] },
      readOnly: false,
      inactivityTimeoutS: 120,
      dscp: { urgent: 55, scheduled: 47, high: 43, low: 31, explicit: 27 },
      multicast: { ttl: 1, addresses: null },
      allowSettings: false,
      requestTimeoutMs: 500,
    });
  });

  it('the size of an assembly is that of its layout', () => {
    const options = normalise({
      identity,
      assemblies: { a: { instance: 1, kind: 'input', layout: layout({ x: real(4) }) } },
    });
    expect(options.assemblies).toMatchObject([{ name: 'a', size: 8 }]);
  });

  it.each([
    ['a policy alone', 'fifo', { policy: 'fifo', priority: 50 }],
    ['details without a policy', { priority: 80, cpu: 1 }, { policy: 'auto', priority: 80, cpu: 1 }],
  ])('scheduling may be %s', (_case, scheduling, expected) => {
    expect(normalise({ ...good, scheduling }).scheduling).toEqual(expected);
  });

  it('one limit given leaves the others at their default', () => {
    expect(normalise({ ...good, limits: { sessions: 2 } }).limits).toMatchObject({ sessions: 2, ioConnections: 512 });
  });
});

describe('options: ranges', () => {
  // [path, least, most]: both are taken, one beyond is refused.
  const RANGES: [Path, number, number][] = [
    [['port'], 0, 65_535],
    [['ioPort'], 0, 65_535],
    [['identity', 'vendorId'], 0, 65_535],
    [['identity', 'deviceType'], 0, 65_535],
    [['identity', 'productCode'], 0, 65_535],
    [['identity', 'revision', 0], 1, 127],
    [['identity', 'revision', 1], 1, 255],
    [['identity', 'serialNumber'], 0, 4_294_967_295],
    [['assemblies', 'command', 'instance'], 1, 4_294_967_295],
    [['assemblies', 'command', 'size'], 0, 65_000],
    [['assemblies', 'setup', 'size'], 0, 510],
    [['assemblies', 'command', 'history'], 1, 65_536],
    [['assemblies', 'result', 'watchdogMs'], 10, 3_600_000],
    [['inactivityTimeoutS'], 0, 3600],
    [['dscp', 'urgent'], 0, 63],
    [['dscp', 'scheduled'], 0, 63],
    [['dscp', 'high'], 0, 63],
    [['dscp', 'low'], 0, 63],
    [['dscp', 'explicit'], 0, 63],
    [['multicast', 'ttl'], 1, 255],
    [['requestTimeoutMs'], 1, 60_000],
    [['limits', 'pendingRequests'], 1, 1024],
    [['limits', 'peers'], 1, 4096],
    [['limits', 'sessions'], 1, 4096],
    [['limits', 'ioConnections'], 1, 4096],
    [['limits', 'explicitConnections'], 1, 4096],
    [['limits', 'maxMessage'], 128, 65_535],
    [['maxSessionsPerPeer'], 1, 4096],
    [['scheduling', 'priority'], 1, 99],
    [['scheduling', 'cpu'], 0, 1023],
  ];

  const written = (path: Path) =>
    path
      .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
      .join('')
      .slice(1);

  it.each(RANGES)('%j takes %i and %i, nothing beyond', (path, least, most) => {
    expect(() => normalise(withValue(path, least))).not.toThrow();
    expect(() => normalise(withValue(path, most))).not.toThrow();
    for (const value of [least - 1, most + 1, least + 0.5, '1', null, Number.NaN]) {
      expect(refusal(withValue(path, value)).option, String(value)).toBe(written(path));
    }
  });

  it.each([
    ['minRpiMs', [0.1, 0.25, 1, 1000], [0, 0.09, 1000.1, '1']],
    ['eventMinIntervalMs', [0, 0.5, 1000], [-0.1, 1000.1, '1']],
    ['livenessMs', [0, 20, 1000, 60_000], [19, 60_001, -1, 25.5]],
    [
      'host',
      ['127.0.0.2', '10.0.0.1', '223.1.1.1', 'eth0', 'enp0s31f6', 'br-1234', 'eth0.5'],
      ['0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '1.2.3', '300.1.1.1', '', 'eth 0', 'a/b', 'x'.repeat(16), 5],
    ],
    ['scheduling', ['auto', 'fifo', 'other', {}], ['rt', 5, null]],
    ['readOnly', [true, false], ['yes', 1, null]],
    ['allowSettings', [true, false], ['yes', 1, null]],
    ['settingsFile', ['settings.json', '/var/lib/cell/settings.json'], ['', 5, null]],
    [
      'multicast',
      [
        {},
        { addresses: null },
        { addresses: { first: '239.192.5.0', count: 32 } },
        { addresses: { first: '224.0.1.0', count: 1 } },
        { addresses: { first: '239.255.255.224', count: 32 } },
      ],
      [
        { addresses: { first: '224.0.0.255', count: 1 } },
        { addresses: { first: '192.168.1.1', count: 1 } },
        { addresses: { first: '239.255.255.225', count: 32 } },
        { addresses: { first: '239.192.5.0', count: 33 } },
        { addresses: { first: '239.192.5.0', count: 0 } },
        { addresses: { first: '239.192.5.0' } },
        { addresses: 'rule' },
      ],
    ],
  ])('%s', (option, taken, refused) => {
    for (const value of taken) expect(() => normalise({ ...good, [option]: value }), String(value)).not.toThrow();
    for (const value of refused) expect(refusal({ ...good, [option]: value }).option, String(value)).toContain(option);
  });

  it.each([[''], ['x'.repeat(33)], ['Käse'], ['a\nb']])('product name %j is refused', (productName) => {
    expect(refusal(withValue(['identity', 'productName'], productName)).option).toBe('identity.productName');
  });
});

describe('options: refusals name the path and say what is wrong', () => {
  const real4 = layout({ x: real(0), tail: real(30) });
  const CASES: [string, unknown, string, string][] = [
    ['no options', undefined, 'options', 'expected an object, got nothing'],
    ['no identity', { assemblies }, 'identity', 'expected an object, got nothing'],
    [
      'a wrong instance',
      withValue(['assemblies', 'command', 'instance'], 0),
      'assemblies.command.instance',
      'expected a whole number from 1 to 4294967295, got 0',
    ],
    [
      'a misspelt option',
      { ...good, hots: '10.0.0.1' },
      'hots',
      'hots: no such option (did you mean "host"?). There are: host, port, ioPort',
    ],
    [
      'a misspelt option that is required',
      withValue(['identity'], { vendorID: 1, serialNumber: 1, productName: 'x' }),
      'identity.vendorId',
      'identity.vendorID: no such option (did you mean "vendorId"?). There are: vendorId, deviceType',
    ],
    [
      'neither an address nor a name',
      { ...good, host: '192.168.1' },
      'host',
      'host: expected an IPv4 address such as 192.168.1.50, or the name of an interface of this machine, got "192.168.1". ',
    ],
    ['no time', { ...good, livenessMs: 5 }, 'livenessMs', 'expected 0 or a whole number from 20 to 60000, got 5'],
    [
      'an unknown option of an assembly',
      withValue(['assemblies', 'result', 'scaling'], 5),
      'assemblies.result.scaling',
      'no such option. There are: instance, kind, layout, size, onLoss',
    ],
    [
      'an unknown kind',
      withValue(['assemblies', 'result', 'kind'], 'in'),
      'assemblies.result.kind',
      'expected one of "output", "input", "config", "explicit", got "in"',
    ],
    [
      'a type of connection that is not there',
      withValue(['connections', 0, 'type'], 'multi'),
      'connections[0].type',
      'expected one of "exclusiveOwner", "inputOnly", "listenOnly", got "multi"',
    ],
    [
      'a layout that is none',
      withValue(['assemblies', 'result', 'layout'], { x: 1 }),
      'assemblies.result.layout',
      'expected what layout(...) returns',
    ],
    [
      'no size and no layout',
      withValue(['assemblies', 'result', 'size'], undefined),
      'assemblies.result.size',
      'required without a layout',
    ],
    [
      'one instance twice',
      withValue(['assemblies', 'result', 'instance'], 150),
      'assemblies.result.instance',
      '150 is the instance of "command" already',
    ],
    [
      'an unknown assembly',
      withValue(['connections', 0, 'output'], 'comand'),
      'connections[0].output',
      'comand: no such output assembly (did you mean "command"?). There are: command',
    ],
    [
      'an assembly of another kind',
      withValue(['connections', 0, 'output'], 'result'),
      'connections[0].output',
      '"result" is of kind "input", needed is "output"',
    ],
    [
      'a name of Object.prototype',
      withValue(['connections', 0, 'output'], 'constructor'),
      'connections[0].output',
      'no such output assembly',
    ],
    [
      'the same pair twice',
      { ...good, connections: [...good.connections, ...good.connections] },
      'connections[1]',
      'is declared already',
    ],
    ['no assemblies', { identity }, 'assemblies', 'expected an object of assemblies by name, got nothing'],
    [
      'an assembly named __proto__, in JSON',
      { identity, assemblies: JSON.parse('{ "__proto__": { "instance": 150, "kind": "output", "size": 4 } }') },
      'assemblies.__proto__',
      'no assembly can have this name',
    ],
    [
      'an assembly named __proto__, in a literal',
      { identity, assemblies: { __proto__: { instance: 150, kind: 'output', size: 4 } } },
      'assemblies.__proto__',
      'no assembly can have this name',
    ],
    ['both ports the same', { ...good, port: 2222 }, 'ioPort', 'both are UDP ports'],
    [
      'a mirror of unequal sizes',
      {
        ...(withValue(['assemblies', 'result', 'size'], 8) as object),
        mirror: [{ output: 'command', input: 'result' }],
      },
      'mirror[0]',
      '"command" has 32 bytes, "result" has 8',
    ],
    [
      'an input mirrored twice',
      { ...good, mirror: [1, 2].map(() => ({ output: 'command', input: 'result' })) },
      'mirror[1].input',
      'mirrors another output already',
    ],
  ];

  it.each(CASES)('%s', (_case, options, path, message) => {
    const error = refusal(options);
    expect(error.code).toBe('EIP_OPTION_INVALID');
    expect(error.option).toBe(path);
    expect(error.message).toContain(`${path}: `);
    expect(error.message).toContain(message);
  });

  it('a layout longer than its assembly, with the field that reaches furthest', () => {
    const tooLong = {
      ...good,
      assemblies: { ...assemblies, result: { instance: 100, kind: 'input', size: 32, layout: real4 } },
    };
    const error = refusal(tooLong);
    expect(error.option).toBe('assemblies.result.layout');
    expect(error.message).toContain('its fields need 34 bytes, the assembly has 32 ("tail" ends at byte 34)');
  });

  it('more assemblies than the tables hold', () => {
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`a${i}`, { instance: i + 1, kind: 'input', size: 0 }]),
      );
    expect(() => normalise({ identity, assemblies: many(4096) })).not.toThrow();
    expect(refusal({ identity, assemblies: many(4097) })).toMatchObject({ option: 'assemblies' });
  });

  it('all that is wrong is told at once', () => {
    const error = refusal({ ...good, port: -1, host: '1.2', typo: 1 });
    for (const path of ['port', 'host', 'typo']) expect(error.message).toContain(`${path}: `);
  });

  it('assemblies may be an object without a prototype', () => {
    const bare = Object.assign(Object.create(null), assemblies);
    expect(normalise({ ...good, assemblies: bare }).assemblies).toHaveLength(4);
  });

  it('both ports may be any free one', () => expect(() => normalise({ ...good, port: 0, ioPort: 0 })).not.toThrow());
});

describe('nativeOptions', () => {
  const native = nativeOptions(
    normalise({ ...good, minRpiMs: 0.25, eventMinIntervalMs: 2.5, mirror: [{ output: 'command', input: 'result' }] }),
    '127.0.0.2',
  );

  it('speaks in the units of the addon', () =>
    expect(native).toMatchObject({ address: '127.0.0.2', minRpiUs: 250, livenessMs: 1000, eventMinIntervalUs: 2500 }));

  it('names assemblies by instance in points, by index in mirrors', () => {
    expect(native.points).toEqual([
      {
        type: 'exclusiveOwner',
        output: 150,
        input: 100,
        config: 151,
        outputFormat: 'header32',
        inputFormat: 'modeless',
        connections: 0,
        outputLeast: undefined,
        inputLeast: undefined,
      },
    ]);
    expect(native.mirrors).toEqual([{ output: 0, input: 1 }]);
  });

  it('a connection without configuration has configuration 0', () => {
    const { points } = nativeOptions(
      normalise({ ...good, connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }] }),
      '127.0.0.2',
    );
    expect(points).toMatchObject([{ config: 0 }]);
  });

  it('sizes the tables by what there is, with room for more', () => {
    expect(native.limits).toMatchObject({ assemblies: 20, connectionPoints: 17, maxIoData: 512, ioConnections: 512 });
  });
});
