/** The adapter of a configuration, as its sources need it. */
import { Adapter, type AdapterOptions } from '../../adapter/index.js';
import type { EipConfig } from '../../eip-config/index.js';
import type { LogTarget } from '../../logging/logger.js';
import { historyFor } from '../sources/implied-history.js';
import { enabledSources } from './enabled-sources.js';

/** Undefined where no source is over the adapter. */
export function configuredAdapter(config: EipConfig, logger: LogTarget): Adapter | undefined {
  const options = withHistory(config);
  return options && new Adapter({ ...options, logger });
}

/** With a history of each output of which a source tells every change. */
export function withHistory(config: EipConfig): AdapterOptions | undefined {
  const { adapter } = config;
  const implicit = enabledSources(config).flatMap(([, source]) => (source.protocol === 'implicit' ? [source] : []));
  if (adapter === undefined || implicit.length === 0) return undefined;
  return implicit.reduce<AdapterOptions>((options, source) => historyFor(options, source), adapter as AdapterOptions);
}

export function hasHistory({ assemblies }: AdapterOptions, name: string): boolean {
  return assemblies[name]?.history !== undefined;
}
