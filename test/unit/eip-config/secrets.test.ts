import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { type LoadConfigOptions, loadConfig, Secret } from '../../../src/index.js';
import type { BrokerConfig } from '../../../src/rabbitmq/option-types.js';
import { normalise as normaliseBroker } from '../../../src/rabbitmq/options.js';
import { RabbitClient } from '../../../src/rabbitmq/rabbit-client.js';
import { file, problems } from './sources-rig.js';

describe('secrets', () => {
  const VAULT = { address: 'https://v.example:8200', roleId: 'env:ROLE', secretId: 'hunter2-literal' };

  it('stay references, are read when they are used, and are shown nowhere', async () => {
    vi.stubEnv('ROLE', 'the-role');
    const config = loadConfig({ env: { EIP_VAULT__TIMEOUT_MS: '200' }, values: { vault: VAULT } });
    const { roleId, secretId } = config.vault as { roleId: Secret; secretId: Secret };
    expect([roleId, secretId].every((one) => one instanceof Secret)).toBe(true);
    expect([await roleId.reveal(), await secretId.reveal()]).toEqual(['the-role', 'hunter2-literal']);
    expect(`${JSON.stringify(config)}${inspect(config, { depth: 9 })}`).not.toMatch(/hunter2|the-role/);
    expect(config.vault).toMatchObject({ timeoutMs: 200 });
    await config.secrets.close();
  });

  it('without a vault there is a store all the same', async () => {
    await using secrets = loadConfig({ env: {} }).secrets;
    vi.stubEnv('SOME', 'value');
    expect(await secrets.read('env:SOME')).toBe('value');
    await expect(secrets.read('vault:kv/a#b')).rejects.toMatchObject({ code: 'EIP_SECRET_UNAVAILABLE' });
  });

  it.each<[string, LoadConfigOptions]>([
    ['a number', { files: file('s1.yaml', 'vault: { address: "https://v", token: 7777777 }\n') }],
    ['an object', { files: file('s2.yaml', 'vault: { address: "https://v", token: { a: 7777777 } }\n') }],
    ['beside an unknown key', { files: file('s3.yaml', 'vault: { address: "https://v", tokn: "7777777" }\n') }],
    ['in place of its section', { files: file('s4.yaml', 'vault: "7777777"\n') }],
    ['in a list', { files: file('s5.yaml', 'vault: ["7777777"]\n') }],
    ['a broken reference', { env: { EIP_VAULT__ADDRESS: 'https://v', EIP_VAULT__TOKEN: 'vault:7777777' } }],
    ['an unknown variable', { env: { EIP_VAULT__TOKN: '7777777' } }],
    ['an address with a password', { env: { EIP_VAULT__ADDRESS: 'https://me:7777777@v', EIP_VAULT__TOKEN: 'x' } }],
    ['a program', { values: { vault: { address: 'https://v', token: 7777777 as never } } }],
    ['a section that is off', { values: { vault: { enabled: false, token: 7777777 as never } } }],
  ])('%s is refused without its value', (_case, options) => {
    const told = problems(options);
    expect(told.length).toBeGreaterThan(0);
    expect(told.join('\n').replaceAll(/s\d\.yaml/g, '')).not.toContain('7777777');
  });
});

describe('the broker', () => {
  it('is complete, and what RabbitClient takes', () => {
    const { rabbitmq } = loadConfig({
      env: { EIP_RABBITMQ__ADDRESSES: 'one, two:5673', EIP_RABBITMQ__MAX_RETRIES: 'Infinity' },
    });
    expect(rabbitmq).toMatchObject({
      addresses: [
        { host: 'one', port: 5672 },
        { host: 'two', port: 5673 },
      ],
      maxRetries: Number.POSITIVE_INFINITY,
      retryDelayMs: 5_000,
      vhost: '/',
      tls: false,
    });
    const { username, password, ...settings } = normaliseBroker(rabbitmq as BrokerConfig);
    expect({ ...settings, credentials: { username, password }, tls: false }).toEqual(rabbitmq);
  });

  it('a password in an address becomes a secret', async () => {
    const env = { EIP_RABBITMQ__ADDRESSES: 'amqps://me:hunter2@broker.example/plant' };
    const config = loadConfig({ env });
    expect(config.rabbitmq).toMatchObject({
      addresses: [{ host: 'broker.example', port: 5671 }],
      vhost: 'plant',
      tls: {},
    });
    const { username, password } = config.rabbitmq?.credentials ?? {};
    expect([username, await (password as Secret).reveal()]).toEqual(['me', 'hunter2']);
    expect(`${JSON.stringify(config)}${inspect(config, { depth: 9 })}`).not.toContain('hunter2');
    expect(new RabbitClient(config.rabbitmq).healthCheck).toBeTypeOf('function');
  });

  it('a reference to the vault needs the vault', () => {
    const env = { EIP_RABBITMQ__CREDENTIALS__PASSWORD: 'vault:kv/rabbit#password' };
    expect(problems({ env })).toEqual([
      'EIP_RABBITMQ__CREDENTIALS__PASSWORD: rabbitmq.credentials.password: vault:kv/rabbit#password: needs the section "vault"',
    ]);
    const values = { vault: { address: 'https://v', token: 'env:T' } };
    expect(loadConfig({ env, values }).rabbitmq?.credentials.password).toBeInstanceOf(Secret);
  });

  it.each<[string, LoadConfigOptions]>([
    ['a text for the credentials', { env: { EIP_RABBITMQ__CREDENTIALS: 'hunter2' } }],
    ['broken JSON', { env: { EIP_RABBITMQ__CREDENTIALS: '{"password":"hunter2"' } }],
    ['a text for tls', { files: file('tls.yaml', 'rabbitmq: { tls: "hunter2" }\n') }],
    ['a list for the password', { files: file('list.yaml', 'rabbitmq: { credentials: { password: [hunter2] } }\n') }],
    ['a wrong address', { env: { EIP_RABBITMQ__ADDRESSES: 'http://me:hunter2@broker' } }],
    ['an address twice', { values: { rabbitmq: { addresses: ['amqp://a:hunter2@x', 'amqp://b:other@y'] } } }],
  ])('%s is refused without the secret', (_case, options) => {
    expect(problems(options).join('\n')).not.toContain('hunter2');
  });

  it('records to it need it', () => {
    const telemetry = { sinks: { rabbitmq: { queue: 'records' } } };
    expect(problems({ values: { telemetry } })).toEqual([
      'given by the program: telemetry.sinks.rabbitmq: needs the section "rabbitmq"',
    ]);
    const { sinks } = loadConfig({ env: {}, values: { telemetry, rabbitmq: {} } }).telemetry ?? { sinks: {} };
    expect(sinks.rabbitmq).toMatchObject({ queue: 'records', mandatory: true });
  });
});

describe('hostile sources', () => {
  it('values too deep, too many, or within themselves', () => {
    const round: { app?: unknown } = {};
    round.app = round;
    expect(problems({ values: round as never })).toEqual([
      'given by the program: values within values, more than 64 deep',
    ]);
    const many = { adapter: { connections: Array.from({ length: 100_001 }, () => 0) } };
    expect(problems({ values: many as never })).toEqual(['given by the program: more than 100000 values']);
  });

  it('__proto__ from any source changes no prototype', () => {
    const text = '{ "adapter": { "assemblies": { "__proto__": { "instance": 1 } } }, "__proto__": { "polluted": 1 } }';
    const told = problems({ files: file('proto.json', text), values: JSON.parse(text) });
    expect(told.some((one) => one.includes('adapter.assemblies.__proto__'))).toBe(true);
    expect(told.some((one) => /: __proto__: no such key/.test(one))).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    const env = { EIP_ADAPTER__ASSEMBLIES__x5fx5fPROTOx5fx5f__INSTANCE: '1' };
    expect(problems({ env }).some((one) => one.includes('adapter.assemblies.__proto__'))).toBe(true);
  });
});
