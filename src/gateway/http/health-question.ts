/** Asks a gateway for its health, and waits for so long only. */
import type { GatewayHealth } from '../health.js';
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
  async answer(withinMs: number): Promise<HealthAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<HealthAnswer>((done) => {
      const unknown = `the gateway did not tell its health within ${withinMs} ms`;
      timer = setTimeout(() => done({ unknown }), withinMs);
    });
    try {
      return await Promise.race([this.#shared.ask(), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
