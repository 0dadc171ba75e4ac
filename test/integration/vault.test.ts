import { once } from 'node:events';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { EipConfigError } from '../../src/errors.js';
import { kvAnswer, refusal, type StubAnswer, type StubRequest } from '../support/vault/vault-stub.js';
import { APP_ROLE, LOGIN, LOOK_UP, PLACE, READ, REVOKE, startedStub, storeOf } from './vault-rig.js';

const TOKEN = 'hvs.given';

async function refused(work: Promise<unknown>): Promise<EipConfigError> {
  const error = await work.then(
    () => expect.fail('it was not refused'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EipConfigError);
  expect(error).toMatchObject({ code: 'EIP_SECRET_UNAVAILABLE' });
  return error as EipConfigError;
}

describe('a token that is given', () => {
  test('is looked up once; each secret is read anew, by the requests that Vault expects', async () => {
    const stub = await startedStub();
    const { reveal } = storeOf({ address: stub.address, token: TOKEN });
    expect(await reveal()).toBe('hunter2');
    stub.secrets.set(PLACE, { password: 'hunter3' });
    expect(await reveal()).toBe('hunter3');
    expect(stub.lines).toEqual([LOOK_UP, READ, READ]);
    for (const { headers } of stub.requests) {
      expect(headers).toMatchObject({ 'x-vault-token': TOKEN, 'x-vault-request': 'true' });
      expect(headers['x-vault-namespace']).toBeUndefined();
    }
  });

  test('nothing is asked before the first secret is needed, and nothing for other references', async () => {
    const stub = await startedStub();
    const { reveal } = storeOf({ address: stub.address, token: TOKEN });
    vi.stubEnv('EIP_TEST_SECRET', 'from the environment');
    expect(await reveal('env:EIP_TEST_SECRET')).toBe('from the environment');
    vi.unstubAllEnvs();
    expect(stub.lines).toEqual([]);
  });

  test('namespace, a mount of several steps, a prefix of the address, characters that a URL escapes', async () => {
    const stub = await startedStub();
    stub.namespace = 'plant/7';
    const place = 'kv/team-a/data/cell 7/ä?x#1';
    stub.addToken(TOKEN, { mayRead: [place], ttlSeconds: 0 });
    stub.secrets.set(place, { 'a key': 'deep' });
    const options = { address: `${stub.address}/`, token: TOKEN, namespace: 'plant/7', mount: 'kv/team-a' };
    expect(await storeOf(options).reveal('vault:kv/team-a/cell 7/ä?x#1#a key')).toBe('deep');
    expect(stub.lines.at(-1)).toBe('GET /v1/kv/team-a/data/cell%207/%C3%A4%3Fx%231');

    stub.script = ({ path }) => (path.startsWith('/vault/v1/') ? refusal(503, 'Vault is sealed') : undefined);
    const { message } = await refused(storeOf({ ...options, address: `${stub.address}/vault` }).reveal());
    expect(message).toContain('is sealed');
  });

  test('one of another engine than "mount" names keeps its first step as the engine', async () => {
    const stub = await startedStub();
    const { reveal } = storeOf({ address: stub.address, token: TOKEN, mount: 'kv/team-a' });
    expect(await reveal()).toBe('hunter2');
  });

  test('that expired: the one that stands in its place is taken', async () => {
    const stub = await startedStub();
    vi.stubEnv('EIP_TEST_TOKEN', TOKEN);
    const { reveal } = storeOf({ address: stub.address, token: 'env:EIP_TEST_TOKEN' });
    await reveal();
    stub.tokens.delete(TOKEN);
    expect((await refused(reveal())).message).toContain('does not know the token (403): it has expired');
    stub.addToken('hvs.next', { mayRead: [PLACE] });
    vi.stubEnv('EIP_TEST_TOKEN', 'hvs.next');
    expect(await reveal()).toBe('hunter2');
    vi.unstubAllEnvs();
  });

  test('is not revoked at the end', async () => {
    const stub = await startedStub();
    const { store, reveal } = storeOf({ address: stub.address, token: TOKEN });
    await reveal();
    await store.close();
    expect(stub.lines).not.toContain(REVOKE);
  });
});

describe('AppRole', () => {
  test('logs in once for several secrets that are needed together, and revokes its token at the end', async () => {
    const stub = await startedStub();
    const { store, reveal } = storeOf({ address: stub.address, ...APP_ROLE });
    expect(await Promise.all([reveal(), reveal(), reveal()])).toEqual(['hunter2', 'hunter2', 'hunter2']);
    expect(stub.lines).toEqual([LOGIN, READ, READ, READ]);
    const [login] = stub.requests;
    expect(login?.body).toEqual({ role_id: APP_ROLE.roleId, secret_id: APP_ROLE.secretId });
    expect(login?.headers['x-vault-token']).toBeUndefined();

    await store.close();
    expect(stub.lines.at(-1)).toBe(REVOKE);
    expect([...stub.tokens.values()].filter(({ own, revoked }) => own && !revoked)).toEqual([]);
    expect((await refused(reveal())).message).toContain('is closed');
    expect(stub.lines.at(-1)).toBe(REVOKE);
  });

  test('a token that was revoked elsewhere: another login, once', async () => {
    const stub = await startedStub();
    const { reveal } = storeOf({ address: stub.address, ...APP_ROLE });
    await reveal();
    for (const token of stub.tokens.values()) if (token.own) token.revoked = true;
    expect(await reveal()).toBe('hunter2');
    expect(stub.lines).toEqual([LOGIN, READ, READ, LOOK_UP, LOGIN, READ]);
  });

  test('what the policy does not allow costs no login', async () => {
    const stub = await startedStub();
    const { reveal } = storeOf({ address: stub.address, ...APP_ROLE });
    for (let i = 0; i < 2; i++) {
      const { message } = await refused(reveal('vault:secret/other#password'));
      expect(message).toContain('needs the capability "read" on "secret/data/other"');
    }
    expect(stub.lines.filter((line) => line === LOGIN)).toHaveLength(1);
  });

  test('another path of the auth method', async () => {
    const stub = await startedStub();
    const { message } = await refused(
      storeOf({ address: stub.address, ...APP_ROLE, authMount: 'plant/cells' }).reveal(),
    );
    expect(stub.lines).toEqual(['POST /v1/auth/plant/cells/login']);
    expect(message).toContain('has no such auth method (404)');
  });

  test('a failed login is tried again at the next read', async () => {
    const stub = await startedStub();
    stub.sealed = true;
    const { reveal } = storeOf({ address: stub.address, ...APP_ROLE });
    expect((await refused(reveal())).message).toContain('is sealed (503)');
    stub.sealed = false;
    expect(await reveal()).toBe('hunter2');
  });
});

const status = (code: number, ...errors: string[]) => ({ on: READ, answer: refusal(code, ...errors) });
const read = (answer: StubAnswer) => ({ on: READ, answer });
const login = (answer: StubAnswer) => ({ on: LOGIN, answer });
const moved = (location: string, code = 307) => ({ on: READ, answer: { status: code, headers: { location } } });
const deleted = kvAnswer(null, { deletion_time: '2026-02-01T00:00:00Z' });
const destroyed = kvAnswer(null, { destroyed: true });
const grantWith = (auth: unknown) => login({ status: 200, body: { auth } });

test.each([
  ['sealed', status(503, 'Vault is sealed'), 'is sealed (503): unseal it'],
  ['no active node', status(503, 'local node not active but active cluster node not found'), 'without an active one'],
  ['starting', read({ status: 503, text: '<html>' }), 'is not available (503): see whether it is sealed or starting'],
  ['no secret there', status(404), 'has no such secret (404): see "vault kv get -mount=secret cell-7"'],
  [
    'no engine there',
    status(404, 'no handler for route "secret/data/cell-7"'),
    '"secret" is an engine KV of version 2',
  ],
  ['deleted', read({ status: 404, body: deleted }), 'newest version deleted (404): "vault kv undelete"'],
  ['destroyed', read({ status: 404, body: destroyed }), 'has destroyed its newest version (404)'],
  [
    'not allowed',
    status(403, '1 error occurred:\n\t* permission denied\n\n'),
    '(it says: 1 error occurred: * permission',
  ],
  ['standby', moved('https://10.0.0.9:8200/v1/secret'), 'sends on to https://10.0.0.9:8200 (307)'],
  ['moved', moved('nonsense', 301), 'sends on (301), where no token is sent'],
  ['behind', status(412, 'required index state not present'), 'answered 412: this node does not have it yet'],
  ['too many', status(429, 'request path "x": rate limit quota exceeded'), 'answered 429: too many requests'],
  ['secondary', status(472), 'answered 472: this node is a secondary'],
  ['its fault', status(500, 'internal error'), 'answered 500: see its log (it says: internal error)'],
  ['proxy', read({ status: 502, text: 'Bad Gateway' }), 'the proxy before it reaches no node'],
  ['TLS only', status(400, 'Client sent an HTTP request to an HTTPS server.'), 'has to begin with https://'],
  ['no JSON', read({ status: 200, text: '<html>hello</html>' }), 'answered 200 with what no Vault answers'],
  ['cut JSON', read({ status: 200, text: '{"data":{"data":{"password":"hun' }), 'with what no Vault answers'],
  ['nothing', read({ status: 204 }), 'with what no Vault answers'],
  ['another shape', read({ status: 200, body: { data: { password: 'hunter2' } } }), 'with what no Vault answers'],
  ['a list', read({ status: 200, body: { data: { data: ['hunter2'] } } }), 'with what no Vault answers'],
  ['too long', read({ status: 200, text: ' '.repeat(2_097_153) }), 'more than 2097152 bytes'],
  [
    'no such key',
    read({ status: 200, body: kvAnswer({ other: 'hunter2' }) }),
    'has no such key; "vault kv get secret/cell',
  ],
  ['of JavaScript', read({ status: 200, text: '{"data":{"data":{"__proto__":{"password":"x"}}}}' }), 'has no such key'],
  [
    'no key of its own',
    { ...read({ status: 200, body: kvAnswer({ other: 'x' }) }), key: 'toString' },
    'has no such key',
  ],
  ['empty', read({ status: 200, body: kvAnswer({ password: '' }) }), 'the value is empty'],
  ['a number', read({ status: 200, body: kvAnswer({ password: 918273 }) }), 'the value is no text'],
  ['wrong secret ID', login(refusal(400, 'invalid role or secret ID')), 'refuses the login by AppRole (400)'],
  ['wrong network', login(refusal(403, 'permission denied')), 'refuses the login by AppRole (403)'],
  ['no auth', login({ status: 200, body: { data: {} } }), 'with what no Vault answers'],
  [
    'a token of lines',
    grantWith({ client_token: 'a\nb', lease_duration: 1, renewable: true }),
    'what no Vault answers',
  ],
  ['a negative lease', grantWith({ client_token: 'a', lease_duration: -1, renewable: true }), 'what no Vault answers'],
  [
    'a long token',
    grantWith({ client_token: 'a'.repeat(8193), lease_duration: 1, renewable: true }),
    'no Vault answers',
  ],
])('a wrong answer, %s: an error that says what to check', async (_, { on, answer, ...asked }, text) => {
  const stub = await startedStub();
  stub.script = ({ method, path }) => (`${method} ${path}` === on ? answer : undefined);
  const reference = `vault:secret/cell-7#${'key' in asked ? asked.key : 'password'}`;
  const error = await refused(storeOf({ address: stub.address, ...APP_ROLE }).reveal(reference));
  expect(error.message).toContain(`The secret ${reference}: `);
  expect(error.message).toContain(text);
  for (const hidden of ['hunter2', '918273', 'hvs.stub', APP_ROLE.secretId]) {
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(hidden);
  }
});

test('a redirect is not followed, and nobody else sees the token', async () => {
  const [stub, other] = [await startedStub(), await startedStub({ host: '127.0.0.2' })];
  stub.script = ({ path }) => ({ status: 307, headers: { location: `${other.address}${path}` } });
  await refused(storeOf({ address: stub.address, token: TOKEN }).reveal());
  await refused(storeOf({ address: stub.address, ...APP_ROLE }).reveal());
  expect(other.lines).toEqual([]);
});

test('an answer that repeats token, role ID and secret ID: the error does not', async () => {
  const stub = await startedStub();
  const echo = ({ headers, body }: StubRequest) =>
    refusal(
      400,
      `you sent ${headers['x-vault-token']} ${body.role_id} ${body.secret_id} \u001b[2J ${'x'.repeat(9999)}`,
    );
  stub.script = echo;
  for (const login of [{ token: TOKEN }, APP_ROLE]) {
    const error = await refused(storeOf({ address: stub.address, ...login }).reveal());
    const shown = inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error);
    for (const hidden of [TOKEN, APP_ROLE.roleId, APP_ROLE.secretId, '\u001b[2J']) expect(shown).not.toContain(hidden);
    expect(error.message).toContain('***');
    expect(error.message.length).toBeLessThan(800);
  }
});

describe('no answer', () => {
  test('nobody listens', async () => {
    const stub = await startedStub();
    const { address } = stub;
    await stub.stop();
    const error = await refused(storeOf({ address, token: TOKEN }).reveal());
    expect(error.message).toContain(`Vault at ${address}: nothing listens there`);
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a name that does not exist', async () => {
    const { message } = await refused(storeOf({ address: 'https://vault.invalid', token: TOKEN }).reveal());
    expect(message).toMatch(/the name of the host is unknown|the name service does not answer/);
  });

  test('silence: not longer than "timeoutMs"', async () => {
    const stub = await startedStub();
    stub.script = () => 'silent';
    const { message } = await refused(storeOf({ address: stub.address, token: TOKEN, timeoutMs: 100 }).reveal());
    expect(message).toContain('no answer within 100 ms');
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'speaks no HTTP'],
    ['an answer that is cut', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data"', 'the connection was cut'],
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(65_536)}`, 'speaks no HTTP'],
  ])('%s', async (_, bytes, text) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(bytes));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { message } = await refused(storeOf({ address: `http://127.0.0.1:${port}`, token: TOKEN }).reveal());
    server.close();
    expect(message).toContain(text);
  });

  test('a caller that gives up gets its reason; another that waits for the same login goes on', async () => {
    const stub = await startedStub();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    stub.script = async ({ path }) => (path.endsWith('/login') ? void (await gate) : undefined);
    const { reveal } = storeOf({ address: stub.address, ...APP_ROLE, timeoutMs: 60_000 });
    const end = new AbortController();
    const [first, second] = [reveal(undefined, end.signal), reveal()];
    await stub.until(LOGIN);
    end.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    await expect(reveal(undefined, end.signal)).rejects.toThrow('enough');
    open();
    expect(await second).toBe('hunter2');
    expect(stub.lines).toEqual([LOGIN, READ]);
  });

  test('one that gives up while its secret is read', async () => {
    const stub = await startedStub();
    stub.script = ({ path }) => (path.includes('/data/') ? 'silent' : undefined);
    const { reveal } = storeOf({ address: stub.address, ...APP_ROLE, timeoutMs: 60_000 });
    const end = new AbortController();
    const work = reveal(undefined, end.signal);
    await stub.until(READ);
    end.abort(new Error('enough'));
    await expect(work).rejects.toThrow('enough');
  });

  test('close() ends what is under way', async () => {
    const stub = await startedStub();
    stub.script = ({ path }) => (path.includes('/data/') ? 'silent' : undefined);
    const { store, reveal } = storeOf({ address: stub.address, ...APP_ROLE, timeoutMs: 60_000 });
    const work = refused(reveal());
    await stub.until(READ);
    await store.close();
    expect((await work).message).toContain('the store of secrets is closed');
    expect(stub.lines.at(-1)).toBe(REVOKE);
  });
});

test("the vault's own secrets: what can't be read is named", async () => {
  const stub = await startedStub();
  const { message } = await refused(storeOf({ address: stub.address, token: 'file:/nowhere/token' }).reveal());
  expect(message).toContain("what the vault itself needs can't be read: The secret file:/nowhere/token");
  const odd = await refused(storeOf({ address: stub.address, token: 'two words' }).reveal());
  expect(odd.message).toContain('(literal) holds characters that no token has');
  expect(odd.message).not.toContain('two words');
  expect(stub.lines).toEqual([]);
});
