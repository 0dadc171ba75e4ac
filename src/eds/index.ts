/** EDS files: made for an adapter, checked, read. Pure functions. The public list of this folder. */
import type { AdapterOptions, Assemblies } from '../adapter/option-types.js';
import { normalise } from '../adapter/options.js';
import { parsed } from '../config/refusal.js';
import { edsModel } from './generate.js';
import type { EdsOptions } from './option-types.js';
import { edsSchema } from './options.js';
import { edsText } from './write.js';

export { type CheckedEds, checkEds } from './check.js';
export { describeEds } from './describe.js';
export type * from './model.js';
export type { EdsOptions } from './option-types.js';
export type { EdsFault, EdsFile } from './syntax.js';

/**
 * The EDS file, which a PLC programmer imports, of an adapter with these options: the text of the file, ASCII with
 * lines as Windows ends them. The same options give the same text (docs/eds.md).
 * @throws EipConfigError EIP_OPTION_INVALID that names every wrong option by its path.
 */
export function generateEds<const A extends Assemblies>(options: AdapterOptions<A>, eds: EdsOptions = {}): string {
  const normal = parsed('EDS', edsSchema, eds);
  return edsText(edsModel(normalise(options), normal), normal);
}
