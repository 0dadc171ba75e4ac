/**
 * JSON, read so that nothing in it can be taken in two ways.
 *
 * Of a key that is there twice JSON.parse takes the second, others the first; a value that was checked by the one and
 * carried out by the other would be a wrong value.
 */
import { shown } from '../../config/shown.js';

/** Braces and brackets within each other. What this package writes has 64 at most. */
export const MOST_DEPTH = 64;

/** Why a text is refused. */
export class JsonProblem extends Error {
  override readonly name = 'JsonProblem';
}

/** @throws JsonProblem */
export function readJson(text: string): unknown {
  const value = parsedJson(text);
  checkKeys(text);
  return value;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of the engine quotes the text, which may be anything.
    throw new JsonProblem('it is no JSON');
  }
}

/** The keys of each object that is open; of an array none. */
type Open = (Set<string> | undefined)[];

/** Of a text that is JSON. */
function checkKeys(text: string): void {
  const open: Open = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') {
      const end = endOfString(text, at);
      if (isKey(text, end)) take(open.at(-1), JSON.parse(text.slice(at, end)) as string);
      at = end - 1;
    } else nest(open, text[at]);
  }
}

function nest(open: Open, char: string | undefined): void {
  if (char === '}' || char === ']') open.pop();
  if (char !== '{' && char !== '[') return;
  if (open.length === MOST_DEPTH) throw new JsonProblem(`it nests deeper than ${MOST_DEPTH} levels`);
  open.push(char === '{' ? new Set() : undefined);
}

/** The place behind the closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Whether a colon follows, which is so behind keys only. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (' \t\r\n'.includes(text[at] ?? '-')) at++;
  return text[at] === ':';
}

function take(keys: Set<string> | undefined, key: string): void {
  if (key === '__proto__') throw new JsonProblem('the key "__proto__" is not allowed');
  if (keys?.has(key)) throw new JsonProblem(`the key ${shown(key)} is there twice`);
  keys?.add(key);
}
