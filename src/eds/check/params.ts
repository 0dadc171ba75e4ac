/** `[Params]`: ParamN of 21 fields, up to three more in several languages; EnumN of pairs. */
import { type EdsEntry, type EdsField, numbered, sectionNamed } from '../syntax.js';
import { numberOf, type ParamType, paramType, wholeOf } from '../values.js';
import type { Context, FieldRule } from './context.js';
import {
  optional,
  optionalText,
  orReference,
  path,
  type Rule,
  real,
  someText,
  text,
  unsigned,
  whole,
} from './rules.js';

const knownType: Rule = (field) => {
  const wrong = unsigned(8)(field);
  if (wrong !== undefined) return wrong;
  return paramType(Number(wholeOf(field.text))) === undefined ? `${field.text} is no data type` : undefined;
};

const link = optional(unsigned(16));
const value: Rule = () => undefined;

export const PARAM_FIELDS = [
  { name: 'first field', rule: whole(0n, 0n) },
  { name: 'size of the path', rule: optional(unsigned(8)) },
  { name: 'path', rule: (field) => (field.text === '' ? undefined : path(field)) },
  { name: 'descriptor', rule: unsigned(16) },
  { name: 'data type', rule: knownType },
  { name: 'data size', rule: optional(unsigned(16)) },
  { name: 'name', rule: someText },
  { name: 'units', rule: optionalText },
  { name: 'help', rule: optionalText },
  { name: 'least', rule: value },
  { name: 'most', rule: value },
  { name: 'default', rule: value },
  { name: 'multiplier', rule: optional(real) },
  { name: 'divisor', rule: optional(real) },
  { name: 'base', rule: optional(real) },
  { name: 'offset', rule: optional(real) },
  { name: 'link of the multiplier', rule: link },
  { name: 'link of the divisor', rule: link },
  { name: 'link of the base', rule: link },
  { name: 'link of the offset', rule: link },
  { name: 'decimals', rule: optional(unsigned(8)) },
] as const satisfies readonly FieldRule[];

/** Name, units and help in several languages. */
const MOST_FIELDS = PARAM_FIELDS.length + 3;

const AT: Readonly<Record<(typeof PARAM_FIELDS)[number]['name'], number>> = Object.fromEntries(
  PARAM_FIELDS.map(({ name }, i) => [name, i]),
) as never;

export function checkParams(context: Context): void {
  const section = sectionNamed(context.file, 'Params');
  for (const { entry } of numbered(section, 'Param')) {
    if (context.checkFields(entry, PARAM_FIELDS, MOST_FIELDS)) checkValues(context, entry);
  }
  for (const { entry } of numbered(section, 'Enum')) checkEnumeration(context, entry);
}

function checkValues(context: Context, { keyword, fields }: EdsEntry): void {
  const field = (name: keyof typeof AT) => fields[AT[name]] as EdsField;
  const type = paramType(Number(wholeOf(field('data type').text)));
  if (type === undefined) return;
  checkSize(context, keyword, field('data size'), type);
  const rule = valueRule(type);
  const values = (['least', 'most', 'default'] as const).map((name) => ({ name, field: field(name) }));
  const right = values.map(({ name, field: one }) => context.check(rule, one, `${keyword}: ${name}`));
  if (right.every((one) => one) && type.text !== true)
    checkOrder(
      context,
      keyword,
      values.map((one) => one.field),
    );
}

function checkSize(context: Context, keyword: string, field: EdsField, { name, size }: ParamType): void {
  if (field.kind === 'empty' || size === undefined || Number(wholeOf(field.text)) === size) return;
  context.complain(field.place, `${keyword}: data size: ${name} has ${size} bytes, found ${field.text}`);
}

/** A text has bounds of its length, or none. */
function valueRule({ range, text: isText }: ParamType): Rule {
  if (range !== undefined) return optional(orReference(whole(...range), 'Param'));
  if (isText === true) return optional((field) => (field.kind === 'string' ? undefined : real(field)));
  return optional((field) => (field.kind === 'word' ? undefined : text(field)));
}

function checkOrder(context: Context, keyword: string, [least, most, initial]: EdsField[]): void {
  const [low, high, start] = [least, most, initial].map((field) => numberOf(field?.text ?? ''));
  if (low !== undefined && high !== undefined && low > high && most !== undefined) {
    context.complain(most.place, `${keyword}: most: ${high} is below the least, ${low}`);
  } else if (initial !== undefined && start !== undefined && (start < (low ?? start) || start > (high ?? start))) {
    context.complain(initial.place, `${keyword}: default: ${start} is not from ${low ?? 'any'} to ${high ?? 'any'}`);
  }
}

/** Value, text, value, text, ... */
function checkEnumeration(context: Context, { keyword, place, fields }: EdsEntry): void {
  if (fields.length % 2 === 1) {
    context.complain(place, `${keyword} has pairs of a value and a text, found ${fields.length} fields`);
    return;
  }
  for (const [i, field] of fields.entries()) {
    if (i % 2 === 0)
      context.check(orReference(whole(-(2n ** 63n), 2n ** 64n - 1n), 'Param'), field, `${keyword}: value`);
    else context.check(text, field, `${keyword}: text`);
  }
}
