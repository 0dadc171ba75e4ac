/** `[Connection Manager]`: ConnectionN of 15 fields. */
import { type EdsEntry, type EdsField, numbered, sectionNamed } from '../syntax.js';
import { wholeOf } from '../values.js';
import type { Context, FieldRule } from './context.js';
import { optional, optionalText, orReference, path, type Rule, someText, unsigned } from './rules.js';

const rpi = optional(orReference(unsigned(32), 'Param'));
const size = optional(orReference(unsigned(16), 'Param'));
const format: Rule = optional(
  orReference(
    (field) => `expected Param... or Assem..., found ${field.text}`,
    '(Proxy|Proxied)?(Param|Assem|AssemExa)',
    'Array',
    'ConstructedParam',
  ),
);

export const CONNECTION_FIELDS = [
  { name: 'trigger and transport', rule: unsigned(32) },
  { name: 'connection parameters', rule: unsigned(32) },
  { name: 'O->T RPI', rule: rpi },
  { name: 'O->T size', rule: size },
  { name: 'O->T format', rule: format },
  { name: 'T->O RPI', rule: rpi },
  { name: 'T->O size', rule: size },
  { name: 'T->O format', rule: format },
  { name: 'size of the proxy configuration', rule: size },
  { name: 'format of the proxy configuration', rule: format },
  { name: 'size of the configuration', rule: size },
  { name: 'format of the configuration', rule: format },
  { name: 'name', rule: someText },
  { name: 'help', rule: optionalText },
  { name: 'path', rule: path },
] as const satisfies readonly FieldRule[];

/** Safety connections have two fields more. */
const MOST_FIELDS = CONNECTION_FIELDS.length + 2;

export function checkConnections(context: Context): void {
  const names = new Map<string, string>();
  for (const { entry } of numbered(sectionNamed(context.file, 'Connection Manager'), 'Connection')) {
    if (!context.checkFields(entry, CONNECTION_FIELDS, MOST_FIELDS)) continue;
    checkMasks(context, entry);
    checkSizes(context, entry);
    checkName(context, entry, names);
  }
}

interface MaskRule {
  readonly what: string;
  readonly mask: number;
  /** Of the bits of the mask. */
  readonly right: (bits: number) => boolean;
}

const some = (bits: number) => bits !== 0;
const none = (bits: number) => bits === 0;
const one = (bits: number) => bits !== 0 && (bits & (bits - 1)) === 0;

const TRANSPORT: readonly MaskRule[] = [
  { what: 'a transport class (bits 0-6)', mask: 0x0000_007f, right: some },
  { what: 'a trigger (bits 16-18)', mask: 0x0007_0000, right: some },
  { what: 'one application type (bits 24-27)', mask: 0x0f00_0000, right: one },
  { what: '0 in reserved bits', mask: 0x70f8_ff80, right: none },
];

/** Modeless, zero length, heartbeat, 32-bit header, safety. */
const FORMATS = new Set([0, 1, 3, 4, 5]);

const PARAMETERS: readonly MaskRule[] = [
  { what: 'fixed or variable O->T size (bits 0-1)', mask: 0x0000_0003, right: some },
  { what: 'fixed or variable T->O size (bits 2-3)', mask: 0x0000_000c, right: some },
  { what: 'an O->T format (bits 8-10) of 0, 1, 3, 4 or 5', mask: 0x0000_0700, right: (bits) => FORMATS.has(bits >> 8) },
  {
    what: 'a T->O format (bits 12-14) of 0, 1, 3, 4 or 5',
    mask: 0x0000_7000,
    right: (bits) => FORMATS.has(bits >> 12),
  },
  { what: 'an O->T connection type (bits 16-18)', mask: 0x0007_0000, right: some },
  { what: 'a T->O connection type (bits 20-22)', mask: 0x0070_0000, right: some },
  { what: '0 in reserved bits', mask: 0x0088_8800, right: none },
];

function checkMasks(context: Context, { keyword, fields }: EdsEntry): void {
  for (const [i, rules] of [TRANSPORT, PARAMETERS].entries()) {
    const field = fields[i] as EdsField;
    const value = Number(wholeOf(field.text));
    for (const { what, mask, right } of rules) {
      if (right((value & mask) >>> 0)) continue;
      context.complain(field.place, `${keyword}: ${CONNECTION_FIELDS[i]?.name}: expected ${what}, found ${field.text}`);
    }
  }
}

/** Without a size there has to be something that has one. */
function checkSizes(context: Context, { keyword, fields }: EdsEntry): void {
  for (const at of [3, 6]) {
    const [bytes, shape] = [fields[at], fields[at + 1]];
    if (bytes?.kind === 'empty' && shape?.kind === 'empty') {
      context.complain(
        bytes.place,
        `${keyword}: ${CONNECTION_FIELDS[at]?.name}: a size or a format is needed, found neither`,
      );
    }
  }
}

/** Tools let a person choose by the name. */
function checkName(context: Context, { keyword, fields }: EdsEntry, names: Map<string, string>): void {
  const field = fields[12] as EdsField;
  const other = names.get(field.text);
  if (other !== undefined)
    context.complain(field.place, `${keyword}: name: ${other} has the name "${field.text}" already`);
  else names.set(field.text, keyword);
}
