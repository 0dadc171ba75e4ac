import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  Adapter,
  createClient,
  ExplicitClient,
  ImplicitClient,
  type LoadConfigOptions,
  layout,
  loadAdapterConfig,
  loadClientConfig,
  loadConfig,
  uint,
} from '../../../src/index.js';
import { file, folder, problems } from './sources-rig.js';

const PRESS = `adapter:
  host: 127.0.0.2
  identity: { vendorId: 1, serialNumber: 1, productName: Press }
  assemblies: { state: { instance: 100, kind: input, size: 4, layout: { level: { type: int, offset: 0 } } } }
`;

describe('what counts more', () => {
  const base = file('count-base.yaml', 'app: { name: from-base }\n');
  const later = file('count-later.yaml', 'app: { name: from-later }\n');
  const env = { EIP_APP__NAME: 'from-env' };
  const values = { app: { name: 'from-values' } };

  it.each<[string, LoadConfigOptions, string, string]>([
    ['nothing but defaults', {}, 'eip-native', 'default'],
    ['file > default', { files: base }, 'from-base', 'file'],
    ['environment > default', { env }, 'from-env', 'environment'],
    ['explicit > default', { values }, 'from-values', 'explicit'],
    ['later file > earlier file', { files: [base, later] }, 'from-later', 'file'],
    ['the order of the files is that given', { files: [later, base] }, 'from-base', 'file'],
    ['environment > file', { files: [base, later], env }, 'from-env', 'environment'],
    ['explicit > file', { files: [base, later], values }, 'from-values', 'explicit'],
    ['explicit > environment', { env, values }, 'from-values', 'explicit'],
    ['explicit > environment > files', { files: [base, later], env, values }, 'from-values', 'explicit'],
  ])('%s', (_rule, options, name, kind) => {
    const config = loadConfig({ env: {}, ...options });
    expect(config.app?.name).toBe(name);
    expect(config.origins['app.name']?.kind).toBe(kind);
  });

  it('an explicit undefined and an empty variable say nothing', () => {
    const config = loadConfig({ files: base, env: { EIP_APP__NAME: '' }, values: { app: { name: undefined } } });
    expect(config.app?.name).toBe('from-base');
  });

  it('process.env is read when no environment is given, and only then', () => {
    vi.stubEnv('EIP_APP__NAME', 'of-the-process');
    expect(loadConfig().app?.name).toBe('of-the-process');
    expect(loadConfig({ env: {} }).app?.name).toBe('eip-native');
  });
});

describe('several files', () => {
  it('objects merge, lists are replaced, null takes back', () => {
    const base = file('merge-base.yaml', `${PRESS}  allow: { explicit: [10.0.0.1, 10.0.0.2] }\n  readOnly: true\n`);
    const over = file(
      'merge-over.json',
      '{ "adapter": { "identity": { "productName": "Press 2" }, "allow": { "explicit": ["10.0.0.3"] }, "readOnly": null } }',
    );
    const { adapter, origins } = loadConfig({ files: [base, over], env: {} });
    expect(adapter?.identity).toMatchObject({ vendorId: 1, productName: 'Press 2' });
    expect(adapter?.allow).toEqual({ explicit: ['10.0.0.3'], io: ['10.0.0.3'] });
    expect(adapter?.readOnly).toBe(false);
    expect(origins['adapter.readOnly']).toEqual({ kind: 'default' });
    expect(origins['adapter.identity.vendorId']).toEqual({ kind: 'file', file: base, line: 3, column: 15 });
    expect(origins['adapter.identity.productName']).toEqual({ kind: 'file', file: over, line: 1, column: 30 });
  });

  it('null takes a whole section back', () => {
    const base = file('null-base.yaml', PRESS);
    const over = file('null-over.yaml', 'adapter: null\n');
    expect(loadConfig({ files: [base, over], env: {} }).adapter).toBeUndefined();
  });

  it('null where nothing was said is a mistake, as an empty value is', () => {
    expect(problems({ files: file('null.yaml', 'app:\n  name:\n') })).toEqual([
      'null.yaml:2:3: app.name: expected the name of the service: 1 to 200 characters, got null',
    ]);
  });

  it('all that is wrong in all sources is told, files first, in their order', () => {
    const files = [
      file('wrong-1.yaml', 'app: { name: "" }\nadaptr: 1\n'),
      file('wrong-2.yaml', 'app: { site: 5, nmae: secret-thing }\n'),
    ];
    const env = { EIP_APP__VERSIN: 'hidden', EIP_APP__INSTANCE: 'x'.repeat(201) };
    expect(problems({ files, env, values: { app: { version: 1 } } as never })).toEqual([
      'wrong-1.yaml:1:8: app.name: expected the name of the service: 1 to 200 characters, got ""',
      expect.stringMatching(/^wrong-1\.yaml:2:1: adaptr: no such key \(did you mean "adapter"\?\)/),
      'wrong-2.yaml:1:8: app.site: expected the name of the site: 1 to 200 characters, got 5',
      expect.stringMatching(/^wrong-2\.yaml:1:17: app\.nmae: no such option \(did you mean "name"\?\)/),
      expect.stringMatching(/^EIP_APP__VERSIN: no such variable \(did you mean "EIP_APP__VERSION"\?\)/),
      expect.stringMatching(/^EIP_APP__INSTANCE: app\.instance: expected .+, got "x{60}\.\.\."$/),
      'given by the program: app.version: expected the version of the service: 1 to 200 characters, got 1',
    ]);
    expect(JSON.stringify(problems({ files, env }))).not.toMatch(/secret-thing|hidden/);
  });

  it('files that are no YAML are told together', () => {
    const files = [file('no-1.yaml', 'a: [1\nb: 2'), file('no-2.yaml', 'adapter:\n\tport: 1\n')];
    const told = problems({ files });
    expect(told.some((text) => text.startsWith('no-1.yaml:'))).toBe(true);
    expect(told).toContain('no-2.yaml:2:1: a tab where the depth of the line is told: use spaces');
  });

  it('a file that is not there', () => {
    expect(() => loadConfig({ files: join(folder, 'none.yaml') })).toThrow(
      expect.objectContaining({ code: 'EIP_CONFIG_UNREADABLE' }),
    );
  });
});

describe('the version of the format', () => {
  it('1 is right, and what holds when nothing is said', () => {
    expect(loadConfig({ files: file('v1.yaml', 'version: 1\n'), env: {} }).version).toBe(1);
    expect(loadConfig({ env: {} }).version).toBe(1);
  });

  it.each([
    ['2', 'version: this package reads version 1 of the format, not 2: update the package'],
    ['0', 'version: expected 1, got 0: this package reads version 1 of the format'],
    ['1.0.0', 'version: expected 1, got "1.0.0": this package reads version 1 of the format'],
  ])('%s is refused', (version, message) => {
    const path = file('version.yaml', `version: ${version}\n${PRESS}`);
    expect(problems({ files: path })).toEqual([`version.yaml:1:1: ${message}`]);
    expect(() => loadAdapterConfig(path)).toThrow(message);
    expect(problems({ values: { version: 7 as never } })).toEqual([
      'given by the program: version: this package reads version 1 of the format, not 7: update the package',
    ]);
  });
});

describe('sections', () => {
  it('app always holds, others when they are there', () => {
    const config = loadConfig({ env: {} });
    expect(config.app).toEqual({ name: 'eip-native', instance: hostname() });
    expect([config.adapter, config.client, config.eds]).toEqual([undefined, undefined, undefined]);
    expect(loadConfig({ env: { EIP_EDS__CATALOG: 'X' } }).eds).toMatchObject({
      catalog: 'X',
      packetsPerSecond: 10_000,
    });
    expect(loadConfig({ env: {}, values: { eds: {} } }).eds).toMatchObject({ packetsPerSecond: 10_000 });
  });

  it('enabled: false, from any source', () => {
    const press = file('press.yaml', PRESS);
    expect(loadConfig({ files: press, env: { EIP_ADAPTER__ENABLED: 'false' } }).adapter).toBeUndefined();
    expect(loadConfig({ files: press, env: {}, values: { adapter: { enabled: false } } }).adapter).toBeUndefined();
    expect(loadConfig({ env: {}, values: { app: { enabled: false } } }).app).toBeUndefined();
    const off = file('off.yaml', `app: { enabled: false }\n${PRESS}  enabled: false\n`);
    expect(loadConfig({ files: off, env: {} }).adapter).toBeUndefined();
    expect(loadConfig({ files: off, env: { EIP_ADAPTER__ENABLED: 'true' } }).adapter?.identity.productName).toBe(
      'Press',
    );
  });

  it('of a section that does not hold nothing has to be there, and what is there has to be right', () => {
    expect(loadConfig({ files: file('off-1.yaml', 'adapter: { enabled: false }\n'), env: {} }).adapter).toBeUndefined();
    expect(problems({ files: file('off-2.yaml', 'adapter: { enabled: false, port: x, prot: 1 }\n') })).toEqual([
      'off-2.yaml:1:28: adapter.port: expected a whole number from 0 to 65535, got "x"',
      expect.stringMatching(/^off-2\.yaml:1:37: adapter\.prot: no such option \(did you mean "port"\?\)/),
    ]);
  });

  it('enabled is true or false, and its misspelling is known', () => {
    expect(problems({ values: { app: { enabled: 'yes' as never } } })).toEqual([
      'given by the program: app.enabled: expected true or false, got "yes"',
    ]);
    expect(problems({ values: { app: { enabeld: true } as never } })[0]).toMatch(/did you mean "enabled"/);
  });

  it('a section that is no object', () => {
    expect(problems({ files: file('five.yaml', 'app: 5\neds:\n') })).toEqual([
      'five.yaml:1:1: app: expected an object, got 5',
      'five.yaml:2:1: eds: expected an object, got null',
    ]);
  });

  it('the gateway is complete, its sources by their names', () => {
    const { gateway } = loadConfig({
      files: file(
        'gateway.yaml',
        [
          'rabbitmq: {}',
          'telemetry: { spool: { folder: spool }, sinks: { rabbitmq: { queue: q } } }',
          'gateway: { sources: { press: { protocol: explicit, host: 10.0.0.9, groups: { fast: { rateMs: 100, tags: [A] } } } } }',
        ].join('\n'),
      ),
      env: {},
    });
    expect(gateway).toMatchObject({ spool: true, http: { host: '127.0.0.1', port: 9_464 }, stopMs: 10_000 });
    expect(gateway?.sources.press).toMatchObject({
      timeoutMs: 5_000,
      groups: { fast: { report: 'change', history: 10_000 } },
    });
  });

  it('a gateway that is off is none', () =>
    expect(loadConfig({ env: { EIP_GATEWAY__ENABLED: 'false' } }).gateway).toBeUndefined());
});

describe('the adapter', () => {
  it('is complete, and what new Adapter takes', () => {
    const { adapter } = loadConfig({ files: file('whole.yaml', PRESS), env: {} });
    expect(adapter).toMatchObject({ port: 44_818, limits: { assemblies: 17, maxIoData: 512 }, dscp: { urgent: 55 } });
    expect(adapter?.assemblies.state?.layout?.size).toBe(2);
    expect(new Adapter(adapter as never).status().state).toBe('new');
  });

  it('a layout that the program made', () => {
    const made = layout({ total: uint(0) });
    const values = { adapter: { assemblies: { total: { instance: 101, kind: 'input', layout: made } } } } as const;
    const { adapter } = loadConfig({ files: file('made.yaml', PRESS), env: {}, values });
    expect(Object.keys(adapter?.assemblies ?? {})).toEqual(['state', 'total']);
    expect(adapter?.assemblies.total?.layout).toBe(made);
  });

  it('variables of assemblies and connections, by name and index', () => {
    const env = {
      EIP_ADAPTER__ASSEMBLIES__STATE__WATCHDOG_MS: '50',
      EIP_ADAPTER__ASSEMBLIES__COMMAND: '{"instance":150,"kind":"output","size":2}',
      EIP_ADAPTER__CONNECTIONS__0__TYPE: 'exclusiveOwner',
      EIP_ADAPTER__CONNECTIONS__0__OUTPUT: 'command',
      EIP_ADAPTER__CONNECTIONS__0__INPUT: 'state',
      EIP_ADAPTER__ALLOW__EXPLICIT: '10.0.0.1, 10.0.1.0/24',
      EIP_ADAPTER__IDENTITY__SERIAL_NUMBER: '0xabcdef01',
      EIP_ADAPTER__IDENTITY__REVISION: '2,7',
      EIP_ADAPTER__SCHEDULING: 'other',
    };
    const { adapter, origins } = loadConfig({ files: file('named.yaml', PRESS), env });
    expect(adapter).toMatchObject({
      assemblies: { state: { watchdogMs: 50 }, command: { instance: 150 } },
      connections: [{ type: 'exclusiveOwner', output: 'command', input: 'state' }],
      allow: { explicit: ['10.0.0.1', '10.0.1.0/24'] },
      identity: { serialNumber: 0xabcdef01, revision: [2, 7] },
      scheduling: { policy: 'other', priority: 50 },
    });
    const variable = 'EIP_ADAPTER__ASSEMBLIES__COMMAND';
    expect(origins['adapter.assemblies.command.kind']).toEqual({ kind: 'environment', variable });
  });
});

describe('the client', () => {
  it('of explicit messages is complete, its tag file beside the file that names it', () => {
    mkdirSync(join(folder, 'sub'), { recursive: true });
    file('sub/tags.yaml', 'speed: { tag: Line.Speed }\n');
    const base = file('client.yaml', 'client: { protocol: explicit, host: plc }\n');
    const over = file('sub/over.yaml', 'client: { tags: tags.yaml }\n');
    const { client } = loadConfig({ files: [base, over], env: { EIP_CLIENT__RETRIES: '0' } });
    expect(client).toMatchObject({ protocol: 'explicit', host: 'plc', retries: 0, timeoutMs: 5_000 });
    const made = createClient(client as never) as ExplicitClient;
    expect(made).toBeInstanceOf(ExplicitClient);
    expect(made.tagNames()).toEqual(['speed']);
  });

  it('over the adapter of the configuration', () => {
    const { client, origins } = loadConfig({
      files: file('over.yaml', `client: { protocol: implicit }\n${PRESS}`),
      env: {},
    });
    expect(createClient(client as never)).toBeInstanceOf(ImplicitClient);
    expect(Object.keys(origins).some((option) => option.startsWith('client.adapter'))).toBe(false);
  });

  it.each<[string, string[]]>([
    ['client: { protocol: implicit }', ['c.yaml:1:1: adapter: required: the options of the adapter']],
    [
      `client: { protocol: implicit }\n${PRESS}  enabled: false\n`,
      ['c.yaml:1:11: client.protocol: goes over the section "adapter", which is not enabled'],
    ],
    [
      'client: { protocol: implicit, staleMs: 0 }\nadapter: { port: x, assemblies: {}, identity: { vendorId: 1, serialNumber: 1, productName: P } }\n',
      [
        'c.yaml:1:31: client.staleMs: expected a number from 1 to 3600000, got 0',
        'c.yaml:2:12: adapter.port: expected a whole number from 0 to 65535, got "x"',
      ],
    ],
    [
      'client: { protocol: explicit, host: plc, staleMs: 5 }',
      ['c.yaml:1:42: client.staleMs: no such option. There are: '],
    ],
  ])('%j is refused', (text, expected) => {
    const told = problems({ files: file('c.yaml', text) });
    expect(told.map((one, at) => one.slice(0, expected[at]?.length))).toEqual(expected);
  });
});

describe('one file for every loader', () => {
  it('enabled and other sections are no mistake for those who want one section', () => {
    const path = file(
      'every.yaml',
      `version: 1\napp: { name: cell }\nclient: { enabled: false, protocol: implicit }\n${PRESS}  enabled: true\n`,
    );
    expect(loadAdapterConfig(path)).not.toHaveProperty('enabled');
    expect(new Adapter(loadAdapterConfig(path)).status().state).toBe('new');
    expect(loadClientConfig(path)).not.toHaveProperty('enabled');
    expect(createClient(path)).toBeInstanceOf(ImplicitClient);
  });
});

describe('what comes out', () => {
  it('is frozen, all the way down', () => {
    const config = loadConfig({ files: file('frozen.yaml', PRESS), env: {} });
    const { adapter } = config as { adapter: { identity: object; connections: object; limits: { peers: number } } };
    expect([config, adapter, adapter.identity, adapter.connections, config.origins].every(Object.isFrozen)).toBe(true);
    expect(() => {
      adapter.limits.peers = 1;
    }).toThrow(TypeError);
  });

  it('what was handed in is left as it was', () => {
    const values = { app: { name: 'mine' }, adapter: { limits: { peers: 3 } } };
    loadConfig({ files: file('left.yaml', PRESS), env: {}, values });
    expect(Object.isFrozen(values.adapter.limits)).toBe(false);
    expect(values).toEqual({ app: { name: 'mine' }, adapter: { limits: { peers: 3 } } });
  });

  it('every value has its origin', () => {
    const { origins } = loadConfig({ files: file('origins.yaml', PRESS), env: {} });
    expect(origins['adapter.host']).toEqual({ kind: 'file', file: join(folder, 'origins.yaml'), line: 2, column: 3 });
    expect(origins['adapter.limits.peers']).toEqual({ kind: 'default' });
    expect(origins['app.instance']).toEqual({ kind: 'default' });
    const short = loadConfig({
      files: file('short.yaml', `${PRESS}  scheduling: fifo\n  allow: [10.0.0.1]\n`),
      env: {},
    });
    expect(short.origins['adapter.scheduling.policy']).toMatchObject({ kind: 'file', line: 5 });
    expect(short.origins['adapter.scheduling.priority']).toEqual({ kind: 'default' });
    expect(short.origins['adapter.allow.io[0]']).toMatchObject({ kind: 'file', line: 6 });
  });
});
