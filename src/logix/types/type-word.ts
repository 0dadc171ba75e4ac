/** What attribute 2 of a symbol says, and the type of a template's member (docs/protocol.md, "Type words"). */
import { unsigned } from '../../cip/writer.js';

const STRUCTURE = 0x8000;
const SYSTEM = 0x1000;
const TEMPLATE_MASK = 0x0fff;
const CODE_MASK = 0xff;
const DIMENSIONS_SHIFT = 13;
const BIT_SHIFT = 8;
const BOOL_CODE = 0xc1;

export interface TypeWord {
  /** 0 to 3. */
  readonly dimensions: number;
  /** Bit 12: the system's own. Bit 12 of a structure belongs to nothing else either. */
  readonly system: boolean;
  /** Instance of the template; undefined for an elementary type. */
  readonly template?: number;
  /** Code of the elementary type; undefined for a structure. */
  readonly code?: number;
  /** Of a BOOL within its byte; 0 for other types. */
  readonly bit: number;
}

export function decodeTypeWord(word: number): TypeWord {
  const dimensions = (word >> DIMENSIONS_SHIFT) & 3;
  const system = (word & SYSTEM) !== 0;
  if ((word & STRUCTURE) !== 0) return { dimensions, system, template: word & TEMPLATE_MASK, bit: 0 };
  const code = word & CODE_MASK;
  return { dimensions, system, code, bit: code === BOOL_CODE ? (word >> BIT_SHIFT) & 7 : 0 };
}

/** @throws RangeError for a field that its bits can't hold. */
export function encodeTypeWord({ dimensions, system, template, code, bit }: TypeWord): number {
  const outer = (unsigned(dimensions, 2, 'dimensions') << DIMENSIONS_SHIFT) | (system ? SYSTEM : 0);
  if (template !== undefined) return STRUCTURE | outer | unsigned(template, 12, 'template instance');
  return outer | (unsigned(bit, 3, 'bit') << BIT_SHIFT) | unsigned(code ?? 0, 8, 'type code');
}
