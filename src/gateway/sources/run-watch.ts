/**
 * Whether a controller runs its program: asked now and then, by the status of its Identity object (docs/protocol.md,
 * "Identity object"). Devices that are no controllers do not tell; they count as running.
 */
import type { ExplicitClient, ModuleIdentity } from '../../client/index.js';

const CONTROLLER = 14;
const MODE_AT = 4;
const MODE_BITS = 0xf;
const IDLE = 7;

export class RunWatch {
  private timer: NodeJS.Timeout | undefined;
  private abort: AbortController | undefined;
  private idle = false;

  /** @param changed it runs again, or no more */
  constructor(
    private readonly everyMs: number,
    private readonly changed: (isIdle: boolean) => void,
  ) {}

  get isIdle(): boolean {
    return this.idle;
  }

  /** Somebody is connected: asked at once. */
  start(client: Pick<ExplicitClient, 'identity'>): void {
    this.stop();
    const abort = new AbortController();
    this.abort = abort;
    void this.look(client, abort.signal);
  }

  /** What was known last stays known. */
  stop(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  private async look(client: Pick<ExplicitClient, 'identity'>, signal: AbortSignal): Promise<void> {
    // Without an answer nothing is known that was not known before.
    const identity = await client.identity({ signal }).catch(() => undefined);
    if (signal.aborted) return;
    if (identity !== undefined) this.is(saysIdle(identity));
    this.timer = setTimeout(() => void this.look(client, signal), this.everyMs);
  }

  private is(idle: boolean): void {
    if (idle === this.idle) return;
    this.idle = idle;
    this.changed(idle);
  }
}

export function saysIdle({ deviceType, status }: Pick<ModuleIdentity, 'deviceType' | 'status'>): boolean {
  return deviceType === CONTROLLER && ((status >> MODE_AT) & MODE_BITS) === IDLE;
}
