/** A client of the broker that is kept connected as long as the gateway runs: it never gives up. */
import type { App } from '../../config/app.js';
import type { LogTarget } from '../../logging/logger.js';
import { brokerLibrary } from '../../rabbitmq/client-library.js';
import type { BrokerConfig } from '../../rabbitmq/option-types.js';
import { pausedFully } from '../../rabbitmq/pause.js';
import { RabbitClient } from '../../rabbitmq/rabbit-client.js';

/** Before the first connection only: later the client comes back by itself. */
const AGAIN_MS = 1_000;

/** The options of a client that connects again without end: what a gateway holds waits for it. */
export function withoutEnd(config: BrokerConfig): BrokerConfig {
  return { ...config, maxRetries: 'infinity' };
}

export class BrokerLink {
  readonly client: RabbitClient;
  readonly #log: LogTarget;
  readonly #stopping = new AbortController();
  #working: Promise<void> | undefined;
  #told: string | undefined;

  /** @throws EipConfigError EIP_OPTION_INVALID */
  constructor(config: BrokerConfig, { app, logger }: { readonly app: App; readonly logger: LogTarget }) {
    this.#log = logger;
    this.client = new RabbitClient(withoutEnd(config), { app, logger });
    this.client.on('error', (error) => this.#tell(error));
  }

  /** Begins to connect; a broker that is away, or refuses the login, may be there later. @throws EIP_BROKER_LIBRARY_MISSING */
  async start(): Promise<void> {
    await brokerLibrary();
    this.#working ??= this.#connect();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.client.close();
    await this.#working;
  }

  async #connect(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.client.connect({ signal });
        return;
      } catch (error) {
        this.#tell(error as Error);
        await pausedFully(AGAIN_MS, signal);
      }
    }
  }

  /** Each trouble once. */
  #tell(error: Error): void {
    if (this.#stopping.signal.aborted || error.message === this.#told) return;
    this.#told = error.message;
    this.#log.error({ err: error }, 'the broker takes no records');
  }
}
