/** Asks a gateway for its health, and waits for so long only. */
import type { GatewayHealth } from '../health.js';
import { inTime } from './in-time.js';
import { SharedAnswer } from './shared-answer.js';

export type HealthAnswer = { readonly health: GatewayHealth } | { readonly unknown: string };

export class HealthQuestion {
  readonly #shared: SharedAnswer<HealthAnswer>;

  constructor(ask: () => Promise<GatewayHealth>) {
    this.#shared = new SharedAnswer(async () => {
      try {
        return { health: await ask() };
      } catch (error) {
        return { unknown: `the gateway could not tell its health: ${(error as Error).message}` };
      }
    });
  }

  /** Never rejects. */
  answer(withinMs: number): Promise<HealthAnswer> {
    const unknown = `the gateway did not tell its health within ${withinMs} ms`;
    return inTime(this.#shared.ask(), withinMs, () => ({ unknown }));
  }
}
