import { writeFileSync } from 'node:fs';
import { OutputError } from './failure.js';

/** Writes the file that an option names. @throws OutputError */
export function writeText(file: string, text: string, encoding: 'latin1' | 'utf8' = 'utf8'): void {
  try {
    writeFileSync(file, text, encoding);
  } catch (cause) {
    throw new OutputError(`"${file}"`, cause as NodeJS.ErrnoException, 'Check the path, its permissions and the disk');
  }
}
