/** Takes over the audit records that other processes of the machine leave in a folder. */
import { type FSWatcher, watch } from 'node:fs';
import { z } from 'zod';
import { parsed } from '../../../config/refusal.js';
import { expected, options, whole } from '../../../config/schema.js';
import type { LogTarget } from '../../../logging/logger.js';
import type { EmitRecord, EndpointHealth, StartOptions } from '../../../telemetry/source.js';
import type { GatewaySource } from '../../part.js';
import type { SourceStatus } from '../../status.js';
import { InboxFolder } from './inbox-folder.js';
import { InboxRound } from './inbox-round.js';
import type { SetAsideCause } from './read-audit-file.js';

export interface AuditInboxOptions {
  /** Made where it is not there. */
  readonly folder: string;
  /** How often it is looked at where the system tells of no change, milliseconds, 10 to 60,000. Default 1,000. */
  readonly pollMs?: number | undefined;
  readonly logger: LogTarget;
}

/** From one look to the next, whoever makes noise in the folder. */
const LEAST_PAUSE_MS = 10;

const folderWanted = expected('the path of a folder');
const schema = options({
  folder: z.string(folderWanted).min(1, folderWanted),
  pollMs: whole(LEAST_PAUSE_MS, 60_000).default(1_000),
});

/** The source `audit` of a gateway. It is started once. */
export class AuditInbox implements GatewaySource {
  readonly name = 'audit';
  private readonly settings: z.output<typeof schema>;
  private readonly logger: LogTarget;
  private readonly rounds: InboxRound;
  private state: 'new' | 'running' | 'stopped' = 'new';
  private watcher: FSWatcher | undefined;
  private running: Promise<void> | undefined;
  private trouble: string | undefined;
  private changed = false;
  private onCall: (() => void) | undefined;

  /** @throws EipConfigError EIP_OPTION_INVALID */
  constructor({ logger, ...given }: AuditInboxOptions) {
    this.settings = parsed('audit', schema, given);
    this.logger = logger;
    this.rounds = new InboxRound(logger);
  }

  /** @throws EipConfigError EIP_AUDIT_FOLDER_UNUSABLE; the signal's reason */
  async start(emit: EmitRecord, { signal }: StartOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    const folder = await InboxFolder.open(this.settings.folder);
    if (this.state !== 'new' || signal?.aborted === true) {
      await folder.close();
      signal?.throwIfAborted();
      return;
    }
    this.state = 'running';
    this.listen(folder.path);
    this.running = this.run(folder, emit);
  }

  async stop(): Promise<void> {
    this.state = 'stopped';
    this.watcher?.close();
    this.onCall?.();
    await this.running;
  }

  async healthCheck(): Promise<EndpointHealth> {
    return { healthy: this.trouble === undefined, reason: this.trouble ?? null };
  }

  status(): SourceStatus {
    const { state, trouble } = this;
    const { records } = this.rounds;
    const overruns = Object.values(this.setAside()).reduce((sum, count) => sum + count, 0);
    const folder = { records, values: records, overruns, notGood: 0, missedCycles: null };
    const reason = trouble ?? null;
    return { protocol: 'other', state, connected: null, reason, connections: 0, groups: { folder } };
  }

  /** Files that were set aside, by cause; `overruns` in `status()` is their sum. */
  setAside(): Readonly<Record<SetAsideCause, number>> {
    return { ...this.rounds.aside };
  }

  /** Some file systems tell nothing: then it is looked at every `pollMs`. */
  private listen(path: string): void {
    try {
      this.watcher = watch(path, { persistent: false }, () => {
        this.changed = true;
        this.onCall?.();
      });
      this.watcher.on('error', () => this.watcher?.close());
    } catch (err) {
      this.logger.info({ err }, `The audit folder is looked at every ${this.settings.pollMs} ms`);
    }
  }

  private async run(folder: InboxFolder, emit: EmitRecord): Promise<void> {
    const isGoing = () => this.state === 'running';
    while (isGoing()) {
      this.changed = false;
      this.tell(await this.rounds.run(folder, emit, isGoing));
      if (isGoing()) await this.pause(LEAST_PAUSE_MS, isGoing);
      // What can't be had is not tried again at once, whatever happens in the folder.
      const isSoon = () => !isGoing() || (this.changed && this.trouble === undefined);
      if (!isSoon()) await this.pause(this.settings.pollMs, () => !isSoon());
    }
    await folder.close();
  }

  /** @param goesOn asked at each call; the pause ends when it is false */
  private async pause(ms: number, goesOn: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.onCall = () => {
        if (goesOn()) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.onCall = undefined;
  }

  private tell(trouble: string | undefined): void {
    if (trouble !== undefined && this.trouble === undefined) this.logger.error({}, trouble);
    if (trouble === undefined && this.trouble !== undefined)
      this.logger.info({}, 'Audit records of other processes are taken over again');
    this.trouble = trouble;
  }
}
