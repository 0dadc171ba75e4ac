/** `[Assembly]`: AssemN of six fields and then pairs of a size in bits and what is there. */
import { type EdsEntry, type EdsField, numbered, sectionNamed } from '../syntax.js';
import { wholeOf } from '../values.js';
import type { Context, FieldRule } from './context.js';
import { emptyRule, optional, optionalText, orReference, path, type Rule, unsigned } from './rules.js';

export const ASSEMBLY_FIELDS: readonly FieldRule[] = [
  { name: 'name', rule: optionalText },
  { name: 'path', rule: (field) => (field.text === '' ? undefined : path(field)) },
  { name: 'size', rule: optional(orReference(unsigned(16), 'Param')) },
  { name: 'descriptor', rule: optional(unsigned(16)) },
  { name: 'reserved field', rule: emptyRule },
  { name: 'reserved field', rule: emptyRule },
];

const bits = optional(unsigned(16));

/** A parameter, an assembly, a constant, the path of an attribute, or nothing: room that is not used. */
const member: Rule = (field) => {
  if (field.kind === 'empty' || field.kind === 'string') return undefined;
  return orReference(
    unsigned(32),
    '(Proxy|Proxied)?(Param|Assem|AssemExa)',
    '(BitString)?Variant(Exa)?',
    'Array',
    'ConstructedParam',
  )(field);
};

export function checkAssemblies(context: Context): void {
  for (const { entry } of numbered(sectionNamed(context.file, 'Assembly'), 'Assem')) checkAssembly(context, entry);
}

function checkAssembly(context: Context, entry: EdsEntry): void {
  const { keyword, place, fields } = entry;
  const head = ASSEMBLY_FIELDS.length;
  if (!context.checkFields(entry, ASSEMBLY_FIELDS, Number.POSITIVE_INFINITY)) return;
  const members = fields.slice(head);
  if (members.length % 2 === 1) {
    context.complain(
      place,
      `${keyword} has pairs of bits and member behind its ${head} fields, found ${members.length} more`,
    );
    return;
  }
  const right = members.map((field, i) =>
    context.check(i % 2 === 0 ? bits : member, field, `${keyword}: ${i % 2 === 0 ? 'bits' : 'member'}`),
  );
  if (right.every((one) => one)) checkRoom(context, keyword, fields[2] as EdsField, members);
}

function checkRoom(context: Context, keyword: string, size: EdsField, members: readonly EdsField[]): void {
  const bytes = wholeOf(size.text);
  const used = members.reduce((sum, field, i) => (i % 2 === 0 ? sum + (wholeOf(field.text) ?? 0n) : sum), 0n);
  if (bytes !== undefined && used > 8n * bytes) {
    context.complain(size.place, `${keyword}: size: its members need ${used} bits, ${bytes} bytes have ${8n * bytes}`);
  }
}
