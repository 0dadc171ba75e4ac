/** Connects until it has succeeded once, with pauses that grow; from then on the client connects again by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExplicitClient } from '../../client/index.js';

export class ConnectLoop {
  private readonly abort = new AbortController();

  /** @param failed told of each attempt that failed */
  constructor(
    private readonly client: Pick<ExplicitClient, 'connect'>,
    private readonly leastMs: number,
    private readonly mostMs: number,
    private readonly failed: (error: unknown) => void,
  ) {
    void this.run();
  }

  stop(): void {
    this.abort.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    for (let pauseMs = this.leastMs; !signal.aborted; pauseMs = Math.min(2 * pauseMs, this.mostMs)) {
      try {
        return await this.client.connect({ signal });
      } catch (error) {
        if (signal.aborted) return;
        this.failed(error);
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}
