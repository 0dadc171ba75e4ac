/** What an importer of EDS files would refuse, with line and column. */
import { checkAssemblies } from './check/assemblies.js';
import { checkConnections } from './check/connections.js';
import { Context } from './check/context.js';
import { checkDuplicates } from './check/duplicates.js';
import { checkParams } from './check/params.js';
import { checkReferences } from './check/references.js';
import { checkSections } from './check/sections.js';
import { parseEds } from './parse.js';
import type { EdsFault, EdsFile } from './syntax.js';

export interface CheckedEds {
  readonly file: EdsFile;
  /** In the order of the file; none when it is right. */
  readonly faults: readonly EdsFault[];
}

const CHECKS = [checkSections, checkDuplicates, checkParams, checkAssemblies, checkConnections, checkReferences];

export function checkEds(text: string): CheckedEds {
  const { file, faults } = parseEds(text);
  const context = new Context(file);
  for (const check of CHECKS) check(context);
  const all = [...faults, ...context.faults];
  return { file, faults: all.sort((a, b) => a.line - b.line || a.column - b.column) };
}
