/** A token of Vault and how long it holds: how it is got, renewed and given back. */
import { z } from 'zod';
import type { Secret } from '../../secret.js';
import type { Vault } from '../options.js';
import type { VaultAnswer } from './answer.js';
import { answerFault, VaultFault } from './faults.js';
import type { VaultHttp, VaultRequest } from './http.js';

export interface Lease {
  readonly token: string;
  /** From when it was granted; Infinity for a token that does not end. */
  readonly lastsMs: number;
  /** By `performance.now()`. */
  readonly endsAt: number;
  readonly renewable: boolean;
  /** Got by a login of this process, which so may revoke it. */
  readonly own: boolean;
}

/** Whether an answer may come too late for the process to wait for it. */
type Manner = Pick<VaultRequest, 'background' | 'signal'>;

const granted = z.object({
  auth: z.object({
    client_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
    lease_duration: z.number().min(0),
    renewable: z.boolean(),
  }),
});
const lookedUp = z.object({
  data: z.object({
    ttl: z.number().min(0),
    renewable: z.boolean().default(false),
    /** Null for a token that does not end; one that is about to has a `ttl` of 0 as well. */
    expire_time: z.string().nullish(),
  }),
});

export class VaultLogin {
  readonly #config: Vault;
  readonly #http: VaultHttp;

  constructor(config: Vault, http: VaultHttp) {
    this.#config = config;
    this.#http = http;
  }

  /** @throws VaultFault, or what reading the own secrets throws */
  async login(manner: Manner): Promise<Lease> {
    const { token, roleId, secretId } = this.#config;
    if (token !== undefined) return this.#known(await tokenOf(token, manner), manner);
    // The schema lets neither pass without the other.
    if (roleId === undefined || secretId === undefined) throw new VaultFault('no token and no role is given');
    return this.#byAppRole(await roleId.reveal(manner), await secretId.reveal(manner), manner);
  }

  /** The same token for longer. @throws VaultFault */
  async renewed(lease: Lease, manner: Manner): Promise<Lease> {
    const askedAt = performance.now();
    const path = ['auth', 'token', 'renew-self'];
    const answer = await this.#http.send({ method: 'POST', path, token: lease.token, body: {}, ...manner });
    if (answer.status === 403) throw this.#fault(answer, [lease.token], 'does not renew the token (403)');
    return leaseOf(this.#expected(granted, answer, [lease.token]), askedAt, lease.own);
  }

  /** True when Vault knows the token, whatever it may read. @throws VaultFault */
  async isValid(token: string, manner: Manner): Promise<boolean> {
    return (await this.#lookUp(token, manner)).status === 200;
  }

  async revoke({ token }: Lease): Promise<void> {
    await this.#http.send({ method: 'POST', path: ['auth', 'token', 'revoke-self'], token, body: {}, last: true });
  }

  async #byAppRole(role: string, secret: string, manner: Manner): Promise<Lease> {
    const askedAt = performance.now();
    const path = ['auth', ...this.#config.authMount.split('/'), 'login'];
    const body = { role_id: role, secret_id: secret };
    const answer = await this.#http.send({ method: 'POST', path, body, ...manner });
    const refusal = LOGIN_REFUSALS[answer.status];
    if (refusal !== undefined) throw this.#fault(answer, [secret, role], refusal);
    return leaseOf(this.#expected(granted, answer, [secret, role]), askedAt, true);
  }

  /** How long a token that was given still holds. */
  async #known(token: string, manner: Manner): Promise<Lease> {
    const askedAt = performance.now();
    const answer = await this.#lookUp(token, manner);
    if (answer.status === 403) {
      throw this.#fault(
        answer,
        [token],
        'does not know the token (403): it has expired or was revoked, or may not look itself up',
      );
    }
    const { ttl, renewable, expire_time: end } = this.#expected(lookedUp, answer, [token]).data;
    const lastsMs = ttl === 0 && !end ? Number.POSITIVE_INFINITY : ttl * 1000;
    return { token, renewable, ...period(askedAt, lastsMs), own: false };
  }

  #lookUp(token: string, manner: Manner): Promise<VaultAnswer> {
    return this.#http.send({ method: 'GET', path: ['auth', 'token', 'lookup-self'], token, ...manner });
  }

  #expected<S extends z.ZodType>(schema: S, answer: VaultAnswer, hidden: readonly string[]): z.output<S> {
    const { data } = answer.status === 200 ? schema.safeParse(answer.body) : {};
    if (data === undefined) throw answerFault(answer, this.#config.address, hidden);
    return data;
  }

  #fault(answer: VaultAnswer, hidden: readonly string[], why: string): VaultFault {
    return answerFault(answer, this.#config.address, hidden, why);
  }
}

const LOGIN_REFUSALS: Readonly<Record<number, string>> = {
  400: 'refuses the login by AppRole (400): see that role ID and secret ID belong together, and that the secret ID has neither expired nor been used up',
  403: 'refuses the login by AppRole (403): see "authMount", and from which addresses the role may log in',
  404: 'has no such auth method (404): see "authMount" ("vault auth list") and "namespace"',
};

async function tokenOf(secret: Secret, manner: Manner): Promise<string> {
  const token = (await secret.reveal(manner)).trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new VaultFault(`the token of the vault (${secret.origin}) holds characters that no token has`);
}

function leaseOf({ auth }: z.output<typeof granted>, askedAt: number, own: boolean): Lease {
  const lastsMs = auth.lease_duration === 0 ? Number.POSITIVE_INFINITY : auth.lease_duration * 1000;
  return { token: auth.client_token, renewable: auth.renewable, ...period(askedAt, lastsMs), own };
}

/** Counted from before the request: so never longer than Vault counts. */
function period(askedAt: number, lastsMs: number): Pick<Lease, 'lastsMs' | 'endsAt'> {
  return { lastsMs, endsAt: askedAt + lastsMs };
}
