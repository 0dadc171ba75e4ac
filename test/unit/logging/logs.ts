/** A log in a folder of its own, and what stands in it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { createLogging, type LoggerOptions, type Logging } from '../../../src/logging.js';
import { type Parsed, parsedLines } from '../../support/log-lines.js';

export { allLines, namesIn, type Parsed, parsedLines } from '../../support/log-lines.js';

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
