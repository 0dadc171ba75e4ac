/** What the configuration names of a gateway, made but not started: the owner of each part is told at its place. */
import { dirname, join } from 'node:path';
import { type App, appSchema } from '../../config/app.js';
import type { EipConfig } from '../../eip-config/index.js';
import { RabbitSink } from '../../telemetry/sinks/rabbitmq.js';
import { AuditInbox } from '../audit/index.js';
import { CommandDesk } from '../commands/desk.js';
import type { CommandTarget } from '../part.js';
import { ExplicitSource } from '../sources/explicit-source.js';
import { ImplicitSource } from '../sources/implicit-source.js';
import type { AdapterKeeper } from './adapter-keeper.js';
import { BrokerLink } from './broker-link.js';
import type { SourceSettings } from './enabled-sources.js';
import { type GatewayLogger, partLogger } from './part-logger.js';
import type { ConfiguredSource } from './source-slot.js';

/** What every part is made with. */
export interface Making {
  readonly app: App;
  readonly logger: GatewayLogger | undefined;
}

export function appOf({ app }: EipConfig): App {
  return app ?? appSchema.parse({});
}

/** Of a source that is over the adapter the keeper has it. @throws EipConfigError EIP_OPTION_INVALID */
export function configuredSource(
  name: string,
  settings: SourceSettings,
  keeper: AdapterKeeper | undefined,
  { app, logger: given }: Making,
): ConfiguredSource {
  const logger = partLogger(given, `gateway.sources.${name}`);
  if (settings.protocol === 'explicit') return new ExplicitSource(name, settings, { app, logger });
  if (keeper === undefined) throw new TypeError(`The source "${name}" is over an adapter, and there is none`);
  return new ImplicitSource(name, settings, { adapter: keeper.adapter, hold: keeper.newHold(), app, logger });
}

/** The client of records; undefined where nothing goes to the broker. */
export function sinkLink({ rabbitmq, telemetry }: EipConfig, { app, logger }: Making): BrokerLink | undefined {
  if (rabbitmq === undefined || telemetry?.sinks.rabbitmq === undefined) return undefined;
  return new BrokerLink(rabbitmq, { app, logger: partLogger(logger, 'gateway.sinks.rabbitmq') });
}

export function configuredSink({ telemetry }: EipConfig, link: BrokerLink | undefined): RabbitSink | undefined {
  const settings = telemetry?.sinks.rabbitmq;
  if (link === undefined || settings === undefined) return undefined;
  const { exchange, queue, ...rest } = settings;
  return new RabbitSink(link.client, {
    ...rest,
    ...(exchange !== undefined && { exchange }),
    ...(queue !== undefined && { queue }),
  });
}

/** The desk, and its own client, which it connects; undefined without commands. */
export function configuredDesk(
  config: EipConfig,
  targets: ReadonlyMap<string, CommandTarget>,
  { app, logger: given }: Making,
): { readonly desk: CommandDesk; readonly link: BrokerLink } | undefined {
  const { rabbitmq, gateway } = config;
  const settings = gateway?.commands;
  if (settings === undefined || rabbitmq === undefined) return undefined;
  const logger = partLogger(given, 'gateway.commands');
  const link = new BrokerLink(rabbitmq, { app, logger });
  const journal = settings.journal ?? besideSpool(config, 'commands');
  if (journal === undefined) throw new TypeError('gateway.commands.journal: there is no spool that it could be beside');
  return { link, desk: new CommandDesk(settings, { broker: link.client, targets, app, journal, logger }) };
}

/** Takes over what other processes of this machine leave; undefined where there is no folder for it. */
export function configuredInbox(config: EipConfig, { logger }: Making): AuditInbox | undefined {
  const folder = config.gateway?.audit.folder ?? besideSpool(config, 'audit');
  return folder === undefined ? undefined : new AuditInbox({ folder, logger: partLogger(logger, 'gateway.audit') });
}

/** Undefined without a spool. */
function besideSpool({ gateway, telemetry }: EipConfig, name: string): string | undefined {
  const folder = telemetry?.spool?.folder;
  return gateway?.spool !== true || folder === undefined ? undefined : join(dirname(folder), name);
}
