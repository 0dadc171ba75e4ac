/** Secrets planted in every option that holds one, and everything that can be observed of them at work. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pino from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Secret } from '../../src/config/secret.js';
import { SecretStores } from '../../src/config/secrets/secret-stores.js';
import { loadConfig } from '../../src/index.js';
import { createLogging, type LogTarget } from '../../src/logging.js';
import { type BrokerConfig, RabbitClient } from '../../src/rabbitmq.js';
import { Cli } from '../support/cli.js';
import { refusal, type StubRequest } from '../support/vault/vault-stub.js';
import { startedStub } from './vault-rig.js';

const planted = `planted-${randomUUID()}`;
const folder = mkdtempSync(join(tmpdir(), 'eip-hidden-'));

/** Everything that a person or a log can see of a value. */
function observable(value: unknown): string {
  const texts = [
    inspect(value, { depth: null, showHidden: true, getters: true }),
    String(value),
    `${JSON.stringify(value)}`,
  ];
  if (value instanceof Error) texts.push(value.stack ?? '', observable(value.cause ?? ''));
  return texts.join('\n');
}

/** Loggers that keep what they were given: plain, pino, and that of this package. */
function keepingLoggers() {
  const kept: string[] = [];
  const write = (fields: object, message?: string) => void kept.push(observable(fields), message ?? '');
  const plain: LogTarget = { debug: write, info: write, warn: write, error: write };
  const lines = pino({ level: 'trace' }, { write: (line: string) => void kept.push(line) });
  const own = createLogging({ logger: lines, level: 'trace' }).getLogger('hidden');
  return { kept, loggers: [plain, lines, own] };
}

async function rejected(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('it was not refused'),
    (thrown: unknown) => thrown,
  );
}

afterEach(() => vi.unstubAllEnvs());

describe('a client of the broker', () => {
  const password = (scheme: string) => {
    vi.stubEnv('EIP_TEST_PLANTED', planted);
    writeFileSync(join(folder, 'planted'), planted);
    return scheme === 'env' ? 'env:EIP_TEST_PLANTED' : scheme === 'file' ? `file:${join(folder, 'planted')}` : planted;
  };

  /** What is seen of a client that tries to connect and fails. */
  async function seenOf(config: BrokerConfig): Promise<string> {
    const { kept, loggers } = keepingLoggers();
    const seen: string[] = [];
    for (const logger of loggers) {
      const client = new RabbitClient(
        { maxRetries: 0, retryDelayMs: 0, connectTimeoutMs: 1000, ...config },
        { logger },
      );
      for (const event of ['error', 'disconnected', 'reconnecting', 'connected'] as const) {
        client.on(event, (...told: unknown[]) => void seen.push(observable(told)));
      }
      seen.push(observable(client), observable(await rejected(client.connect())));
      seen.push(observable(await client.healthCheck()), observable(client));
      await client.close();
    }
    return [...seen, ...kept].join('\n');
  }

  test.each(['env', 'file', 'literal'])('nobody listens: the password, %s', async (scheme) => {
    const credentials = { username: 'line', password: password(scheme) };
    expect(await seenOf({ addresses: '127.0.0.1:1', credentials })).not.toContain(planted);
  });

  test('in an address', async () => {
    const seen = await seenOf({ addresses: [`amqp://line:${planted}@127.0.0.1:1/plant`] });
    expect(seen).toContain('127.0.0.1:1');
    expect(seen).not.toContain(planted);
  });

  test('a peer that repeats what it got', async () => {
    // Whatever is sent comes back, as an answer that is none.
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes) => socket.end(Buffer.concat([bytes, Buffer.from(planted)])));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const seen = await seenOf({ addresses: `amqp://line:${planted}@127.0.0.1:${port}` });
    server.close();
    expect(seen).not.toContain(planted);
  });

  test.each(['key', 'cert', 'ca', 'passphrase'] as const)('TLS with a wrong "%s"', async (name) => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${planted}\n-----END PRIVATE KEY-----\n`;
    const tls =
      name === 'passphrase' ? { key: pem, cert: pem, passphrase: planted } : { key: pem, cert: pem, [name]: pem };
    expect(await seenOf({ addresses: '127.0.0.1:1', tls })).not.toContain(planted);
  });
});

test('a vault: token, role ID, secret ID and the value, whatever it answers', async () => {
  const { kept, loggers } = keepingLoggers();
  const seen: string[] = [];
  const answers = [
    ({ headers, body }: StubRequest) => refusal(400, JSON.stringify({ headers, body })),
    ({ headers, body }: StubRequest) => refusal(403, `${headers['x-vault-token']}`, `${body.secret_id}`),
    () => ({ status: 200, text: planted }),
    () => ({ status: 200, body: { data: { data: { other: planted }, metadata: { planted } } } }),
    () => ({ status: 307, headers: { location: `https://user:${planted}@127.0.0.1:1/${planted}?${planted}` } }),
  ];
  for (const script of answers) {
    for (const login of [{ token: `${planted}-t` }, { roleId: `${planted}-r`, secretId: `${planted}-s` }]) {
      const stub = await startedStub();
      stub.script = script;
      const vault = { address: stub.address, ...login };
      for (const logger of loggers) {
        const stores = new SecretStores({ vault, logger });
        const secret = new Secret('vault:secret/cell-7#password').within(stores);
        seen.push(observable(stores), observable(await rejected(secret.reveal())), observable({ secret, stores }));
        await stores.close();
      }
    }
  }
  expect([...seen, ...kept].join('\n')).not.toContain(planted);
  expect(seen.join('\n')).toContain('EIP_SECRET_UNAVAILABLE');
});

test('a configuration that is right: loaded, printed with the origin of each value', async () => {
  const file = join(folder, 'right.yaml');
  writeFileSync(file, `vault:\n  address: https://v.example\n  roleId: ${planted}\n`);
  vi.stubEnv('EIP_VAULT__SECRET_ID', planted);
  const config = loadConfig({ files: file });
  expect(observable(config)).not.toContain(planted);
  const { secretId } = config.vault ?? {};
  expect(secretId).toBeInstanceOf(Secret);
  expect(await (secretId as Secret).reveal()).toBe(planted);
  for (const json of [[], ['--json']]) {
    const cli = Cli.start(['check', file, '--print', ...json]);
    expect(await cli.ended).toEqual({ code: 0, signal: null });
    expect(cli.stdout).toContain('EIP_VAULT__SECRET_ID');
    expect(`${cli.stdout}${cli.stderr}`).not.toContain(planted);
  }
});

test.each([
  ['a section for secrets that is a text', `vault: ${planted}\n`],
  ['a misspelt secret', `vault: { address: 'https://v.example', tokn: ${planted} }\n`],
  ['a secret of another type', `vault: { address: 'https://v.example', token: [${planted}] }\n`],
  ['broken YAML', `vault: { token: "${planted}\n`],
  ['a key twice', `vault:\n  token: ${planted}\n  token: ${planted}\n`],
  ['an unknown section', `passwords: { line: ${planted} }\n`],
])('eip-native check: %s', async (_, text) => {
  const file = join(folder, 'config.yaml');
  writeFileSync(file, text);
  for (const json of [[], ['--json']]) {
    const cli = Cli.start(['check', file, ...json]);
    expect(await cli.ended).toEqual({ code: 2, signal: null });
    expect(`${cli.stdout}${cli.stderr}`).not.toContain(planted);
  }
});
