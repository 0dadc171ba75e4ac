/**
 * A secret by reference: where it stands, read anew each time it is needed, and never shown.
 *
 * `env:NAME` is a variable of the environment, `file:/path` a file without its last line end; anything else is the
 * secret itself.
 */
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { EipConfigError } from '../errors.js';

export interface SecretReadOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Reads what a reference names. */
export interface SecretStore {
  /** @throws EipConfigError EIP_SECRET_UNAVAILABLE, which names the reference and never a value. */
  read(reference: string, options?: SecretReadOptions): Promise<string>;
}

const REFERENCE = /^(env|file|vault):/;

export class Secret {
  readonly #text: string;
  readonly #store: SecretStore;

  constructor(text: string, store: SecretStore = localSecrets) {
    this.#text = text;
    this.#store = store;
  }

  /** The reference; `literal` where the value itself was given. */
  get origin(): string {
    return REFERENCE.test(this.#text) ? this.#text : 'literal';
  }

  /** The same reference, read from another store. */
  within(store: SecretStore): Secret {
    return new Secret(this.#text, store);
  }

  /** The value as it is now. @throws EipConfigError EIP_SECRET_UNAVAILABLE */
  async reveal(options?: SecretReadOptions): Promise<string> {
    return REFERENCE.test(this.#text) ? this.#store.read(this.#text, options) : this.#text;
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

/** The environment and files of this machine. */
export const localSecrets: SecretStore = {
  async read(reference) {
    const [scheme, rest] = [reference.slice(0, reference.indexOf(':')), reference.slice(reference.indexOf(':') + 1)];
    if (scheme === 'env') return fromEnvironment(rest);
    if (scheme === 'file') return fromFile(rest);
    throw unavailable(reference, `no store for "${scheme}:" is set up`);
  },
};

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw unavailable(`env:${name}`, 'the variable is not set, or is empty');
  return value;
}

async function fromFile(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw unavailable(`file:${path}`, `the file can't be read: ${(cause as NodeJS.ErrnoException).code}`, cause);
  }
}

export function unavailable(reference: string, why: string, cause?: unknown): EipConfigError {
  return new EipConfigError('EIP_SECRET_UNAVAILABLE', `The secret ${reference}: ${why}`, { cause });
}
