/** Texts of machines and callers in the forms that a record has: what does not fit is told, never refused. */
import { MOST_NAME, MOST_REASON, MOST_TAG } from '../../telemetry/json/texts.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** 1 to 200 characters without control characters; those are shown as `\u000a`. */
export const nameLine = (text: string): string => line(text, MOST_NAME);

/** As `nameLine`, for the name of a tag: 500 characters, and nothing that a map of JavaScript can't hold. */
export function tagLine(text: string): string {
  return text === '__proto__' ? '(__proto__)' : line(text, MOST_TAG);
}

/** 1 to 2,000 characters; lines may end in it. */
export function sentenceOf(text: string): string {
  return text === '' ? 'no reason is known' : bounded(text, MOST_REASON);
}

function line(text: string, most: number): string {
  if (text === '') return '(empty)';
  return bounded(text.slice(0, 2 * most + 2).replace(CONTROL, escaped), most);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function bounded(text: string, most: number): string {
  const characters = [...text.slice(0, 2 * most + 2)];
  return characters.length <= most ? text.slice(0, 2 * most + 2) : `${characters.slice(0, most - 3).join('')}...`;
}
