/** What of a configuration the checks are about. */
import { isIPv4 } from 'node:net';
import type { ExplicitSourceSettings } from '../eip-config/gateway/sources.js';
import type { EipConfig } from '../eip-config/index.js';

export interface AdapterSubject {
  readonly host: string | undefined;
  readonly port: number;
  readonly ioPort: number;
  readonly policy: 'auto' | 'fifo' | 'other';
  readonly priority: number;
  /** First address of the groups that it sends to. */
  readonly group: string;
}

/** A controller that is asked. */
export interface ControllerSubject {
  /** `client`, or the source. */
  readonly name: string;
  readonly options: ControllerOptions;
}

export type ControllerOptions = Omit<ExplicitSourceSettings, 'enabled' | 'events' | 'groups' | 'protocol'>;

/** A folder that has to be writable. */
export interface SpoolSubject {
  readonly folder: string;
  /** What its file may grow to. */
  readonly mostBytes: number;
  readonly durability: 'process' | 'power';
}

export interface Subject {
  /** Undefined: the configuration has none. */
  readonly adapter: AdapterSubject | undefined;
  /** There is no file: what is usual is looked at. */
  readonly assumed: boolean;
  readonly controllers: readonly ControllerSubject[];
  /** Addresses that may open connections to the adapter: PLCs. */
  readonly originators: readonly string[];
  readonly broker: EipConfig['rabbitmq'];
  /** Where the sink for it sends to. */
  readonly exchange: string | undefined;
  readonly spool: SpoolSubject | undefined;
  readonly http: { readonly host: string; readonly port: number } | undefined;
  /** Commands with deadlines are taken. */
  readonly commands: boolean;
}

/** By the protocol's rule the groups of an adapter are in 239.192.0.0/14 (docs/protocol.md). */
const FIRST_GROUP = '239.192.1.0';
/** LMDB's file may be twice as large as what is in it (docs/spool.md). */
const FILE_SHARE = 2;
const SINK_BYTES = 256 * 1_024 * 1_024;
const AUDIT_BYTES = 64 * 1_024 * 1_024;

const USUAL_ADAPTER: AdapterSubject = {
  host: undefined,
  port: 44_818,
  ioPort: 2_222,
  policy: 'auto',
  priority: 50,
  group: FIRST_GROUP,
};

/** Without a file: what an adapter with its defaults would want. */
export function usualSubject(): Subject {
  return {
    adapter: USUAL_ADAPTER,
    assumed: true,
    controllers: [],
    originators: [],
    broker: undefined,
    exchange: undefined,
    spool: undefined,
    http: undefined,
    commands: false,
  };
}

export function subjectOf(config: EipConfig): Subject {
  const { gateway, telemetry, rabbitmq } = config;
  const http = gateway?.http;
  return {
    adapter: adapterOf(config),
    assumed: false,
    controllers: controllersOf(config),
    originators: originatorsOf(config),
    broker: rabbitmq,
    exchange: telemetry?.sinks.rabbitmq?.exchange,
    spool: spoolOf(config),
    http: http?.enabled === true ? { host: http.host, port: http.port } : undefined,
    commands: gateway?.commands !== undefined,
  };
}

function adapterOf({ adapter }: EipConfig): AdapterSubject | undefined {
  if (adapter === undefined) return undefined;
  const { host, port, ioPort, scheduling, multicast } = adapter;
  const { policy = 'auto', priority = 50 } = typeof scheduling === 'string' ? { policy: scheduling } : scheduling;
  return { host, port, ioPort, policy, priority, group: multicast.addresses?.first ?? FIRST_GROUP };
}

function controllersOf({ client, gateway }: EipConfig): ControllerSubject[] {
  const found: ControllerSubject[] = [];
  if (client?.protocol === 'explicit') {
    const { protocol: _, ...options } = client;
    found.push({ name: 'client', options: options as ControllerOptions });
  }
  for (const [name, source] of Object.entries(gateway?.sources ?? {})) {
    if (!source.enabled || source.protocol !== 'explicit') continue;
    const { enabled: _enabled, events: _events, groups: _groups, protocol: _protocol, ...options } = source;
    found.push({ name, options });
  }
  return found;
}

/** Networks name nobody in particular. */
function originatorsOf({ adapter }: EipConfig): string[] {
  const allow = adapter?.allow;
  if (allow === undefined) return [];
  const entries: readonly string[] = Array.isArray(allow) ? allow : ((allow as { io?: readonly string[] }).io ?? []);
  return entries.map((entry) => entry.replace(/\/32$/, '')).filter(isIPv4);
}

function spoolOf({ gateway, telemetry }: EipConfig): SpoolSubject | undefined {
  const spool = telemetry?.spool;
  if (spool === undefined || gateway?.spool === false) return undefined;
  const sinks = new Set([...Object.keys(telemetry?.sinks ?? {}), ...Object.keys(spool.sinks)]);
  const bytes = [...sinks].reduce((total, name) => total + bytesOf(spool.sinks[name]), 0);
  return { folder: spool.folder, mostBytes: FILE_SHARE * bytes, durability: spool.durability };
}

type SinkBounds = NonNullable<NonNullable<EipConfig['telemetry']>['spool']>['sinks'][string];

function bytesOf(sink: SinkBounds | undefined): number {
  if (sink === undefined) return SINK_BYTES + AUDIT_BYTES;
  return Object.values(sink.priorities).reduce((total, bounds) => total + (bounds?.maxBytes ?? 0), sink.maxBytes);
}
