/**
 * A secret by reference: where it stands, read anew each time it is needed, and never shown.
 *
 * `env:NAME` is a variable of the environment, `file:/path` a file without its last line end, `vault:mount/path#key` a
 * key in HashiCorp Vault; anything else is the secret itself.
 */
import { inspect } from 'node:util';
import { localSecrets } from './local.js';
import { referenceIn } from './reference.js';
import type { SecretReadOptions, SecretStore } from './store.js';

export class Secret {
  readonly #text: string;
  readonly #store: SecretStore;

  constructor(text: string, store: SecretStore = localSecrets) {
    this.#text = text;
    this.#store = store;
  }

  /** The reference; `literal` where the value itself was given. */
  get origin(): string {
    return referenceIn(this.#text) ? this.#text : 'literal';
  }

  /** The same reference, read from another store. */
  within(store: SecretStore): Secret {
    return new Secret(this.#text, store);
  }

  /** Whether it is the same reference, or the same text. */
  equals(other: Secret): boolean {
    return this.#text === other.#text;
  }

  /** The value as it is now. @throws EipConfigError EIP_SECRET_UNAVAILABLE */
  async reveal(options?: SecretReadOptions): Promise<string> {
    return referenceIn(this.#text) ? this.#store.read(this.#text, options) : this.#text;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [inspect.custom](): string {
    return `Secret(${this.origin})`;
  }
}
