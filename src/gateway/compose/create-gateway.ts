/** A gateway from one configuration: docs/running.md. */
import type { EipConfig } from '../../eip-config/index.js';
import { EipConfigError } from '../../errors.js';
import type { Sink } from '../../telemetry/sink.js';
import type { Source } from '../../telemetry/source.js';
import { Gateway } from '../gateway.js';
import { GatewayServer } from '../http/gateway-server.js';
import type { MetricsRegistry } from '../metrics/registry-type.js';
import type { GatewaySpoolOptions } from '../options.js';
import type { CommandTarget } from '../part.js';
import { AdapterKeeper } from './adapter-keeper.js';
import { configuredAdapter } from './configured-adapter.js';
import {
  appOf,
  configuredDesk,
  configuredInbox,
  configuredSink,
  configuredSource,
  type Making,
  sinkLink,
} from './configured-parts.js';
import { enabledSources } from './enabled-sources.js';
import { GatewayService } from './gateway-service.js';
import { type GatewayLogger, partLogger } from './part-logger.js';
import { SinkSlot } from './sink-slot.js';
import { SourceSlot } from './source-slot.js';

export interface CreateGatewayOptions {
  /** A logger of pino, whose lines carry `part`; or what gives the logger of a module, such as `getLogger`. Default: none. */
  readonly logger?: GatewayLogger | undefined;
  /** A `Registry` of prom-client, which `/metrics` then shows whole. Default: one of its own. */
  readonly registry?: MetricsRegistry | undefined;
  /** Beside those of the configuration; the gateway starts and stops them. Commands reach those that are targets too. */
  readonly sources?: readonly Source[] | undefined;
  /** Beside those of the configuration; the gateway closes them. */
  readonly sinks?: readonly Sink[] | undefined;
}

/**
 * Makes all that a configuration names for its gateway: clients of the broker, sinks, adapter, sources, commands, and
 * the server of health and metrics. Nothing is opened before `start()`.
 *
 * @param config as `loadConfig` gives it; names of own sources and sinks are known to it by its option `own`
 * @throws EipConfigError EIP_OPTION_INVALID; TypeError for a part that is none, or has the name of another
 */
export function createGateway(config: EipConfig, options: CreateGatewayOptions = {}): GatewayService {
  const settings = config.gateway;
  if (settings === undefined) {
    throw new EipConfigError('EIP_OPTION_INVALID', 'The configuration has no section "gateway" that is enabled', {
      option: 'gateway',
    });
  }
  const { logger, registry, sources = [], sinks = [] } = options;
  const making: Making = { app: appOf(config), logger };
  const adapter = configuredAdapter(config, partLogger(logger, 'adapter'));
  const keeper = adapter && new AdapterKeeper(adapter);
  const slots = slotsOf(config, keeper, making);
  const link = sinkLink(config, making);
  const configured = configuredSink(config, link);
  const slot = configured && new SinkSlot(configured);
  const commands = configuredDesk(config, targetsOf([...slots.values(), ...sources]), making);
  const inbox = configuredInbox(config, making);
  const log = partLogger(logger, 'gateway');
  const gateway = new Gateway({
    app: making.app,
    sources: [...slots.values(), ...sources, ...(inbox === undefined ? [] : [inbox])],
    sinks: [...(slot === undefined ? [] : [slot]), ...sinks],
    spool: spoolOf(config),
    delivery: settings.delivery,
    commands: commands?.desk,
    stopMs: settings.stopMs,
    logger: log,
  });
  const { enabled, host, port } = settings.http;
  const server = enabled
    ? new GatewayServer(
        { host, port },
        { gateway, app: making.app, registry, logger: partLogger(logger, 'gateway.http') },
      )
    : undefined;
  const sink = slot && link && { slot, link };
  return new GatewayService(config, {
    gateway,
    making,
    keeper,
    slots,
    sink,
    commandLink: commands?.link,
    server,
    log,
  });
}

function slotsOf(config: EipConfig, keeper: AdapterKeeper | undefined, making: Making): Map<string, SourceSlot> {
  return new Map(
    enabledSources(config).map(([name, settings]) => {
      const source = configuredSource(name, settings, keeper, making);
      return [name, new SourceSlot(source, settings.protocol === 'implicit' ? keeper : undefined)];
    }),
  );
}

/** A service's own source may be one by its calls. */
function targetsOf(sources: readonly Source[]): ReadonlyMap<string, CommandTarget> {
  const targets = sources.filter((source): source is Source & CommandTarget => 'targetState' in source);
  return new Map(targets.map((target) => [target.name, target]));
}

function spoolOf({ gateway, telemetry }: EipConfig): GatewaySpoolOptions | false {
  if (gateway?.spool !== true) return false;
  if (telemetry?.spool !== undefined) return telemetry.spool as GatewaySpoolOptions;
  throw new EipConfigError('EIP_OPTION_INVALID', 'The gateway has no telemetry.spool', { option: 'telemetry.spool' });
}
