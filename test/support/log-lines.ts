/** What stands in the files of a log. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type Parsed = Record<string, unknown>;

/** Every line is whole: one that is not fails to be parsed. */
export function parsedLines(text: string): Parsed[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error(`the last line has no end: ${text.slice(-100)}`);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

export function namesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}

/** Lines of all files of a log, the oldest first. */
export function allLines(folder: string): Parsed[] {
  const numberOf = (name: string) => Number(/\.(\d+)\./.exec(name)?.[1] ?? Number.POSITIVE_INFINITY);
  const names = namesIn(folder).sort((a, b) => numberOf(a) - numberOf(b));
  return names.flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    return parsedLines((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
  });
}
