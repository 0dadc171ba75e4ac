import { Secret } from '../config/secret.js';
import { SecretStores } from '../config/secrets/secret-stores.js';
import type { SecretStore } from '../config/secrets/store.js';
import { refuseAll } from '../config/sources.js';
import { CONFIG_VERSION } from '../config/version.js';
import { examine } from './examine.js';
import { originsOf, partsOf, valuesOf } from './origins.js';
import type { EipConfig, LoadConfigOptions } from './types.js';

/**
 * The configuration of a service (docs/configuration.md): what the program says counts more than the environment, that
 * more than files, a later file more than an earlier one, and all of them more than the defaults.
 *
 * Reads the files, and the tag file that one names, at once, and only then; keeps nothing. Secrets stay references.
 * @throws EipConfigError EIP_CONFIG_UNREADABLE; EIP_CONFIG_INVALID whose `problems` name all that is wrong, each with
 * file, line and column, or with its variable
 */
export function loadConfig(options: LoadConfigOptions = {}): EipConfig {
  const { files, tree, form, sections, problems } = examine(options);
  refuseAll(files, problems);
  const origins = originsOf(valuesOf(sections, { tree, form }));
  const secrets = new SecretStores({ vault: sections.vault as EipConfig['vault'], logger: options.logger });
  const bound = Object.entries(sections).map(([name, section]) => [
    name,
    name === 'vault' ? section : within(section, secrets),
  ]);
  return frozen({ version: CONFIG_VERSION, ...Object.fromEntries(bound), origins, secrets }) as EipConfig;
}

/** The same, its secrets read from this store; those of the vault itself are local. */
function within(value: unknown, store: SecretStore): unknown {
  if (value instanceof Secret) return value.within(store);
  if (Array.isArray(value)) return value.map((item) => within(item, store));
  const parts = partsOf(value);
  return parts === undefined ? value : Object.fromEntries(parts.map(([key, part]) => [key, within(part, store)]));
}

/** Data only: a layout or a secret belongs to who made it. */
function frozen(value: unknown): unknown {
  const parts = partsOf(value);
  for (const [, part] of parts ?? []) frozen(part);
  return parts === undefined ? value : Object.freeze(value);
}
