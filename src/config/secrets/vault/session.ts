/**
 * The token that this process has of Vault: got when it is needed first, renewed before its lease ends, got anew when
 * it can't be renewed. No timer of it keeps the process alive.
 */
import type { LogTarget } from '../../../logging/logger.js';
import { VaultFault } from './faults.js';
import type { Lease, VaultLogin } from './lease.js';

/** The longest that a timer of Node.js waits. */
const MOST_TIMER_MS = 2 ** 31 - 1;
/** Whatever lease is granted, Vault is asked no more often. */
const LEAST_WAIT_MS = 500;
/** Nobody waits for what is done between two reads. */
const IN_BACKGROUND = { background: true };

export class VaultSession {
  readonly #login: VaultLogin;
  readonly #logger: LogTarget;
  #closed = false;
  #lease: Lease | undefined;
  /** That of the last login: renewals that give much less have come to the most that a token may last. */
  #fullMs = 0;
  #entering: Promise<Lease> | undefined;
  #prolonging: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(login: VaultLogin, logger: LogTarget) {
    this.#login = login;
    this.#logger = logger;
  }

  /** One that holds at this moment; several callers wait for one login. @throws VaultFault */
  async token(): Promise<string> {
    if (this.#lease !== undefined && performance.now() < this.#lease.endsAt) return this.#lease.token;
    this.#entering ??= this.#enter().finally(() => {
      this.#entering = undefined;
    });
    return (await this.#entering).token;
  }

  /** Vault does not know it any more: the next caller logs in. */
  forget(token: string): void {
    if (this.#lease?.token === token) this.#take(undefined);
  }

  /** A token that a login gave is revoked, so that nothing of it is left; its requests have been ended before. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#entering?.catch(() => {});
    await this.#prolonging;
    const lease = this.#lease;
    this.#take(undefined);
    if (lease?.own) await this.#login.revoke(lease).catch(() => {});
  }

  async #enter(manner = {}): Promise<Lease> {
    const lease = await this.#login.login(manner);
    this.#fullMs = lease.lastsMs;
    this.#take(lease);
    return lease;
  }

  #take(lease: Lease | undefined): void {
    clearTimeout(this.#timer);
    this.#lease = lease;
    if (lease === undefined || lease.endsAt === Number.POSITIVE_INFINITY) return;
    this.#wait((lease.endsAt - performance.now()) * (2 / 3));
  }

  #wait(ms: number): void {
    if (this.#closed) return;
    const prolong = () => {
      this.#prolonging = this.#prolong();
    };
    this.#timer = setTimeout(prolong, Math.min(Math.max(ms, LEAST_WAIT_MS), MOST_TIMER_MS)).unref();
  }

  /** Never rejects: who needs a token next is told what is wrong. */
  async #prolong(): Promise<void> {
    const lease = this.#lease;
    if (lease === undefined) return;
    try {
      await this.#succeed(lease);
    } catch (err) {
      if (this.#closed) return;
      this.#logger.warn({ err }, 'the token of the vault was not renewed');
      if (performance.now() < lease.endsAt) this.#wait((lease.endsAt - performance.now()) / 3);
    }
  }

  async #succeed(lease: Lease): Promise<void> {
    const runsOut = lease.lastsMs < this.#fullMs / 2;
    if (lease.renewable && !runsOut) {
      try {
        return this.#take(await this.#login.renewed(lease, IN_BACKGROUND));
      } catch (error) {
        // A node that does not answer now may do so before the lease ends; a refusal stays one.
        if (!(error instanceof VaultFault) || !isRefusal(error)) throw error;
      }
    }
    await this.#enter(IN_BACKGROUND);
  }
}

function isRefusal({ status }: VaultFault): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 429;
}
