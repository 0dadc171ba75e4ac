/** The version of the configuration's format, which is not that of the package. */
import { shown } from './shown.js';

export const CONFIG_VERSION = 1;

/** What is wrong with the key `version`; undefined: nothing, or it is not there. */
export function versionFault(given: unknown): string | undefined {
  if (given === undefined || given === CONFIG_VERSION) return undefined;
  const wanted = `this package reads version ${CONFIG_VERSION} of the format`;
  const isNewer = Number.isInteger(given) && (given as number) > CONFIG_VERSION;
  return isNewer
    ? `${wanted}, not ${given}: update the package`
    : `expected ${CONFIG_VERSION}, got ${shown(given)}: ${wanted}`;
}
