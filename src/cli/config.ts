/** A configuration as the commands take it: all of it is checked, whichever part a command needs. */
import type { AdapterOptions } from '../adapter/index.js';
import type { FileClientConfig } from '../client-config.js';
import { problemAt, refuseAll } from '../config/sources.js';
import type { EdsOptions } from '../eds/index.js';
import { examine, type Shown, shownConfig } from '../eip-config/index.js';

export interface Configuration {
  readonly adapter: AdapterOptions;
  readonly eds: EdsOptions;
}

export interface CheckedConfiguration {
  readonly adapter: AdapterOptions | undefined;
  readonly client: FileClientConfig | undefined;
  /** Sections that are there besides, by name. */
  readonly others: readonly string[];
  readonly shown: Shown;
}

type Environment = Readonly<Record<string, string | undefined>>;

const OTHERS = ['rabbitmq', 'telemetry', 'gateway', 'vault'] as const;

/** All of the files together, whatever they are for. @throws as `readConfiguration` */
export function checkConfiguration(files: readonly string[], env: Environment): CheckedConfiguration {
  const examination = examine({ files, env });
  refuseAll(files, examination.problems);
  const { sections } = examination;
  return {
    adapter: sections.adapter as AdapterOptions | undefined,
    client: sections.client as FileClientConfig | undefined,
    others: OTHERS.filter((name) => sections[name] !== undefined),
    shown: shownConfig(examination),
  };
}

/** `3 assemblies, 1 connection; a client of explicit messages; rabbitmq` */
export function checkedText({ adapter, client, others }: CheckedConfiguration): string {
  const kind = client?.protocol === 'explicit' ? 'a client of explicit messages' : 'a client over this adapter';
  const texts = [adapter && contentsText(adapter), client && kind, ...others].filter((text) => text !== undefined);
  return texts.length === 0 ? 'nothing but defaults' : texts.join('; ');
}

/**
 * The adapter of a file, with what the environment says of it.
 * @throws EipConfigError EIP_CONFIG_UNREADABLE, EIP_CONFIG_INVALID with all that is wrong.
 */
export function readConfiguration(path: string): Configuration {
  const { tree, sections, problems } = examine({ files: path });
  const hasAdapter = sections.adapter !== undefined || problems.length > 0;
  const missing = { path: ['adapter'], message: 'required: the options of the adapter, enabled' };
  refuseAll([path], hasAdapter ? problems : [problemAt(tree, missing)]);
  return { adapter: sections.adapter as AdapterOptions, eds: (sections.eds ?? {}) as EdsOptions };
}

/** `3 assemblies, 1 connection` */
export function contentsText({ assemblies, connections = [] }: AdapterOptions): string {
  return `${counted(Object.keys(assemblies).length, 'assembly', 'assemblies')}, ${counted(connections.length, 'connection')}`;
}

export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
