/** The settings of one adapter: where they come from, and what happens when a peer sets them. */
import { EipConfigError, EipError } from '../../errors.js';
import type { NativeRequest } from '../../native/binding.js';
import { ACCEPTED, type Answer } from '../answer.js';
import type { Engine } from '../engine.js';
import { type AdapterSettings, nativeSettings, settingsFromRequest } from './settings.js';
import { SettingsFile } from './settings-file.js';

/** General status 0x02, resource unavailable: they could not be kept. */
const NOT_KEPT: Answer = { general: 0x02, extended: 0 };
/** When the I/O thread has no room for an answer. */
const AGAIN_MS = 1;

export interface KeeperListener {
  warn(error: EipError): void;
  /** Others are in effect. */
  changed(settings: AdapterSettings, atUs: number): void;
}

export interface KeeperOptions extends AdapterSettings {
  readonly settingsFile?: string | undefined;
  readonly allowSettings: boolean;
}

/** Files in use, by whom: two adapters over one would overwrite each other. */
const IN_USE = new Map<string, SettingsKeeper>();

export class SettingsKeeper {
  /** In effect, or with the next start. */
  current: AdapterSettings;
  private file: SettingsFile | undefined;
  /** Saving, one after the other. Never rejects. */
  private work: Promise<void> = Promise.resolve();
  /** Why the last save failed: told once, not with every try of a peer. */
  private failing: string | undefined;

  constructor(
    private readonly options: KeeperOptions,
    private readonly listener: KeeperListener,
  ) {
    this.current = initial(options);
  }

  /** Nothing has to be read before the adapter can start. */
  get isReady(): boolean {
    return this.options.settingsFile === undefined;
  }

  /** Reads what was kept. @throws EipConfigError EIP_SETTINGS_FILE, EIP_SETTINGS_IN_USE */
  async load(): Promise<void> {
    const { settingsFile, allowSettings } = this.options;
    if (settingsFile === undefined) return;
    await this.work;
    this.file = await SettingsFile.at(settingsFile, allowSettings);
    this.claim(this.file.path, settingsFile);
    try {
      const { settings, corrupt } = await this.file.load();
      this.current = settings ?? initial(this.options);
      if (corrupt !== undefined) this.listener.warn(corruptFile(settingsFile, corrupt));
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** A peer sets. Answered always: the core takes no other Set before. */
  take(request: NativeRequest, engine: Engine): void {
    if (!engine.isRunning) return; // whoever asked is gone with the core
    const settings = settingsFromRequest(request.data);
    const { file } = this;
    if (file === undefined) this.answer(ACCEPTED, settings, request, engine);
    else this.work = this.work.then(() => this.keep(file, settings, request, engine));
  }

  /**
   * Back to the options: in effect, and nothing is kept. After what peers have set before.
   * @throws EipError EIP_SETTINGS_NOT_SAVED, told as a warning too; nothing changed.
   */
  reset(engine: Engine): Promise<void> {
    const done = this.work.then(() => this.goBack(engine));
    this.work = done.catch(() => {});
    return done;
  }

  /** The adapter does not run any more. Resolved when nothing is being saved. */
  async close(): Promise<void> {
    const { file } = this;
    await this.work;
    if (this.file === file) this.release();
  }

  private async goBack(engine: Engine): Promise<void> {
    const { file } = this;
    try {
      await file?.forget();
    } catch (cause) {
      const error = notReset(file?.path ?? '', cause);
      this.listener.warn(error);
      throw error;
    }
    const settings = initial(this.options);
    this.current = settings;
    engine.command((native) => native.putSettings(nativeSettings(settings)));
    if (engine.isRunning) this.listener.changed(settings, Number(process.hrtime.bigint() / 1000n));
  }

  private async keep(
    file: SettingsFile,
    settings: AdapterSettings,
    request: NativeRequest,
    engine: Engine,
  ): Promise<void> {
    this.answer(await this.save(file, settings), settings, request, engine);
  }

  private async save(file: SettingsFile, settings: AdapterSettings): Promise<Answer> {
    try {
      await file.save(settings);
      this.failing = undefined;
      return ACCEPTED;
    } catch (cause) {
      const reason = String((cause as NodeJS.ErrnoException).code ?? cause);
      if (reason !== this.failing) this.listener.warn(notSaved(file.path, cause));
      this.failing = reason;
      return NOT_KEPT;
    }
  }

  private answer(answer: Answer, settings: AdapterSettings, request: NativeRequest, engine: Engine): void {
    if (!engine.complete(request.token, answer)) {
      setTimeout(() => this.answer(answer, settings, request, engine), AGAIN_MS).unref();
      return;
    }
    if (answer !== ACCEPTED) return;
    this.current = settings;
    if (engine.isRunning) this.listener.changed(settings, request.atUs);
  }

  private claim(path: string, name: string): void {
    const holder = IN_USE.get(path);
    if (holder !== undefined && holder !== this) {
      const what = `The settings file ${name} belongs to another adapter of this process`;
      throw new EipConfigError('EIP_SETTINGS_IN_USE', what, { option: 'settingsFile', file: name });
    }
    IN_USE.set(path, this);
  }

  private release(): void {
    if (this.file !== undefined && IN_USE.get(this.file.path) === this) IN_USE.delete(this.file.path);
  }
}

function initial({ dscp, multicast, inactivityTimeoutS }: AdapterSettings): AdapterSettings {
  return { dscp, multicast, inactivityTimeoutS };
}

function corruptFile(path: string, { reason, aside }: { reason: string; aside: string | undefined }): EipError {
  const where = aside === undefined ? 'it could not be put aside' : `it is kept as ${aside}`;
  const what = `The settings file ${path} can't be read, so that the options count again: ${reason}; ${where}`;
  return new EipError('EIP_SETTINGS_CORRUPT', what, { file: path });
}

function notReset(path: string, cause: unknown): EipError {
  const what = `The settings did not go back to the options because ${path} could not be removed`;
  return new EipError('EIP_SETTINGS_NOT_SAVED', `${what}: ${(cause as Error).message}`, { file: path, cause });
}

function notSaved(path: string, cause: unknown): EipError {
  const what = `A peer was refused settings because ${path} could not be written: ${(cause as Error).message}`;
  return new EipError('EIP_SETTINGS_NOT_SAVED', what, { file: path, cause });
}
