/** The key `client` of a configuration file as the options of a client (docs/configuration.md, "A client"). */
import { z } from 'zod';
import { type AdapterRead, readAdapter } from './adapter/config-file/adapter-section.js';
import { implicitSchema } from './adapter/implicit/options.js';
import { type AdapterOptions, ImplicitClient, type ImplicitClientOptions } from './adapter/index.js';
import { ExplicitClient, type ExplicitClientOptions } from './client/index.js';
import { type ConfigFile, refuseProblems } from './config/config-file.js';
import { type Complaint, examined, parsed } from './config/refusal.js';
import { expected, oneOf } from './config/schema.js';
import { optionsIn } from './config/section.js';
import { EipConfigError, type OptionProblem } from './errors.js';
import { besideFile } from './tag-file/index.js';

export const PROTOCOLS = ['implicit', 'explicit'] as const;
export const protocolSchema = z.looseObject({ protocol: oneOf(PROTOCOLS) }, expected('an object of options'));

/** What is the client's own, where its adapter is wrong. */
const ownSchema = implicitSchema.omit({ adapter: true });

/** Options as they stand in a file; whoever makes a client of them checks them. */
export type FileClientConfig =
  | (ImplicitClientOptions & { readonly protocol: 'implicit' })
  | (ExplicitClientOptions & { readonly protocol: 'explicit' });

export interface ClientSection {
  /** Not to be used when there are problems. */
  readonly config: FileClientConfig | undefined;
  readonly problems: readonly OptionProblem[];
}

/** @throws EipConfigError EIP_CONFIG_INVALID for what is wrong with the section or with the file around it. */
export function clientConfigOf(file: ConfigFile): FileClientConfig {
  const { config, problems } = clientSection(file);
  refuseProblems([...file.problems, ...problems]);
  return config as FileClientConfig;
}

export interface ClientSources {
  /** The section `client`. */
  readonly section: unknown;
  readonly adapter: AdapterRead;
  /** The path of a tag file as it is to be opened. */
  tagFile(path: string): string;
}

export interface ClientRead {
  /** Not to be used when something is wrong. */
  readonly config: FileClientConfig | undefined;
  /** By their path from the top. */
  readonly complaints: readonly Complaint[];
  /** Of the tag file, with their places there. */
  readonly problems: readonly OptionProblem[];
}

/** Everything that is wrong with the section, and with the tag file that it names, is told at once. */
export function readClient({ section, adapter, tagFile }: ClientSources): ClientRead {
  const { data, complaints } = examined(protocolSchema, optionsIn(section));
  if (data === undefined) return wrong(inClient(complaints ?? []));
  const { protocol, ...options } = data;
  const placed = typeof options.tags === 'string' ? { ...options, tags: tagFile(options.tags) } : options;
  return protocol === 'explicit' ? readExplicit(placed) : readImplicit(placed, adapter);
}

/** What a client refuses of its options; of a tag file with their places there. */
export interface ClientFaults {
  /** By their path from the options on. */
  readonly complaints: readonly Complaint[];
  readonly problems: readonly OptionProblem[];
}

/** The section of a file, whatever `enabled` says. */
export function clientSection(file: ConfigFile): ClientSection {
  const tagFile = (path: string) => besideFile(file.file, path);
  const adapter = readAdapter(file.section('adapter'));
  const { config, complaints, problems } = readClient({ section: file.section('client'), adapter, tagFile });
  return { config, problems: [...complaints.map((complaint) => file.problemAt(complaint)), ...problems] };
}

function wrong(complaints: readonly Complaint[]): ClientRead {
  return { config: undefined, complaints, problems: [] };
}

function readExplicit(options: object): ClientRead {
  const explicit = options as ExplicitClientOptions;
  return {
    config: { ...explicit, protocol: 'explicit' },
    ...inSection(clientFaults(() => new ExplicitClient(explicit))),
  };
}

function inSection({ complaints, problems }: ClientFaults): ClientFaults {
  return { complaints: inClient(complaints), problems };
}

/** Its adapter is that of the configuration. */
function readImplicit(options: object, adapter: AdapterRead): ClientRead {
  if ('adapter' in options) {
    const message = 'belongs to the top of the file, under the key "adapter"';
    return wrong(inClient([{ path: ['adapter'], message }]));
  }
  if (adapter.complaints.length > 0) {
    const { complaints, problems } = implicitFaults(options, adapter);
    const inAdapter = adapter.complaints.map(({ path, message }) => ({ path: ['adapter', ...path], message }));
    return { config: undefined, complaints: [...inClient(complaints), ...inAdapter], problems };
  }
  const implicit = { ...options, adapter: adapter.options } as FileClientConfig & { readonly protocol: 'implicit' };
  return { config: { ...implicit, protocol: 'implicit' }, ...inSection(implicitFaults(options, adapter)) };
}

/** Those of its own options alone where the adapter is wrong. */
export function implicitFaults(options: object, adapter: AdapterRead): ClientFaults {
  if (adapter.complaints.length > 0) return clientFaults(() => parsed('client', ownSchema, options));
  const complete = { ...options, adapter: adapter.options } as ImplicitClientOptions & {
    readonly adapter: AdapterOptions;
  };
  return clientFaults(() => new ImplicitClient(complete));
}

/** What is wrong with a tag file has a place there. */
export function clientFaults(make: () => unknown): ClientFaults {
  try {
    make();
    return { complaints: [], problems: [] };
  } catch (error) {
    if (!(error instanceof EipConfigError)) throw error;
    const { problems = [], message, check } = error;
    if (error.code === 'EIP_CONFIG_INVALID') return { complaints: [], problems };
    if (problems.length > 0)
      return { complaints: problems.map(({ path, message }) => ({ path, message })), problems: [] };
    const what = message.slice(0, -`. ${check}.`.length);
    return { complaints: [{ path: ['tags'], message: what }], problems: [] };
  }
}

function inClient(complaints: readonly Complaint[]): Complaint[] {
  return complaints.map(({ path, message }) => ({ path: ['client', ...path], message }));
}
