/** SIGHUP: the files are read again, and what can change while the gateway runs is as they say then; or nothing is. */
import { type EipConfig, loadConfig } from '../eip-config/index.js';
import { EipError } from '../errors.js';
import type { GatewayService, Reloaded } from '../gateway/compose/gateway-service.js';
import type { Logging } from '../logging/hub.js';
import { textOf } from './failure.js';
import type { Context } from './run-command.js';
import type { ServiceManager } from './service-manager.js';

interface Running {
  readonly service: GatewayService;
  readonly logging: Logging;
  readonly manager: ServiceManager;
}

export interface ReloadFigures {
  reloads: number;
  refusedReloads: number;
}

/** Holds the signal from the beginning on: it would end the process. One that comes early waits for the start. */
export class Reloads implements Disposable {
  private running: Running | undefined;
  private isAsked = false;
  private working: Promise<void> | undefined;
  private readonly onSignal = (): void => {
    this.isAsked = true;
    this.work();
  };

  constructor(
    private readonly files: readonly string[],
    private readonly context: Context,
    private readonly figures: ReloadFigures,
  ) {
    process.on('SIGHUP', this.onSignal);
  }

  get isUnderWay(): boolean {
    return this.working !== undefined;
  }

  /** It runs: from now on there is what can be changed. */
  begin(running: Running): void {
    this.running = running;
    this.work();
  }

  [Symbol.dispose](): void {
    process.off('SIGHUP', this.onSignal);
  }

  /** One after the other; several that come meanwhile are one. */
  private work(): void {
    const { running, isAsked, working } = this;
    if (running === undefined || !isAsked || working !== undefined || this.context.stop.signal.aborted) return;
    this.isAsked = false;
    this.working = this.reload(running).finally(() => {
      this.working = undefined;
      this.work();
    });
  }

  private async reload({ service, logging, manager }: Running): Promise<void> {
    manager.reloading();
    let status = 'runs';
    try {
      const changes = await this.changed(service, logging);
      this.figures.reloads++;
      this.context.output.line({ type: 'reloaded', ...changes }, changesText(changes));
    } catch (error) {
      status = 'runs; the last reload was refused';
      this.refused(error, logging);
    }
    manager.ready(status);
  }

  private async changed(service: GatewayService, logging: Logging): Promise<Reloaded> {
    const config = loadConfig({ files: this.files });
    try {
      const changes = await service.reload(config);
      if (changes.logging) logging.reconfigure(levelsOf(config));
      return changes;
    } finally {
      // Nothing of it was asked: connections are those of the configuration of the start.
      await config.secrets.close();
    }
  }

  private refused(error: unknown, logging: Logging): void {
    const { output } = this.context;
    this.figures.refusedReloads++;
    logging.getLogger('cli').error({ err: error }, 'The configuration was not reloaded; the old one is in effect');
    output.message(`${textOf(error)}\nnot reloaded: the old configuration is in effect`);
    const { code = 'EIP_INTERNAL', problems = [] } = error instanceof EipError ? error : {};
    output.line({ type: 'reloadRefused', code, message: (error as Error).message, problems }, undefined);
  }
}

function levelsOf({ logging: { level, levels } }: EipConfig) {
  return { level, levels };
}

function changesText({ sources, sinks, delivery, logging }: Reloaded): string {
  const parts = [
    ...sources.map((name) => `source ${name}`),
    ...sinks.map((name) => `sink ${name}`),
    ...delivery.map((name) => `delivery to ${name}`),
    ...(logging ? ['levels of the log'] : []),
  ];
  return `reloaded: ${parts.length === 0 ? 'nothing is other than before' : parts.join(', ')}`;
}
