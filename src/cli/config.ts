/** A configuration file as the commands take it: all of it is checked, whichever part a command needs. */
import { adapterSection } from '../adapter/config-file/adapter-section.js';
import type { AdapterOptions } from '../adapter/index.js';
import { ConfigFile, refuseProblems } from '../config/config-file.js';
import { edsSection } from '../eds/config-section.js';
import type { EdsOptions } from '../eds/index.js';

export interface Configuration {
  readonly adapter: AdapterOptions;
  readonly eds: EdsOptions;
}

/** @throws EipConfigError EIP_CONFIG_UNREADABLE, EIP_CONFIG_INVALID with all that is wrong. */
export function readConfiguration(path: string): Configuration {
  const file = ConfigFile.read(path);
  const [adapter, eds] = [adapterSection(file), edsSection(file)];
  refuseProblems(path, [...file.problems, ...adapter.problems, ...eds.problems]);
  return { adapter: adapter.options, eds: eds.options };
}

/** `3 assemblies, 1 connection` */
export function contentsText({ assemblies, connections = [] }: AdapterOptions): string {
  return `${counted(Object.keys(assemblies).length, 'assembly', 'assemblies')}, ${counted(connections.length, 'connection')}`;
}

export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
