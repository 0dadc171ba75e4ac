/** The key `eds` of a configuration file. */
import type { ConfigFile } from '../config/config-file.js';
import { examined } from '../config/refusal.js';
import { optionsIn } from '../config/section.js';
import type { OptionProblem } from '../errors.js';
import type { EdsOptions } from './option-types.js';
import { edsSchema } from './options.js';

export interface EdsSectionOptions {
  /** Not to be used when there are problems. */
  readonly options: EdsOptions;
  readonly problems: readonly OptionProblem[];
}

/** A file without the key has the defaults. */
export function edsSection(file: ConfigFile): EdsSectionOptions {
  const options = optionsIn(file.section('eds')) ?? {};
  const { complaints = [] } = examined(edsSchema, options);
  return { options: options as EdsOptions, problems: complaints.map((complaint) => file.problem('eds', complaint)) };
}
