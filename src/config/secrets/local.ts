/** Secrets of this machine: variables of the environment, and files. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { referenceIn } from './reference.js';
import { type SecretStore, unavailable } from './store.js';

/** The environment and files of this machine. */
export const localSecrets: SecretStore = {
  async read(reference) {
    const { scheme, rest } = referenceIn(reference) ?? {};
    if (scheme === 'env' && rest) return fromEnvironment(rest);
    if (scheme === 'file' && rest) return fromFile(rest);
    throw unavailable(reference, scheme === 'vault' ? 'no vault is set up' : 'it names nothing');
  },
};

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw unavailable(`env:${name}`, 'the variable is not set, or is empty');
  return value;
}

/** Keys and certificates stay far below it. */
const MOST_BYTES = 65_536;

/** Without its last line end, which editors and `echo` add. */
async function fromFile(path: string): Promise<string> {
  const text = decoded(path, await readBytes(path)).replace(/\r?\n$/, '');
  if (text === '') throw unavailable(`file:${path}`, 'the file is empty');
  return text;
}

async function readBytes(path: string): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    // Opening a pipe that nobody writes to would wait without end.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await file.stat()).isFile()) throw unavailable(`file:${path}`, 'it is no file');
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MOST_BYTES + 1), 0, MOST_BYTES + 1, 0);
    if (bytesRead > MOST_BYTES) throw unavailable(`file:${path}`, `the file has more than ${MOST_BYTES} bytes`);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === 'EIP_SECRET_UNAVAILABLE'
      ? cause
      : unavailable(`file:${path}`, `the file can't be read: ${code}`, cause);
  } finally {
    await file?.close();
  }
}

function decoded(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unavailable(`file:${path}`, 'the file holds bytes that are no UTF-8');
  }
}
