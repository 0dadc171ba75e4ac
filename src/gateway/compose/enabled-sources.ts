import type { ExplicitSourceSettings, ImplicitSourceSettings } from '../../eip-config/gateway/sources.js';
import type { EipConfig } from '../../eip-config/index.js';

export type SourceSettings = ExplicitSourceSettings | ImplicitSourceSettings;

/** Those of the section `gateway` that hold, by name. */
export function enabledSources({ gateway }: Pick<EipConfig, 'gateway'>): [name: string, settings: SourceSettings][] {
  return Object.entries(gateway?.sources ?? {}).filter(([, { enabled }]) => enabled);
}
