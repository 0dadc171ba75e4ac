import { EipError } from '../errors.js';

/** A handle whose assembly is gone was used. */
export function assemblyRemoved(assembly: string): EipError {
  return new EipError('EIP_ASSEMBLY_REMOVED', `"${assembly}" was removed from the adapter`, { assembly });
}
