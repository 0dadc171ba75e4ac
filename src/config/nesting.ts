/**
 * How deep a text of YAML can possibly nest, looked at before it is parsed.
 *
 * The parser goes as deep as the text does and has no bound of its own but the stack. A stack that is nearly used up
 * can end the process in places where nothing can be caught.
 */
import type { Place } from './place.js';

/** Far beyond the 64 levels that are read, far below what a stack holds. */
const MOST_OPEN_BRACKETS = 100;
/** Blanks and dashes at the beginning of a line: 64 levels of four. */
const MOST_INDENTATION = 256;

/** Where a text nests deeper than any that is read; brackets in strings and comments count too. */
export function tooDeepAt(text: string): Place | undefined {
  let open = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const most = mostOpenIn(line, open);
    if (most.ever > MOST_OPEN_BRACKETS || indentationOf(line) > MOST_INDENTATION) return { line: index + 1, column: 1 };
    open = most.atEnd;
  }
  return undefined;
}

function indentationOf(line: string): number {
  return /^[\s:?-]*/.exec(line)?.[0].length ?? 0;
}

/** Brackets that are open within a line and behind it, from so many before it. */
function mostOpenIn(line: string, before: number): { readonly ever: number; readonly atEnd: number } {
  let [open, ever] = [before, before];
  for (const char of line) {
    if (char === '[' || char === '{') ever = Math.max(ever, ++open);
    else if (char === ']' || char === '}') open = Math.max(0, open - 1);
  }
  return { ever, atEnd: open };
}
