/** The symbols of a scope, page by page (docs/protocol.md, "Symbol object"). */
import { replyInvalid, understood } from '../../link/failures.js';
import { decodeSymbolList, type SymbolAttributeName, type SymbolEntry, symbolListRequest } from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import type { Target } from '../failures.js';
import { readPart } from './raw-reads.js';

/** Far beyond what a controller has. */
export const MOST_SYMBOLS = 1_000_000;

export interface SymbolListQuery {
  /** Undefined: tags of the controller. */
  readonly program: string | undefined;
  readonly attributes: readonly SymbolAttributeName[];
  /** More of them are no list that a controller has. */
  readonly most: number;
  /** Asked for before each page. */
  budget(): Budget;
}

/**
 * A controller that lies about what it has is found out: numbers have to rise, and there is an end to them.
 * @throws EipReadError, EipConnectionError EIP_REPLY_INVALID
 */
export async function symbolsOf(
  caller: Caller,
  target: () => Target,
  { program, attributes, most, budget }: SymbolListQuery,
): Promise<SymbolEntry[]> {
  const symbols: SymbolEntry[] = [];
  const subject = { text: program === undefined ? 'its list of tags' : `the list of tags of the program ${program}` };
  for (let from = 0; ; ) {
    const part = await readPart(caller, target, subject, symbolListRequest(from, attributes, program), budget());
    const entries = understood(target(), () => decodeSymbolList(part.data, attributes));
    for (const entry of entries) symbols.push(entry);
    if (symbols.length > most) throw replyInvalid(target(), 'its list of tags does not end');
    if (part.isLast) return symbols;
    const last = entries.at(-1)?.instance;
    if (last === undefined || last < from) throw replyInvalid(target(), 'its list of tags does not end');
    from = last + 1;
  }
}
