/** A configuration file as the commands take it: all of it is checked, whichever part a command needs. */
import { adapterSection } from '../adapter/config-file/adapter-section.js';
import type { AdapterOptions } from '../adapter/index.js';
import { clientSection, type FileClientConfig } from '../client-config.js';
import { ConfigFile, refuseProblems } from '../config/config-file.js';
import { edsSection } from '../eds/config-section.js';
import type { EdsOptions } from '../eds/index.js';

export interface Configuration {
  readonly adapter: AdapterOptions;
  readonly eds: EdsOptions;
}

/** What there is: an adapter, a client, or a client over the adapter. */
export interface CheckedConfiguration {
  readonly adapter: AdapterOptions | undefined;
  readonly client: FileClientConfig | undefined;
}

/** All of a file, whatever it is for. @throws as `readConfiguration` */
export function checkConfiguration(path: string): CheckedConfiguration {
  const file = ConfigFile.read(path);
  const client = file.section('client') === undefined ? undefined : clientSection(file);
  const hasAdapter = client?.config?.protocol !== 'explicit' || file.section('adapter') !== undefined;
  const needsAdapter = client === undefined || hasAdapter;
  const adapter = needsAdapter ? adapterSection(file) : undefined;
  const problems = [...file.problems, ...(adapter?.problems ?? []), ...edsSection(file).problems];
  const own = client?.problems.filter(({ path: [top] }) => top !== 'adapter') ?? [];
  refuseProblems([...problems, ...own]);
  return { adapter: adapter?.options, client: client?.config };
}

/** `3 assemblies, 1 connection; a client of explicit messages` */
export function checkedText({ adapter, client }: CheckedConfiguration): string {
  const kind = client?.protocol === 'explicit' ? 'a client of explicit messages' : 'a client over this adapter';
  return [adapter && contentsText(adapter), client && kind].filter((text) => text !== undefined).join('; ');
}

/** @throws EipConfigError EIP_CONFIG_UNREADABLE, EIP_CONFIG_INVALID with all that is wrong. */
export function readConfiguration(path: string): Configuration {
  const file = ConfigFile.read(path);
  const [adapter, eds] = [adapterSection(file), edsSection(file)];
  refuseProblems([...file.problems, ...adapter.problems, ...eds.problems]);
  return { adapter: adapter.options, eds: eds.options };
}

/** `3 assemblies, 1 connection` */
export function contentsText({ assemblies, connections = [] }: AdapterOptions): string {
  return `${counted(Object.keys(assemblies).length, 'assembly', 'assemblies')}, ${counted(connections.length, 'connection')}`;
}

export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
