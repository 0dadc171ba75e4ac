/** The schema of an option that holds a secret. */
import { z } from 'zod';
import { referenceFault, referenceIn } from './secrets/reference.js';
import { Secret } from './secrets/secret.js';

export { Secret } from './secrets/secret.js';
export type { SecretReadOptions, SecretStore } from './secrets/store.js';

const WANTED = 'a secret: its text, or a reference such as env:NAME, file:/path or vault:mount/path#key';

/** An option that holds a secret. What is refused is told by its type, so that no message holds a value. */
export function secret() {
  const given = z.any().meta({ type: 'string', minLength: 1, writeOnly: true }) as z.ZodType<
    string | Secret,
    string | Secret
  >;
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
