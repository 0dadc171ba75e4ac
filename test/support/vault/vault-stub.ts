/**
 * A stub of HashiCorp Vault: a KV engine of version 2, tokens and AppRole, over HTTP or TLS. It checks method, path and
 * headers as Vault does, and answers with Vault's shapes. It is no Vault: what it was written from is Vault's
 * documentation of its HTTP interface.
 */
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

export interface StubAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** In place of `body`. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

type Scripted = StubAnswer | 'silent' | undefined;

interface StubToken {
  ttlSeconds: number;
  renewable: boolean;
  /** Paths that it may read. */
  mayRead: readonly string[];
  revoked: boolean;
  own: boolean;
}

export interface StubOptions {
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly host?: string;
}

export class VaultStub extends EventEmitter<{ request: [StubRequest] }> {
  readonly requests: StubRequest[] = [];
  readonly tokens = new Map<string, StubToken>();
  /** By `mount/data/path`. */
  readonly secrets = new Map<string, Record<string, unknown>>();
  /** Secret ID by role ID; each login gives a token as `granted` says. */
  readonly roles = new Map<string, string>();
  granted = { ttlSeconds: 3600, renewable: true, mayRead: [] as readonly string[] };
  /** What a renewal grants. */
  renewedSeconds = 3600;
  sealed = false;
  namespace: string | undefined;
  /** Capabilities by path, as in a policy: what is not in it is refused. Undefined: `mayRead`, and the own token. */
  policy: ReadonlyMap<string, readonly string[]> | undefined;
  /** Answers in place of the stub; undefined leaves it to the stub. `'silent'` never answers. */
  script: ((request: StubRequest) => Scripted | Promise<Scripted>) | undefined;
  private count = 0;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    private readonly scheme: string,
  ) {
    super();
    server.on('request', (incoming, outgoing) => void this.handle(incoming, outgoing));
  }

  static async start({ tls, host = '127.0.0.1' }: StubOptions = {}): Promise<VaultStub> {
    const pair = tls && { cert: readFileSync(tls.cert), key: readFileSync(tls.key) };
    const server = pair ? createTlsServer(pair) : createServer();
    const stub = new VaultStub(server, pair ? 'https' : 'http');
    server.listen(0, host);
    await once(server, 'listening');
    return stub;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get address(): string {
    return `${this.scheme}://${(this.server.address() as AddressInfo).address}:${this.port}`;
  }

  addToken(token: string, given: Partial<StubToken> = {}): void {
    this.tokens.set(token, { ttlSeconds: 3600, renewable: true, mayRead: [], revoked: false, own: false, ...given });
  }

  /** The paths asked for so far, as `GET /v1/...`. */
  get lines(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  /** Waits for the request after which so many with this line have come. */
  async until(line: string, count = 1): Promise<void> {
    while (this.lines.filter((each) => each === line).length < count) await once(this, 'request');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
    const { method = '', url: path = '', headers } = incoming;
    const request: StubRequest = { method, path, headers, body: text === '' ? {} : JSON.parse(text) };
    this.requests.push(request);
    this.emit('request', request);
    const answer = (await this.script?.(request)) ?? this.answer(request);
    if (answer !== 'silent') {
      outgoing.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      outgoing.end(answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)));
    }
  }

  private answer(request: StubRequest): StubAnswer {
    if (request.headers['x-vault-request'] !== 'true') return refusal(412, "missing required header 'X-Vault-Request'");
    if (this.sealed) return refusal(503, 'Vault is sealed');
    if (request.headers['x-vault-namespace'] !== this.namespace) return refusal(403, 'permission denied');
    const { method, path } = request;
    if (method === 'POST' && /^\/v1\/auth\/[\w/-]+\/login$/.test(path)) return this.login(request);
    const token = this.tokens.get(String(request.headers['x-vault-token']));
    if (token === undefined || token.revoked) return refusal(403, 'permission denied', 'invalid token');
    if (
      this.policy &&
      !this.policy.get(decodeURIComponent(path.slice(4)))?.includes(method === 'GET' ? 'read' : 'update')
    ) {
      return refusal(403, 'permission denied');
    }
    switch (`${method} ${path}`) {
      case 'GET /v1/auth/token/lookup-self':
        return { status: 200, body: { data: lookedUp(token) } };
      case 'POST /v1/auth/token/renew-self':
        return this.renew(String(request.headers['x-vault-token']), token);
      case 'POST /v1/auth/token/revoke-self':
        token.revoked = true;
        return { status: 204 };
      default:
        return method === 'GET' ? this.read(decodeURIComponent(path), token) : refusal(405, 'unsupported operation');
    }
  }

  private login({ path, body }: StubRequest): StubAnswer {
    if (path !== '/v1/auth/approle/login') return refusal(404, `no handler for route "${path.slice(4)}"`);
    const secret = this.roles.get(String(body.role_id));
    if (secret === undefined || secret !== body.secret_id) return refusal(400, 'invalid role or secret ID');
    const token = `hvs.stub-${++this.count}`;
    this.addToken(token, { ...this.granted, own: true });
    return { status: 200, body: { auth: grant(token, this.granted.ttlSeconds, this.granted.renewable) } };
  }

  private renew(name: string, token: StubToken): StubAnswer {
    if (!token.renewable) return refusal(400, 'lease is not renewable');
    return { status: 200, body: { auth: grant(name, this.renewedSeconds, true) } };
  }

  private read(path: string, token: StubToken): StubAnswer {
    const place = path.replace(/^\/v1\//, '');
    if (!this.policy && !token.mayRead.includes(place)) return refusal(403, 'permission denied');
    const data = this.secrets.get(place);
    return data === undefined ? { status: 404, body: { errors: [] } } : { status: 200, body: kvAnswer(data) };
  }
}

/** As Vault answers a read of a KV engine of version 2. */
export function kvAnswer(data: unknown, metadata: object = {}) {
  const version = { created_time: '2026-01-01T00:00:00Z', custom_metadata: null, deletion_time: '', destroyed: false };
  const inner = { data, metadata: { ...version, version: 1, ...metadata } };
  return { request_id: 'c0ffee', lease_id: '', renewable: false, lease_duration: 0, data: inner, auth: null };
}

export function grant(token: string, leaseSeconds: number, renewable: boolean) {
  const names = { accessor: 'acc', policies: ['default', 'cell'], token_policies: ['default', 'cell'], entity_id: 'e' };
  return { client_token: token, ...names, lease_duration: leaseSeconds, renewable, token_type: 'service' };
}

function lookedUp({ ttlSeconds, renewable }: StubToken) {
  return { ttl: ttlSeconds, renewable, expire_time: ttlSeconds === 0 ? null : '2030-01-01T00:00:00Z', policies: [] };
}

export function refusal(status: number, ...errors: string[]): StubAnswer {
  return { status, body: { errors } };
}
