/**
 * One request to Vault, one connection: bounded in time and size, to the address that is set and to no other. Not by
 * `fetch`, which follows redirects with the token unless told not to, and knows no CA of its own in Node 20.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Vault } from '../options.js';
import type { VaultAnswer } from './answer.js';
import { transportFault, VaultFault } from './faults.js';

export interface VaultRequest {
  readonly method: 'GET' | 'POST';
  /** Steps behind `/v1/`, as they are. */
  readonly path: readonly string[];
  readonly token?: string;
  readonly body?: object;
  /** The process does not stay alive for its answer. */
  readonly background?: boolean;
  /** Also sent when this end is closed. */
  readonly last?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Vault itself takes requests of up to 32 MiB, but a secret of 1 MiB at most with its default storage. */
const MOST_ANSWER_BYTES = 2_097_152;

export class VaultHttp {
  readonly #config: Vault;
  readonly #end = new AbortController();

  constructor(config: Vault) {
    this.#config = config;
  }

  /** Ends what is under way, and refuses what comes later. */
  close(): void {
    this.#end.abort(new VaultFault('the store of secrets is closed'));
  }

  /** @throws VaultFault when there was no answer; the signal's reason when it gave up. */
  async send(request: VaultRequest): Promise<VaultAnswer> {
    const ends = [request.signal, request.last ? undefined : this.#end.signal].filter((end) => end !== undefined);
    for (const end of ends) end.throwIfAborted();
    const ca = await this.#authorities();
    const limit = new AbortController();
    const giveUp = () => limit.abort();
    const timer = setTimeout(giveUp, this.#config.timeoutMs);
    if (request.background) timer.unref();
    for (const end of ends) end.addEventListener('abort', giveUp);
    try {
      return await this.#exchange(request, ca, limit.signal);
    } catch (cause) {
      for (const end of ends) end.throwIfAborted();
      throw this.#fault(cause, limit.signal.aborted);
    } finally {
      clearTimeout(timer);
      for (const end of ends) end.removeEventListener('abort', giveUp);
    }
  }

  /** Read at each request: a replaced file is in effect with the next one. */
  async #authorities(): Promise<string | undefined> {
    const { caFile } = this.#config;
    if (caFile === undefined) return undefined;
    try {
      const pem = await readFile(caFile, 'utf8');
      // What is no certificate TLS passes over without a word.
      return new X509Certificate(pem) && pem;
    } catch (cause) {
      const { code, syscall } = cause as NodeJS.ErrnoException;
      const why = syscall === undefined ? 'holds no certificate in PEM form' : `can't be read: ${code}`;
      throw new VaultFault(`the file of "caFile", ${caFile}, ${why}`, { cause });
    }
  }

  #fault(cause: unknown, timedOut: boolean): VaultFault {
    if (cause instanceof VaultFault) return cause;
    const { address, timeoutMs } = this.#config;
    return transportFault(cause as Error, address, timedOut ? timeoutMs : undefined);
  }

  async #exchange(request: VaultRequest, ca: string | undefined, signal: AbortSignal): Promise<VaultAnswer> {
    const outgoing = this.#open(request, ca, signal);
    if (request.background) outgoing.once('socket', (socket) => socket.unref());
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve);
      // Also for what comes later: a reset after the answer was read.
      outgoing.on('error', reject);
    });
    outgoing.end(request.body && JSON.stringify(request.body));
    try {
      const answer = await answered;
      const body = parsedJson(await bytesOf(answer));
      return { status: answer.statusCode ?? 0, body, location: answer.headers.location };
    } finally {
      outgoing.destroy();
    }
  }

  #open({ method, path, token, body }: VaultRequest, ca: string | undefined, signal: AbortSignal): ClientRequest {
    const { address, namespace } = this.#config;
    const base = new URL(address);
    const prefix = base.pathname.replace(/\/$/, '');
    const headers: Record<string, string> = { accept: 'application/json', 'x-vault-request': 'true' };
    if (token !== undefined) headers['x-vault-token'] = token;
    if (namespace !== undefined) headers['x-vault-namespace'] = namespace;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const options: RequestOptions & { ca?: string } = {
      method,
      headers,
      signal,
      agent: false,
      path: `${prefix}/v1/${path.map(encodeURIComponent).join('/')}`,
    };
    if (ca !== undefined) options.ca = ca;
    return base.protocol === 'https:' ? tlsRequest(base, options) : plainRequest(base, options);
  }
}

async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    if (size > MOST_ANSWER_BYTES) throw new VaultFault(`its answer has more than ${MOST_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsedJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
