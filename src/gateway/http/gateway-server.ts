/** Health and metrics over HTTP: `/health/live`, `/health/ready`, `/metrics`. */
import type { App } from '../../config/app.js';
import type { LogTarget } from '../../logging/logger.js';
import type { GatewayHealth } from '../health.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import type { MetricsRegistry } from '../metrics/registry-type.js';
import type { GatewayStatus } from '../status.js';
import { HealthQuestion } from './health-question.js';
import { Listener } from './listener.js';
import { metricsOf } from './pages.js';
import { requestListener } from './requests.js';
import { SharedAnswer } from './shared-answer.js';

export interface GatewayServerOptions {
  /** Address or name of this machine to listen on. */
  readonly host: string;
  /** TCP port; 0: any, `address` tells it. */
  readonly port: number;
}

export interface GatewayServerParts {
  /** Whose health and figures it tells. */
  readonly gateway: { status(): GatewayStatus; health(): Promise<GatewayHealth> };
  /** Who it is: `instance` is the label `gateway` of its metrics. */
  readonly app: App;
  /** A `Registry` of prom-client, which `/metrics` then shows whole. Default: one of its own. */
  readonly registry?: MetricsRegistry | undefined;
  readonly logger: LogTarget;
}

interface Running {
  readonly listener: Listener;
  readonly metrics: GatewayMetrics;
}

export class GatewayServer implements AsyncDisposable {
  #running: Promise<Running> | undefined;
  #stopping: Promise<void> | undefined;
  #address: { readonly host: string; readonly port: number } | undefined;

  /** @throws TypeError without a host: it would be every address of the machine */
  constructor(
    private readonly options: GatewayServerOptions,
    private readonly parts: GatewayServerParts,
  ) {
    const { host } = options;
    if (typeof host !== 'string' || host === '') throw new TypeError('host: expected an address of this machine');
  }

  /** Where it listens; undefined while it does not. */
  get address(): { readonly host: string; readonly port: number } | undefined {
    return this.#address;
  }

  /**
   * Listens; before the gateway starts, so that it is seen how it does. Once it listens, calls more do nothing.
   * @throws EipConnectionError EIP_PORT_IN_USE, EIP_PORT_DENIED, EIP_ADDRESS_UNAVAILABLE, EIP_OPEN_FAILED
   * @throws EipError EIP_METRICS_MODULE_MISSING
   * @throws EipConfigError EIP_METRICS_TAKEN
   */
  async start(): Promise<void> {
    if (this.#stopping !== undefined) await this.#stopping;
    this.#running ??= this.#open().catch((error: unknown) => {
      this.#running = undefined;
      throw error;
    });
    await this.#running;
  }

  /** Answers what it has begun to answer, a second at most; the registry is as before. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#close().finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #open(): Promise<Running> {
    const { gateway, app, registry, logger } = this.parts;
    const metrics = new GatewayMetrics({ gateway, app, registry });
    const there = await metrics.register();
    const pages = {
      gateway,
      health: new HealthQuestion(() => gateway.health()),
      metrics: new SharedAnswer(() => metricsOf(there)),
    };
    try {
      const { host, port } = this.options;
      const listener = await Listener.open(host, port, requestListener(pages, logger));
      this.#address = { host: listener.host, port: listener.port };
      this.#tell(listener);
      return { listener, metrics };
    } catch (error) {
      metrics.unregister();
      throw error;
    }
  }

  #tell({ host, port, isPublic }: Listener): void {
    const where = { address: host, port };
    if (!isPublic) this.parts.logger.info(where, 'health and metrics over HTTP');
    else {
      const text = 'health and metrics over HTTP can be read by everybody who reaches this address, without a password';
      this.parts.logger.warn(where, text);
    }
  }

  async #close(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    this.#running = undefined;
    this.#address = undefined;
    await running?.listener.close();
    running?.metrics.unregister();
  }
}
