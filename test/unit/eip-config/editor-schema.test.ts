import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ConfigFile } from '../../../src/config/config-file.js';
import { editorSchema, loadConfig } from '../../../src/eip-config/index.js';

const EXAMPLES = resolve(__dirname, '../../../examples');
const example = (name: string) => join(EXAMPLES, name);
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, strict: true, strictTuples: false }).compile(
  editorSchema(),
);

function wrong(value: unknown): string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the JSON Schema for editors', () => {
  it.each(['adapter.yaml', 'adapter.json', 'base.yaml', 'production.yaml'])('examples/%s is right', (name) =>
    expect(wrong(ConfigFile.read(example(name)).tree)).toEqual([]),
  );

  it.each<[string, string]>([
    ['one file of several', 'adapter: { readOnly: true }'],
    [
      'null, which takes back',
      'adapter: { allow: null, identity: { productName: null }, assemblies: { a: null } }\nlogging: null',
    ],
    [
      'a layout within a layout',
      'adapter: { assemblies: { a: { layout: { f: { type: array, offset: 0, count: 2, of: { type: array, count: 3, of: int } } } } } }',
    ],
    ['the short forms', 'adapter: { allow: [10.0.0.1], scheduling: fifo }\nclient: { route: 1/0, tags: tags.yaml }'],
    ['a section that is off', 'adapter: { enabled: false }\nclient: { enabled: false }\ngateway: { enabled: false }'],
    ['nothing', '{}'],
  ])('%s is right', (_case, text) => expect(wrong(parse(text))).toEqual([]));

  it.each<[string, string]>([
    ['an unknown section', 'adaptor: {}'],
    ['an unknown key', 'adapter: { prot: 1 }'],
    ['an unknown key of an assembly', 'adapter: { assemblies: { a: { szie: 1 } } }'],
    ['a wrong type', 'adapter: { port: x }'],
    ['beyond a range', 'adapter: { port: 70000 }'],
    ['another word', 'logging: { level: loud }'],
    ['a connection without its type', 'adapter: { connections: [{ input: result }] }'],
    ['an unknown field type', 'adapter: { assemblies: { a: { layout: { f: { type: itn, offset: 0 } } } } }'],
    ['a newer version', 'version: 2'],
    ['a secret that is a number', 'vault: { token: 5 }'],
    ['an unknown key of a source', 'gateway: { sources: { press: { protocol: explicit, hots: x } } }'],
  ])('%s is marked', (_case, text) => expect(wrong(parse(text))).not.toEqual([]));

  it('says nothing that is not of JSON Schema', () =>
    expect(JSON.stringify(editorSchema())).not.toContain('defaultText'));
});

describe('the example files', () => {
  const env = (isWanted: RegExp) =>
    Object.fromEntries(
      readFileSync(example('.env.example'), 'utf8')
        .split('\n')
        .map((line) => isWanted.exec(line)?.slice(1, 3))
        .filter((pair) => pair !== undefined),
    ) as Record<string, string>;

  it('base.yaml alone', () => {
    const { app, adapter, client, logging } = loadConfig({ files: example('base.yaml'), env: {} });
    expect([app?.name, adapter?.host, client?.protocol, logging.level]).toEqual([
      'vision-cell',
      '127.0.0.2',
      'implicit',
      'debug',
    ]);
  });

  it('production.yaml over it', () => {
    const { app, adapter, logging } = loadConfig({
      files: [example('base.yaml'), example('production.yaml')],
      env: {},
    });
    expect(app).toMatchObject({ name: 'vision-cell', site: 'hall-3' });
    expect(adapter).toMatchObject({ host: '192.168.1.50', scheduling: { policy: 'fifo' } });
    expect(logging).toMatchObject({ level: 'info', file: { size: 20 * 1024 ** 2 } });
  });

  it.each([
    ['as it stands', /^(EIP_\w+)=(.*)$/, 6],
    ['with all that is only shown', /^#?(EIP_\w+)=(.*)$/, 12],
  ])('.env.example over both, %s', (_case, lines, count) => {
    const variables = env(lines);
    expect(Object.keys(variables)).toHaveLength(count);
    const config = loadConfig({ files: [example('base.yaml'), example('production.yaml')], env: variables });
    expect(config.adapter).toMatchObject({ host: '192.168.1.57', identity: { serialNumber: 0xabcdef07 } });
    expect(config.client === undefined).toBe(count === 12);
    const told = Object.values(config.origins).filter(({ kind }) => kind === 'environment');
    expect(told.length).toBeGreaterThanOrEqual(6);
  });
});
