/** A log in a folder of its own, and what stands in it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach } from 'vitest';
import { createLogging, type LoggerOptions, type Logging } from '../../../src/logging.js';

export type Parsed = Record<string, unknown>;

const folders: string[] = [];
const logs: Logging[] = [];
afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eip-log-'));
  folders.push(folder);
  return folder;
}

export interface OwnLog {
  readonly log: Logging;
  readonly folder: string;
  readonly path: string;
  /** Of the file that is written, when all is. */
  lines(): Promise<Parsed[]>;
}

type FileOptions = Omit<NonNullable<LoggerOptions['file']>, 'path'>;

/** Without a console. */
export function ownLog(
  options: Omit<LoggerOptions, 'file'> = {},
  file: FileOptions = {},
  folder = ownFolder(),
): OwnLog {
  const path = join(folder, 'app.log');
  const log = createLogging({ console: 'off', ...options, file: { path, ...file } });
  logs.push(log);
  const lines = async () => {
    await log.flush();
    return existsSync(path) ? parsedLines(readFileSync(path, 'utf8')) : [];
  };
  return { log, folder, path, lines };
}

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
