import { z } from 'zod';
import { expected } from './schema.js';

/**
 * Entries by the names that the user gives them.
 * @param what an entry is, for messages: `assembly`
 */
export function named<S extends z.ZodType>(what: string, entry: S, wanted: string) {
  return z.preprocess(
    (input, context) => {
      if (!Array.isArray(input) && hasProtoName(input)) {
        const message = `no ${what} can have this name, JavaScript gives it to the prototype: take another one`;
        context.addIssue({ code: 'custom', message, path: ['__proto__'] });
      }
      return input;
    },
    z.record(z.string(), entry, expected(wanted)),
  );
}

/**
 * In an object literal this name sets the prototype, and a parsed one is passed over by the record: either way the
 * entry would be lost without a word.
 */
function hasProtoName(input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false;
  const prototype = Object.getPrototypeOf(input);
  return Object.hasOwn(input, '__proto__') || (prototype !== null && Object.getPrototypeOf(prototype) !== null);
}
