/** Each section of a configuration checked, and completed with its defaults. */
import { type AdapterRead, readAdapter } from '../adapter/config-file/adapter-section.js';
import { explicitSchema } from '../client/options.js';
import { type FileClientConfig, readClient } from '../client-config.js';
import { appSchema } from '../config/app.js';
import type { ConfigSection } from '../config/config-file.js';
import { type Complaint, examined } from '../config/refusal.js';
import { vaultSchema } from '../config/secrets/options.js';
import { isObject } from '../config/section.js';
import { edsSchema } from '../eds/options.js';
import { EipConfigError, type OptionProblem } from '../errors.js';
import { loggingSchema } from '../logging/options.js';
import type { BrokerConfig } from '../rabbitmq/option-types.js';
import { normalise } from '../rabbitmq/options.js';
import { besideFile } from '../tag-file/index.js';
import { telemetrySchema } from '../telemetry/options.js';
import type { Around } from './gateway/links.js';
import { readGateway } from './gateway/read.js';

/** What a section comes to. */
export interface SectionRead {
  /** Complete; undefined when something is wrong. */
  readonly value: unknown;
  /** By their path from the section on. */
  readonly complaints: readonly Complaint[];
  /** In other files, with their places there. */
  readonly problems?: readonly OptionProblem[];
}

export interface Surroundings {
  /** Whether the section holds. */
  readonly isEnabled: boolean;
  readonly adapter: AdapterRead;
  /** The file in which what is at a path of the section was said; undefined: in none. */
  fileAt(path: Complaint['path']): string | undefined;
  /** What the gateway is between. */
  readonly gateway: Around;
}

type Read = (options: unknown, around: Surroundings) => SectionRead;

export const READ: Readonly<Record<ConfigSection, Read>> = {
  app: (options) => bySchema(appSchema, options),
  adapter: (_options, { adapter }) => ({ value: adapter.complete, complaints: adapter.complaints }),
  client: readClientSection,
  // It is complete when nothing is to be logged too: its own `enabled` says so.
  logging: (options, { isEnabled }) =>
    bySchema(loggingSchema, isObject(options) ? { ...options, enabled: isEnabled } : options),
  rabbitmq: readBroker,
  telemetry: (options) => bySchema(telemetrySchema, options),
  gateway: readGatewaySection,
  eds: (options) => bySchema(edsSchema, options),
  vault: (options) => bySchema(vaultSchema, options),
};

function bySchema(schema: Parameters<typeof examined>[0], options: unknown): SectionRead {
  const { data, complaints = [] } = examined(schema, options);
  return { value: data, complaints };
}

export { readAdapter };

/** What addresses say of user, password and virtual host stands in its own option: no text holds a password. */
function readBroker(options: unknown): SectionRead {
  try {
    const { username, password, ...broker } = normalise(options as BrokerConfig);
    const tls = broker.tls ?? false;
    return { value: { ...broker, credentials: { username, password }, tls }, complaints: [] };
  } catch (error) {
    if (!(error instanceof EipConfigError) || error.code !== 'EIP_OPTION_INVALID') throw error;
    return { value: undefined, complaints: error.problems ?? [] };
  }
}

/** What is wrong with its adapter is told by the section of that. */
function readClientSection(section: unknown, { adapter, fileAt }: Surroundings): SectionRead {
  const tagFile = (path: string) => besideOrigin(fileAt(['tags']), path);
  const { config, complaints, problems } = readClient({ section, adapter, tagFile });
  const isRight = complaints.length === 0 && problems.length === 0;
  return {
    value: isRight && config !== undefined ? completed(config) : undefined,
    complaints: complaints
      .filter(({ path }) => path[0] === 'client')
      .map(({ path, message }) => ({ path: path.slice(1), message })),
    problems,
  };
}

function readGatewaySection(options: unknown, { adapter, fileAt, gateway }: Surroundings): SectionRead {
  return readGateway(options, {
    ...gateway,
    adapter,
    tagFile: (path, file) => besideOrigin(fileAt(path), file),
  });
}

/** A path that a variable or the program says is seen from the folder of the process. */
function besideOrigin(from: string | undefined, path: string): string {
  return from === undefined ? path : besideFile(from, path);
}

/** Over an adapter nothing has a default. */
function completed(config: FileClientConfig): unknown {
  const { protocol, ...options } = config;
  return protocol === 'explicit' ? { protocol, ...examined(explicitSchema, options).data } : config;
}
