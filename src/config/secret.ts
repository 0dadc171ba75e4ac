/**
 * A secret by reference: where it stands, read anew each time it is needed, and never shown.
 *
 * `env:NAME` is a variable of the environment, `file:/path` a file without its last line end, `vault:mount/path#key` a
 * key in HashiCorp Vault; anything else is the secret itself.
 */
import { inspect } from 'node:util';
import { z } from 'zod';
import { localSecrets } from './secrets/local.js';
import { referenceFault, referenceIn } from './secrets/reference.js';
import type { SecretReadOptions, SecretStore } from './secrets/store.js';

export type { SecretReadOptions, SecretStore } from './secrets/store.js';

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

const WANTED = 'a secret: its text, or a reference such as env:NAME, file:/path or vault:mount/path#key';

/** An option that holds a secret. What is refused is told by its type, so that no message holds a value. */
export function secret() {
  const given = z.any().meta({ type: 'string', minLength: 1 }) as z.ZodType<string | Secret, string | Secret>;
  return given.transform((input: unknown, context): Secret => {
    const fault = faultOf(input);
    if (fault === undefined) return input instanceof Secret ? input : new Secret(input as string);
    context.addIssue({ code: 'custom', message: fault, input: undefined });
    return z.NEVER;
  });
}

function faultOf(input: unknown): string | undefined {
  if (input instanceof Secret) return undefined;
  if (typeof input !== 'string') return `expected ${WANTED}; got ${kindOf(input)}`;
  if (input === '') return `expected ${WANTED}; got an empty text`;
  const reference = referenceIn(input);
  const fault = reference && referenceFault(reference);
  return fault && `expected ${fault}`;
}

function kindOf(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (input === null) return 'null';
  if (typeof input === 'number') return 'a number: put it in quotes';
  return typeof input === 'object' ? 'an object' : `a ${typeof input}`;
}
