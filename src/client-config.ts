/** The key `client` of a configuration file as the options of a client (docs/configuration.md, "A client"). */
import { z } from 'zod';
import { adapterSection } from './adapter/config-file/adapter-section.js';
import { type AdapterOptions, ImplicitClient, type ImplicitClientOptions } from './adapter/index.js';
import { ExplicitClient, type ExplicitClientOptions } from './client/index.js';
import { type ConfigFile, refuseProblems } from './config/config-file.js';
import { type Complaint, examined } from './config/refusal.js';
import { expected, oneOf } from './config/schema.js';
import { EipConfigError, type OptionProblem } from './errors.js';
import { besideFile } from './tag-file/index.js';

export const PROTOCOLS = ['implicit', 'explicit'] as const;
export const protocolSchema = z.looseObject({ protocol: oneOf(PROTOCOLS) }, expected('an object of options'));

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
  refuseProblems(file.file, [...file.problems, ...problems]);
  return config as FileClientConfig;
}

/** Everything that is wrong with the section, and with the tag file that it names, is told at once. */
export function clientSection(file: ConfigFile): ClientSection {
  const section = file.section('client');
  const { data, complaints } = examined(protocolSchema, section);
  if (data === undefined) return { config: undefined, problems: inClient(file, complaints ?? []) };
  const { protocol, ...options } = data;
  const placed = typeof options.tags === 'string' ? { ...options, tags: besideFile(file.file, options.tags) } : options;
  return protocol === 'explicit' ? explicitSection(file, placed) : implicitSection(file, placed);
}

function explicitSection(file: ConfigFile, options: object): ClientSection {
  const explicit = options as ExplicitClientOptions;
  const problems = problemsOf(file, () => new ExplicitClient(explicit));
  return { config: { ...explicit, protocol: 'explicit' }, problems };
}

/** Its adapter is that of the file. */
function implicitSection(file: ConfigFile, options: object): ClientSection {
  if ('adapter' in options) {
    const message = 'belongs to the top of the file, under the key "adapter"';
    return { config: undefined, problems: inClient(file, [{ path: ['adapter'], message }]) };
  }
  const { options: adapter, problems } = adapterSection(file);
  if (problems.length > 0) return { config: undefined, problems };
  const implicit = { ...options, adapter } as ImplicitClientOptions & { readonly adapter: AdapterOptions };
  return {
    config: { ...implicit, protocol: 'implicit' },
    problems: problemsOf(file, () => new ImplicitClient(implicit)),
  };
}

/** Options by their place in this file; what is wrong with a tag file has a place there. */
function problemsOf(file: ConfigFile, make: () => unknown): readonly OptionProblem[] {
  try {
    make();
    return [];
  } catch (error) {
    if (!(error instanceof EipConfigError)) throw error;
    const { problems = [], message, check } = error;
    if (error.code === 'EIP_CONFIG_INVALID') return problems;
    if (problems.length > 0) return inClient(file, problems);
    return inClient(file, [{ path: ['tags'], message: message.slice(0, -`. ${check}.`.length) }]);
  }
}

function inClient(file: ConfigFile, complaints: readonly Complaint[]): OptionProblem[] {
  return complaints.map(({ path, message }) => file.problem('client', { path, message }));
}
