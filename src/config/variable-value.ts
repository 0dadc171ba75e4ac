/** What the text of a variable means, by what its key may hold. */
import { TooManyValues } from './entry.js';
import { type Forms, type FormTree, hasType, isAny, isList } from './form.js';
import { tooDeepAt } from './nesting.js';

/**
 * The value that a text stands for where one of these forms is wanted. A text that can't be one of them stays a text:
 * the schema refuses it in its own words.
 * @throws TooManyValues for JSON that is too deep to be read
 */
export function valueOfText(text: string, forms: Forms, form: FormTree): unknown {
  if (forms.some(({ writeOnly }) => writeOnly === true)) return text;
  const scalar = scalarOf(text, forms);
  if (scalar !== undefined) return scalar;
  const takesData = forms.some((one) => hasType(one, 'object') || hasType(one, 'array') || isAny(one));
  return (takesData ? jsonOf(text) : undefined) ?? listOf(text, forms, form) ?? text;
}

const NUMBER = /^([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|0x[0-9a-fA-F]+|Infinity)$/;

/** `null` among them; undefined: it stands for none. */
function scalarOf(text: string, forms: Forms): string | number | boolean | null | undefined {
  const takes = (type: string) => forms.some((one) => hasType(one, type));
  if (takes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (takes('null') && text === 'null') return null;
  if (isConstant(forms, text)) return text;
  const isNumber = (takes('number') || takes('integer')) && NUMBER.test(text.trim());
  return isNumber ? Number(text) : undefined;
}

function isConstant(forms: Forms, text: string): boolean {
  return forms.some(({ const: one, enum: several = [] }) => one === text || several.includes(text));
}

/** An object or a list; undefined for all that is no JSON of one. */
function jsonOf(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  if (tooDeepAt(text) !== undefined) throw new TooManyValues('values within values, too deep to be read');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Entries between commas; where a text may stand too, only of a list of texts, and of two at least. */
function listOf(text: string, forms: Forms, form: FormTree): unknown[] | undefined {
  const lists = forms.filter(isList);
  if (lists.length === 0) return undefined;
  const takesText = forms.some((one) => hasType(one, 'string'));
  const isOfTexts = text.includes(',') && form.into(lists, 0).some((item) => hasType(item, 'string'));
  if (takesText && !isOfTexts) return undefined;
  return text.split(',').map((item, index) => valueOfText(item.trim(), form.into(lists, index), form));
}
