/** `Param12` and `Assem100` have to be defined, wherever they are used. */
import { type EdsField, type EdsFile, numbered, sectionNamed } from '../syntax.js';
import { type Reference, referenceOf, referencesIn } from '../values.js';
import type { Context } from './context.js';

export function checkReferences(context: Context): void {
  const defined = definedNames(context.file);
  for (const { entries } of context.file.sections) {
    for (const { keyword, fields } of entries) {
      for (const { field, reference } of fields.flatMap(usesIn)) {
        const name = `${reference.keyword}${reference.number}`;
        if (!defined.has(name)) context.complain(field.place, `${keyword}: ${name} is used, but not defined`);
      }
    }
  }
}

function definedNames(file: EdsFile): ReadonlySet<string> {
  const params = numbered(sectionNamed(file, 'Params'), 'Param').map(({ number }) => `Param${number}`);
  const assemblies = numbered(sectionNamed(file, 'Assembly'), 'Assem').map(({ number }) => `Assem${number}`);
  return new Set([...params, ...assemblies]);
}

function usesIn(field: EdsField): { field: EdsField; reference: Reference }[] {
  if (field.kind === 'string') return referencesIn(field.text).map((reference) => ({ field, reference }));
  const reference = field.kind === 'word' ? referenceOf(field.text) : undefined;
  return reference === undefined ? [] : [{ field, reference }];
}
