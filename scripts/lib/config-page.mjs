/**
 * The generated parts of docs/configuration.md: a table a section, between `<!-- keys: SECTION -->` and
 * `<!-- /keys -->`. All else of the page is written by hand.
 *
 * @typedef {import('../../src/config/form.js').FormTree} FormTree
 */

const BLOCK = /(<!-- keys: (\w+) -->\n)[\s\S]*?(<!-- \/keys -->)/g;

/** Keys whose inside a chapter of its own describes, by their name. */
const CHAPTERS = {
  layout: 'an object, see [Layouts](#layouts)',
  tags: 'a path, or an object, see [client.md](client.md#tag-files)',
};

/**
 * @param {string} page
 * @param {{ tree: FormTree, stepText: (step: string) => string }} source the form of a configuration, and the rule of
 * its variables
 */
export function configPage(page, source) {
  return page.replace(BLOCK, (_all, begin, section, end) => `${begin}${table(section, source)}${end}`);
}

/** @returns {string[]} sections that the page has a table for */
export function tablesOf(page) {
  return [...page.matchAll(BLOCK)].map(([, , section]) => section);
}

function table(section, { tree, stepText }) {
  const start = { key: section, variable: `EIP_${stepText(section)}`, forms: tree.at([section]) };
  const rows = rowsWithin(start, tree, stepText).map(
    ({ key, variable, type, standard, text }) => `| \`${key}\` | \`${variable}\` | ${type} | ${standard} | ${text} |`,
  );
  return `| key | variable | type | default | |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
}

/** Of each key in it; names that users give are NAME, indexes N. */
function rowsWithin(at, tree, stepText) {
  return partsOf(at, tree, stepText).flatMap((part) => {
    const name = part.key.split('.').at(-1);
    const chapter = isList(part) ? undefined : CHAPTERS[name];
    const within = chapter === undefined ? rowsWithin(part, tree, stepText) : [];
    const own = isOnlyContainer(part.forms, within) ? [] : [rowOf(part, chapter)];
    return [...own, ...within];
  });
}

/** A list of names is one, however it is called. */
function isList({ forms }) {
  return forms.length > 0 && forms.every(({ type }) => type === 'array');
}

function partsOf({ key, variable, forms, about: whole }, tree, stepText) {
  const keys = [...new Set(forms.flatMap(({ properties = {} }) => Object.keys(properties)))];
  const parts = keys.map((name) => ({
    key: `${key}.${name}`,
    variable: `${variable}__${stepText(name)}`,
    forms: tree.into(forms, name),
    about: forms.map(({ properties = {} }) => properties[name]).find((form) => form !== undefined),
    isRequired: forms.length === 1 && (forms[0].required ?? []).includes(name),
  }));
  const named = forms.find(
    ({ additionalProperties: names }) => typeof names === 'object' && Object.keys(names).length > 0,
  );
  if (named !== undefined) {
    const about = { description: whole?.description, ...named.additionalProperties };
    parts.push({ key: `${key}.NAME`, variable: `${variable}__NAME`, forms: tree.into([named], 'NAME'), about });
  }
  const list = forms.find(({ items }) => typeof items === 'object');
  const item = list === undefined ? [] : tree.into([list], 0);
  if (item.some(({ properties }) => properties !== undefined)) {
    parts.push({
      key: `${key}[N]`,
      variable: `${variable}__N`,
      forms: item.filter(({ properties }) => properties),
      about: list.items,
    });
  }
  return parts;
}

/** An object alone, which its keys describe. */
function isOnlyContainer(forms, within) {
  return within.length > 0 && forms.every(({ type }) => type === 'object');
}

function rowOf({ key, variable, forms, about = {}, isRequired = false }, chapter) {
  return {
    key,
    variable,
    type: cell(chapter ?? [...new Set(forms.map(typeText))].join(', or ')),
    standard: cell(about.defaultText ?? (isRequired ? 'required' : standardText(about.default))),
    text: cell(about.description ?? ''),
  };
}

function standardText(value) {
  if (value === undefined) return '';
  return value === null ? 'none' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

const TYPES = {
  boolean: 'true or false',
  number: 'number',
  string: 'text',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

function typeText(form) {
  const { type, enum: several, const: one, minimum, maximum, writeOnly } = form;
  if (writeOnly) return 'a secret';
  if (several !== undefined || one !== undefined) return (several ?? [one]).map((value) => `\`${value}\``).join(', ');
  if (type === 'integer' || type === 'number')
    return `${type === 'integer' ? 'whole number' : 'number'}${rangeText(minimum, maximum)}`;
  return type === undefined
    ? 'any'
    : [type]
        .flat()
        .map((one) => TYPES[one])
        .join(' or ');
}

function rangeText(least, most) {
  const [from, to] = [limit(least), limit(most)];
  if (from === undefined) return to === undefined ? '' : ` up to ${to}`;
  return to === undefined ? ` from ${from}` : ` ${from} to ${to}`;
}

/** Those of the language are none of the key's. */
function limit(value) {
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value.toLocaleString('en');
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
