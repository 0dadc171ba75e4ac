/** A file of text that a person wrote: bounded, and UTF-8 or refused. */
import { readFileSync, statSync } from 'node:fs';
import { EipConfigError } from '../errors.js';

/** A configuration of 4,096 assemblies with long layouts stays below it. */
const MOST_TEXT_BYTES = 1_048_576;

/** @throws EipConfigError EIP_CONFIG_UNREADABLE with the system's reason. */
export function readTextFile(file: string): string {
  const bytes = readFileBounded(file, MOST_TEXT_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(file, `line ${badLine(bytes)} holds bytes that are no UTF-8`);
  }
}

/**
 * A pipe or device may never end; so it has to be a file.
 * @throws EipConfigError EIP_CONFIG_UNREADABLE with the system's reason.
 */
export function readFileBounded(file: string, mostBytes: number): Uint8Array {
  let bytes: Uint8Array;
  try {
    const found = statSync(file);
    if (!found.isFile()) throw unreadable(file, found.isDirectory() ? 'it is a folder' : 'it is no file');
    if (found.size > mostBytes) throw tooLarge(file, found.size, mostBytes);
    bytes = readFileSync(file);
  } catch (cause) {
    if (cause instanceof EipConfigError) throw cause;
    throw unreadable(file, (cause as Error).message, cause);
  }
  // It may have grown since.
  if (bytes.byteLength > mostBytes) throw tooLarge(file, bytes.byteLength, mostBytes);
  return bytes;
}

function tooLarge(file: string, bytes: number, mostBytes: number): EipConfigError {
  return unreadable(file, `its ${bytes} bytes are more than ${mostBytes}`);
}

function unreadable(file: string, why: string, cause?: unknown): EipConfigError {
  return new EipConfigError('EIP_CONFIG_UNREADABLE', `"${file}" can't be read: ${why}`, { file, cause });
}

function badLine(bytes: Uint8Array): number {
  const readable = new TextDecoder().decode(bytes).split('\ufffd', 1)[0] ?? '';
  return readable.split('\n').length;
}
