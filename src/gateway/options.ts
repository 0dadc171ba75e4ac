/** What a gateway is made of, as a program gives it; completed and checked once. */
import type { z } from 'zod';
import { type App, type AppOptions, appSchema } from '../config/app.js';
import { named } from '../config/named.js';
import { noSuchName } from '../config/names.js';
import { parsed, refuseComplaints } from '../config/refusal.js';
import { options, whole } from '../config/schema.js';
import { shown } from '../config/shown.js';
import { type DeliverySettings, deliverySchema } from '../eip-config/gateway/delivery.js';
import type { LogTarget } from '../logging/logger.js';
import type { Sink } from '../telemetry/sink.js';
import type { Source } from '../telemetry/source.js';
import type { SpoolOptions } from '../telemetry/spool/option-types.js';
import type { CommandsStatus } from './status.js';

/** How records leave for a sink: the section `gateway.delivery`. */
export type DeliveryOptions = z.input<typeof deliverySchema>;

/** Where commands come in. */
export interface CommandsPart extends Source {
  status(): CommandsStatus;
}

/** A sink that is not named has the defaults. */
export type GatewaySpoolOptions = Omit<SpoolOptions, 'sinks'> & Partial<Pick<SpoolOptions, 'sinks'>>;

export interface GatewayOptions {
  /** Who the service is: for `status()`. Default: the name of this package and of the host. */
  readonly app?: AppOptions | undefined;
  /** Started and stopped by the gateway. Names may not be there twice. */
  readonly sources?: readonly Source[] | undefined;
  /** One at least. The gateway closes them. */
  readonly sinks: readonly Sink[];
  /** Records on disk until each sink has them; false: in memory, and lost with it. */
  readonly spool: GatewaySpoolOptions | false;
  /** By name of the sink. */
  readonly delivery?: { readonly [sink: string]: DeliveryOptions } | undefined;
  /** Started last and stopped first. */
  readonly commands?: CommandsPart | undefined;
  /** For ending, milliseconds, 0 to 600,000: what is not delivered by then stays in the spool. Default 10,000. */
  readonly stopMs?: number | undefined;
  /** Default: nothing is logged. */
  readonly logger?: LogTarget | undefined;
}

/** Complete. */
export interface GatewayParts {
  readonly app: App;
  readonly sources: ReadonlyMap<string, Source>;
  readonly sinks: ReadonlyMap<string, Sink>;
  readonly spool: SpoolOptions | undefined;
  readonly delivery: Readonly<Record<string, DeliverySettings>>;
  readonly commands: CommandsPart | undefined;
  readonly stopMs: number;
  readonly logger: LogTarget | undefined;
}

const schema = options({
  app: appSchema.prefault({}),
  delivery: named('sink', deliverySchema, 'sinks by their names').default({}),
  stopMs: whole(0, 600_000).default(10_000),
});

/** @throws TypeError for a part that is none; EipConfigError EIP_OPTION_INVALID */
export function gatewayParts(given: GatewayOptions): GatewayParts {
  const { app, delivery, stopMs, commands, logger, spool } = given;
  const sources = byName('source', given.sources ?? [], ['start', 'stop', 'healthCheck']);
  const sinks = byName('sink', given.sinks, ['write', 'flush', 'healthCheck', 'close']);
  if (sinks.size === 0) throw new TypeError('sinks: expected one at least');
  if (commands !== undefined) byName('source', [commands], ['start', 'stop', 'healthCheck', 'status']);
  const settings = parsed('gateway', schema, { app, delivery, stopMs });
  refuseUnknown('delivery', settings.delivery, sinks);
  if (spool !== false) refuseUnknown('spool.sinks', spool?.sinks ?? {}, sinks);
  const names = [...sinks.keys()];
  return {
    app: settings.app,
    sources,
    sinks,
    spool: spool === false ? undefined : { ...spool, sinks: forEach(names, (name) => spool?.sinks?.[name] ?? {}) },
    delivery: forEach(names, (name) => settings.delivery[name] ?? deliverySchema.parse({})),
    commands,
    stopMs: settings.stopMs,
    logger,
  };
}

function forEach<T>(names: readonly string[], make: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}

function byName<T extends { readonly name: string }>(what: string, given: readonly T[], calls: readonly string[]) {
  if (!Array.isArray(given)) throw new TypeError(`expected a list of ${what}s, got ${shown(given)}`);
  const found = new Map<string, T>();
  for (const part of given as readonly T[]) {
    const { name } = part ?? {};
    if (typeof name !== 'string' || name === '')
      throw new TypeError(`expected a ${what} with a name, got ${shown(part)}`);
    const missing = calls.find((call) => typeof part[call as keyof T] !== 'function');
    if (missing !== undefined) throw new TypeError(`The ${what} "${name}" has no ${missing}()`);
    if (found.has(name)) throw new TypeError(`Two ${what}s have the name "${name}"`);
    found.set(name, part);
  }
  return found;
}

function refuseUnknown(option: string, given: object, sinks: ReadonlyMap<string, Sink>): void {
  const unknown = Object.keys(given).filter((name) => !sinks.has(name));
  refuseComplaints('gateway', (complain) => {
    for (const name of unknown) complain([...option.split('.'), name], noSuchName('sink', name, [...sinks.keys()]));
  });
}
