/**
 * The file that keeps the settings of one adapter over a restart.
 *
 * `{ "version": 1, "settings": { ... } }`, JSON. What is no such file is kept aside and the settings begin anew; one of a
 * newer version is left alone and refused, because this package does not know what it would lose.
 */
import { constants } from 'node:fs';
import { access, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { EipConfigError } from '../../errors.js';
import { removeFile, replaceFile } from './replace-file.js';
import { type AdapterSettings, settingsSchema } from './settings.js';

const VERSION = 1;
/** Far more than any version needs. */
const MOST_BYTES = 64 * 1024;
/** Files kept aside; the oldest go. */
const MOST_ASIDE = 5;

/** What a file that could not be used says of itself. */
export interface CorruptFile {
  /** In words: what is wrong with it. */
  readonly reason: string;
  /** Where it is now; undefined when it could not be moved. */
  readonly aside: string | undefined;
}

export interface LoadedSettings {
  /** Undefined: nothing is kept yet, or not any more. */
  readonly settings: AdapterSettings | undefined;
  readonly corrupt: CorruptFile | undefined;
}

export class SettingsFile {
  private constructor(
    readonly path: string,
    private readonly name: string,
  ) {}

  /**
   * @param path as the user wrote it; a link is followed, so that the file it names is replaced and not the link
   * @param toWrite settings will be saved: the folder has to let us
   * @throws EipConfigError EIP_SETTINGS_FILE when its folder is not there or may not be used.
   */
  static async at(path: string, toWrite: boolean): Promise<SettingsFile> {
    const real = await realpath(path).catch(() => resolve(path));
    await checkFolder(dirname(real), toWrite).catch((cause: unknown) => {
      throw unusable(path, `the folder ${dirname(real)} ${reasonOf(cause)}`, cause);
    });
    return new SettingsFile(real, path);
  }

  /** @throws EipConfigError EIP_SETTINGS_FILE when it may not be read, or is of a newer version. */
  async load(): Promise<LoadedSettings> {
    const text = await this.read();
    if (text === undefined) return { settings: undefined, corrupt: undefined };
    const found = parse(text);
    if (typeof found === 'number') {
      throw unusable(this.name, `it is of version ${found}, this package knows versions up to ${VERSION}`);
    }
    if (typeof found !== 'string') return { settings: found, corrupt: undefined };
    return { settings: undefined, corrupt: { reason: found, aside: await this.putAside() } };
  }

  /** Resolved when they are safe. @throws the system's error; what was kept before is kept still. */
  async save(settings: AdapterSettings): Promise<void> {
    await replaceFile(this.path, `${JSON.stringify({ version: VERSION, settings }, null, 2)}\n`);
  }

  /** Resolved when nothing is kept any more. @throws the system's error; what was kept is kept still. */
  async forget(): Promise<void> {
    await removeFile(this.path);
  }

  private async read(): Promise<string | undefined> {
    try {
      const file = await open(this.path, 'r');
      try {
        const buffer = Buffer.alloc(MOST_BYTES + 1);
        const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
        return buffer.toString('utf8', 0, bytesRead);
      } finally {
        await file.close();
      }
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw unusable(this.name, reasonOf(cause), cause);
    }
  }

  /** `FILE.corrupt-20250131T120000000Z`, of which the newest few are kept. */
  private async putAside(): Promise<string | undefined> {
    const prefix = `${basename(this.path)}.corrupt-`;
    const folder = dirname(this.path);
    const aside = join(folder, prefix + new Date().toISOString().replaceAll(/[-:.]/g, ''));
    try {
      await rename(this.path, aside);
      const older = (await readdir(folder)).filter((name) => name.startsWith(prefix)).sort();
      for (const name of older.slice(0, -MOST_ASIDE)) await rm(join(folder, name), { force: true });
      return aside;
    } catch {
      return undefined;
    }
  }
}

/** @throws the system's error */
async function checkFolder(folder: string, toWrite: boolean): Promise<void> {
  await readdir(folder);
  if (toWrite) await access(folder, constants.W_OK | constants.X_OK);
}

/** Settings; a text says why it is corrupt, a number that it is of that newer version. */
function parse(text: string): AdapterSettings | string | number {
  if (text.length > MOST_BYTES) return `it is longer than ${MOST_BYTES} bytes`;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return text.trim() === '' ? 'it is empty' : 'it is no JSON';
  }
  const { version, settings } = (content ?? {}) as { version?: unknown; settings?: unknown };
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return 'it has no "version"';
  if (version > VERSION) return version;
  const parsed = settingsSchema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${['settings', ...(issue?.path ?? [])].join('.')}: ${issue?.message}`;
}

function unusable(path: string, reason: string, cause?: unknown): EipConfigError {
  const what = `The settings file ${path} can't be used: ${reason}`;
  return new EipConfigError('EIP_SETTINGS_FILE', what, { option: 'settingsFile', file: path, cause });
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'does not exist';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `may not be used by this user (${code})`;
    case 'EISDIR':
      return 'is a folder';
    case 'ENOTDIR':
      return 'is no folder';
    default:
      return message;
  }
}
