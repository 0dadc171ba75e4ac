/** Parts of the schemas of options: each refusal says what was expected and what was found. */
import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { shown } from './shown.js';

/** What the user wrote. */
function given(input: unknown): string {
  return input === undefined ? 'nothing' : shown(input);
}

/** Parameter of a zod type: `expected a boolean, got "yes"`. */
export function expected(what: string) {
  return { error: (issue: { input?: unknown }) => `expected ${what}, got ${given(issue.input)}` };
}

export function whole(least: number, most: number) {
  const wanted = expected(`a whole number from ${least} to ${most}`);
  return z.int(wanted).min(least, wanted).max(most, wanted);
}

export function number(least: number, most: number) {
  const wanted = expected(`a number from ${least} to ${most}`);
  return z.number(wanted).min(least, wanted).max(most, wanted);
}

export function truth() {
  return z.boolean(expected('true or false'));
}

export function oneOf<const V extends readonly [string, ...string[]]>(values: V) {
  return z.enum(values, expected(`one of ${values.map((value) => `"${value}"`).join(', ')}`));
}

export function ipv4() {
  return z
    .string(expected('an IPv4 address'))
    .refine(isIPv4, { ...expected('an IPv4 address such as 192.168.1.50'), abort: true });
}

export const KNOWN_SEPARATOR = ', ';

/**
 * Refuses keys that do not exist: a misspelt option is never ignored. The message of such an issue is the list of those
 * that do; refusal.ts makes a sentence of it for each key.
 */
export function options<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? knownTo(issue.inst)
        : `expected an object, got ${inPlaceOfObject(issue.input)}`,
  });
}

/** A text is not shown: in place of an object with a secret it may be that. */
function inPlaceOfObject(input: unknown): string {
  return typeof input === 'string' ? 'a text' : given(input);
}

/** Of the schema that refuses, which may have been made from this one with keys more or less. */
function knownTo(schema: unknown): string {
  return Object.keys((schema as z.ZodObject).shape).join(KNOWN_SEPARATOR);
}
