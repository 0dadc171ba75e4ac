/** What a field may be. A rule gives what is wrong with it; undefined when nothing is. */
import type { EdsField } from '../syntax.js';
import { isDate, isTime, numberOf, pathFault, wholeOf } from '../values.js';

export type Rule = (field: EdsField) => string | undefined;

/** As a message shows it. */
export function shownField({ kind, text }: EdsField): string {
  if (kind === 'empty') return 'nothing';
  if (kind === 'group') return 'braces';
  const short = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return kind === 'string' ? `"${short}"` : short;
}

function expected(what: string, field: EdsField): string {
  return `expected ${what}, found ${shownField(field)}`;
}

export const emptyRule: Rule = (field) => (field.kind === 'empty' ? undefined : expected('nothing', field));

export const text: Rule = (field) => (field.kind === 'string' ? undefined : expected('a text in quotes', field));

export const someText: Rule = (field) => {
  if (field.kind === 'string' && field.text !== '') return undefined;
  return expected('a text in quotes that is not empty', field);
};

export function whole(least: bigint, most: bigint): Rule {
  return (field) => {
    const value = field.kind === 'word' ? wholeOf(field.text) : undefined;
    if (value !== undefined && value >= least && value <= most) return undefined;
    return expected(least === most ? `${least}` : `a whole number from ${least} to ${most}`, field);
  };
}

export function unsigned(bits: 8 | 16 | 32): Rule {
  return whole(0n, (1n << BigInt(bits)) - 1n);
}

export const real: Rule = (field) => {
  const isNumber = field.kind === 'word' && numberOf(field.text) !== undefined;
  return isNumber ? undefined : expected('a number', field);
};

export const date: Rule = (field) =>
  field.kind === 'word' && isDate(field.text) ? undefined : expected('a date mm-dd-yyyy', field);

export const time: Rule = (field) =>
  field.kind === 'word' && isTime(field.text) ? undefined : expected('a time hh:mm:ss', field);

export const revision: Rule = (field) =>
  field.kind === 'word' && /^\d+\.\d+$/.test(field.text) ? undefined : expected('a revision such as 1.1', field);

/** A keyword of the format or of a vendor. */
export const word: Rule = (field) =>
  field.kind === 'word' && /^\w+$/.test(field.text) ? undefined : expected('a keyword', field);

export function oneOf(...words: readonly string[]): Rule {
  return (field) => {
    const known = field.kind === 'word' && words.some((one) => one.toLowerCase() === field.text.toLowerCase());
    return known ? undefined : expected(`one of ${words.join(', ')}`, field);
  };
}

export const path: Rule = (field) => {
  if (field.kind !== 'string' && field.kind !== 'word') return expected('a path such as "20 04 24 64"', field);
  const fault = pathFault(field.text);
  return fault && `${fault}, found ${shownField(field)}`;
};

/** The rule, or nothing at all. */
export function optional(rule: Rule): Rule {
  return (field) => (field.kind === 'empty' ? undefined : rule(field));
}

/** A text may be left out, or be empty. */
export const optionalText = optional(text);

/** What stands for any value of the rule's, `Param12` for example; that it is defined is checked by itself. */
export function orReference(rule: Rule, ...keywords: readonly string[]): Rule {
  const reference = new RegExp(`^(${keywords.join('|')})\\d+$`, 'i');
  return (field) => (field.kind === 'word' && reference.test(field.text) ? undefined : rule(field));
}
