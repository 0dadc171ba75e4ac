/** Secrets in HashiCorp Vault, in an engine KV of version 2; each is read when it is needed, and kept nowhere. */
import { z } from 'zod';
import { EipConfigError } from '../../../errors.js';
import { type LogTarget, silent } from '../../../logging/logger.js';
import type { Vault } from '../options.js';
import { referenceIn, type VaultPlace, vaultPlace } from '../reference.js';
import { type SecretReadOptions, type SecretStore, unavailable } from '../store.js';
import type { VaultAnswer } from './answer.js';
import { answerFault, VaultFault } from './faults.js';
import { VaultHttp } from './http.js';
import { VaultLogin } from './lease.js';
import { VaultSession } from './session.js';

/** Where a reference leads: the path of the engine, and that of the secret in it. */
interface KvPath {
  readonly engine: readonly string[];
  readonly secret: readonly string[];
}

const found = z.object({ data: z.object({ data: z.record(z.string(), z.unknown()) }) });
const metadata = z.object({ deletion_time: z.string().default(''), destroyed: z.boolean().default(false) });
const gone = z.object({ data: z.object({ metadata }) });

export class VaultSecrets implements SecretStore {
  readonly #config: Vault;
  readonly #http: VaultHttp;
  readonly #login: VaultLogin;
  readonly #session: VaultSession;

  constructor(config: Vault, logger: LogTarget = silent) {
    this.#config = config;
    this.#http = new VaultHttp(config);
    this.#login = new VaultLogin(config, this.#http);
    this.#session = new VaultSession(this.#login, logger);
  }

  async read(reference: string, { signal }: SecretReadOptions = {}): Promise<string> {
    signal?.throwIfAborted();
    const place = vaultPlace(referenceIn(reference)?.rest ?? '');
    if (place === undefined) throw unavailable(reference, 'it has not the form vault:mount/path#key');
    try {
      return await this.#value(place, signal);
    } catch (cause) {
      signal?.throwIfAborted();
      throw told(reference, cause);
    }
  }

  /** Revokes the token that a login gave; what is under way, and what comes later, rejects. */
  async close(): Promise<void> {
    this.#http.close();
    await this.#session.close();
  }

  async #value({ path, key }: VaultPlace, signal: AbortSignal | undefined): Promise<string> {
    const kv = this.#kvPath(path);
    let token = await untilAborted(this.#session.token(), signal);
    let answer = await this.#get(kv, token, signal);
    if (answer.status === 403 && !(await this.#login.isValid(token, { signal }))) {
      this.#session.forget(token);
      token = await untilAborted(this.#session.token(), signal);
      answer = await this.#get(kv, token, signal);
    }
    return this.#valueIn(answer, kv, key, token);
  }

  /** The first step is the engine, unless "mount" names one of several steps. */
  #kvPath(path: readonly string[]): KvPath {
    const mount = this.#config.mount?.split('/') ?? [];
    const steps = path.length > mount.length && mount.every((step, i) => path[i] === step) ? mount.length : 0;
    return { engine: path.slice(0, steps || 1), secret: path.slice(steps || 1) };
  }

  #get({ engine, secret }: KvPath, token: string, signal: AbortSignal | undefined): Promise<VaultAnswer> {
    return this.#http.send({ method: 'GET', path: [...engine, 'data', ...secret], token, signal });
  }

  #valueIn(answer: VaultAnswer, kv: KvPath, key: string, token: string): string {
    const { data } = answer.status === 200 ? found.safeParse(answer.body) : {};
    if (data === undefined) throw answerFault(answer, this.#config.address, [token], refusalOf(answer, kv));
    const values = data.data.data;
    const at = [...kv.engine, ...kv.secret].join('/');
    if (!Object.hasOwn(values, key)) {
      throw new VaultFault(`the secret has no such key; "vault kv get ${at}" shows those that it has`);
    }
    const value = values[key];
    if (typeof value === 'string' && value !== '') return value;
    throw new VaultFault(value === '' ? 'the value is empty' : 'the value is no text: write it as one');
  }
}

/** Undefined where the status says it all. */
function refusalOf({ status, body }: VaultAnswer, { engine, secret }: KvPath): string | undefined {
  const [mount, path] = [engine.join('/'), secret.join('/')];
  if (status === 403)
    return `does not allow it (403): the token's policy needs the capability "read" on "${mount}/data/${path}"`;
  if (status !== 404) return undefined;
  const { deletion_time: deleted = '', destroyed = false } = gone.safeParse(body).data?.data.metadata ?? {};
  if (destroyed) return `has destroyed its newest version (404): write it again ("vault kv put ${mount}/${path}")`;
  if (deleted !== '') return `has its newest version deleted (404): "vault kv undelete", or write it again`;
  return (
    `has no such secret (404): see "vault kv get -mount=${mount} ${path}", that "${mount}" is an engine KV of version 2 ` +
    '("vault secrets list -detailed"), and "mount" and "namespace"'
  );
}

/** Stops waiting, not the work: others wait for it too. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let giveUp = () => {};
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function told(reference: string, cause: unknown): unknown {
  if (cause instanceof VaultFault) return unavailable(reference, cause.message, cause.cause);
  if (!(cause instanceof EipConfigError)) return cause;
  const what = cause.message.replace(`. ${cause.check}.`, '');
  return unavailable(reference, `what the vault itself needs can't be read: ${what}`, cause);
}
