/** What a program hands to `loadConfig`, and what it gets. */
import type { AdapterOptions } from '../adapter/index.js';
import type { App, AppOptions } from '../config/app.js';
import type { Origin } from '../config/origin.js';
import type { VaultOptions } from '../config/secrets/option-types.js';
import type { Secret } from '../config/secrets/secret.js';
import type { SecretStores } from '../config/secrets/secret-stores.js';
import type { ClientConfig } from '../create-client.js';
import type { EdsOptions } from '../eds/index.js';
import type { LogTarget } from '../logging/logger.js';
import type { LoggingConfig, LoggingSection } from '../logging/options.js';
import type { BrokerConfig } from '../rabbitmq/option-types.js';
import type { RabbitSinkSettings } from '../telemetry/options.js';
import type { SpoolSettings } from '../telemetry/spool/options.js';
import type { GatewayConfig, GatewaySettings } from './gateway/index.js';
import type { OwnParts } from './gateway/links.js';

/** As a program writes sections: any part of them, beside what files and variables say. */
export type Partly<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends readonly unknown[] | Secret
    ? T
    : T extends object
      ? { readonly [K in keyof T]?: Partly<T[K]> | null | undefined }
      : T;

type Given<T> = Partly<T> & { readonly enabled?: boolean | undefined };

/** Sections of a configuration, or parts of them; docs/configuration.md has every key. */
export interface ConfigValues {
  /** Of the format: 1. */
  readonly version?: 1;
  readonly app?: Given<AppOptions> | null | undefined;
  readonly adapter?: Given<AdapterOptions> | null | undefined;
  readonly client?: (Partly<Omit<ClientConfig, 'adapter'>> & { readonly [option: string]: unknown }) | null | undefined;
  readonly logging?: Given<LoggingSection> | null | undefined;
  readonly rabbitmq?: Given<BrokerConfig> | null | undefined;
  readonly telemetry?: Given<TelemetryConfig> | null | undefined;
  readonly gateway?: Given<GatewayConfig> | null | undefined;
  readonly eds?: Given<EdsOptions> | null | undefined;
  readonly vault?: Given<VaultOptions> | null | undefined;
}

export interface LoadConfigOptions {
  /** Paths of YAML or JSON files; of several, a later one counts more. Default: none. */
  readonly files?: string | readonly string[] | undefined;
  /** Variables `EIP_SECTION__KEY`, which count more than files. Default: `process.env`, as it is at the call. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** What the program itself says, which counts most. Default: nothing. */
  readonly values?: ConfigValues | undefined;
  /** Names of sources and sinks that the program gives to `createGateway` itself. Default: none. */
  readonly own?: OwnParts | undefined;
  /** Told when the token of the vault could not be renewed. Default: nobody. */
  readonly logger?: LogTarget | undefined;
}

type AlwaysThere<T, Absent extends keyof T> = Required<Omit<T, Absent>> & Pick<T, Absent>;

/** Complete but for what has no default. */
export type AdapterConfig = AlwaysThere<AdapterOptions, 'host' | 'maxSessionsPerPeer' | 'settingsFile'>;

export interface TelemetryConfig {
  /** For `Spool.open(...)`; each sink that it does not name gets the defaults. */
  readonly spool?: SpoolSettings | undefined;
  readonly sinks: {
    /** For `new RabbitSink(client, ...)`. */
    readonly rabbitmq?: RabbitSinkSettings | undefined;
  };
}

/**
 * A configuration that is right: every section as whoever it is for takes it, every default filled in, frozen. A section
 * that is not enabled is undefined.
 */
export interface EipConfig {
  readonly version: 1;
  readonly app: App | undefined;
  /** For `new Adapter(...)`. */
  readonly adapter: AdapterConfig | undefined;
  /** For `createClient(...)`. */
  readonly client: ClientConfig | undefined;
  /** For `setupLogger({ ...logging, app })`; its `enabled` says whether anything is logged. */
  readonly logging: LoggingConfig;
  /** For `new RabbitClient(...)`; credentials and virtual host of addresses stand in their own options. */
  readonly rabbitmq: Required<BrokerConfig> | undefined;
  readonly telemetry: TelemetryConfig | undefined;
  /** For `createGateway(config)`. */
  readonly gateway: GatewaySettings | undefined;
  /** For `generateEds(adapter, ...)`. */
  readonly eds: EdsOptions | undefined;
  readonly vault: VaultOptions | undefined;
  /**
   * Where the secrets of the sections are read, at each use. Nothing is asked before; whoever used secrets of the vault
   * closes it at its end.
   */
  readonly secrets: SecretStores;
  /** Where each value came from, by its path as in `adapter.connections[0].type`. */
  readonly origins: Readonly<Record<string, Origin>>;
}
