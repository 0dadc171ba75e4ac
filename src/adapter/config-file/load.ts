import { ConfigFile } from '../../config/config-file.js';
import type { AdapterOptions } from '../option-types.js';
import { adapterOptionsOf } from './adapter-section.js';

/**
 * The options of an adapter from a configuration file (YAML or JSON), from its key `adapter`.
 *
 * The keys are the options of `new Adapter(...)`, layouts are written as data (docs/configuration.md). What is not to
 * be in the file goes beside it: `new Adapter({ ...loadAdapterConfig('cell.yaml'), host })`. Reads the file at once,
 * and only then.
 * @throws EipConfigError EIP_CONFIG_UNREADABLE; EIP_CONFIG_INVALID whose `problems` name file, line, column and option.
 */
export function loadAdapterConfig(file: string): AdapterOptions {
  return adapterOptionsOf(ConfigFile.read(file));
}
