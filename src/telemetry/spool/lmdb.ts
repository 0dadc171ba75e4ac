/** Loads `lmdb`, an optional peer dependency, when the first spool is opened. */
import { EipError } from '../../errors.js';

export type Lmdb = typeof import('lmdb');

/** @throws EipError EIP_SPOOL_MODULE_MISSING */
export async function loadLmdb(load: () => Promise<unknown> = () => import('lmdb')): Promise<Lmdb> {
  try {
    const loaded = (await load()) as Lmdb & { readonly default?: Lmdb };
    return loaded.open === undefined && loaded.default !== undefined ? loaded.default : loaded;
  } catch (cause) {
    const what = `The spool needs the package "lmdb", which can't be loaded: ${(cause as Error).message.split('\n', 1)[0]}`;
    throw new EipError('EIP_SPOOL_MODULE_MISSING', what, { cause });
  }
}
