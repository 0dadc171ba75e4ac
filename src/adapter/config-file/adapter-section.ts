/** The key `adapter` of a configuration file as options of an adapter. */
import { type ConfigFile, refuseProblems } from '../../config/config-file.js';
import type { Complain, Complaint } from '../../config/refusal.js';
import { EipConfigError, type OptionProblem } from '../../errors.js';
import { layout } from '../layout.js';
import type { AdapterOptions } from '../option-types.js';
import { normalise } from '../options.js';
import { layoutFromForm } from './layout-form.js';

export interface AdapterSection {
  /** As `new Adapter(...)` takes them; not to be used when there are problems. */
  readonly options: AdapterOptions;
  readonly problems: readonly OptionProblem[];
}

/** Everything that is wrong with the section is told at once: `normalise` goes on with an empty layout for a bad one. */
export function adapterSection(file: ConfigFile): AdapterSection {
  const section = file.section('adapter');
  const complaints: Complaint[] = [];
  const options = withLayouts(section, (path, message) => complaints.push({ path, message }));
  if (section === undefined) complaints.push({ path: [], message: 'required: the options of the adapter' });
  else complaints.push(...complaintsAbout(options, complaints.length > 0));
  return {
    options: options as AdapterOptions,
    problems: complaints.map((complaint) => file.problem('adapter', complaint)),
  };
}

/** @throws EipConfigError EIP_CONFIG_INVALID for what is wrong with the section or with the file around it. */
export function adapterOptionsOf(file: ConfigFile): AdapterOptions {
  const { options, problems } = adapterSection(file);
  refuseProblems(file.file, [...file.problems, ...problems]);
  return options;
}

/** Options of TypeScript, layouts in place of their forms; all else as it is. */
function withLayouts(section: unknown, complain: Complain): unknown {
  if (!isObject(section) || !isObject(section.assemblies)) return section;
  const assemblies = mapped(section.assemblies, (assembly, name) => {
    if (!isObject(assembly) || !Object.hasOwn(assembly, 'layout')) return assembly;
    const path = ['assemblies', name, 'layout'];
    return { ...assembly, layout: layoutFromForm(assembly.layout, path, complain) ?? layout({}) };
  });
  return { ...section, assemblies };
}

/** @param placeholders whether an empty layout stands for one that is wrong: a size that differs by it is no mistake. */
function complaintsAbout(options: unknown, placeholders: boolean): Complaint[] {
  try {
    normalise(options);
    return [];
  } catch (error) {
    if (!(error instanceof EipConfigError) || error.code !== 'EIP_OPTION_INVALID') throw error;
    const problems = error.problems ?? [];
    return problems.filter(({ path }) => !(placeholders && isSizeOfMirror(path)));
  }
}

function isSizeOfMirror(path: Complaint['path']): boolean {
  return path[0] === 'mirror' && path.length === 2;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keeps a key `__proto__`, which the schema refuses by name. */
function mapped(object: Record<string, unknown>, map: (value: unknown, key: string) => unknown): object {
  const result = {};
  for (const [key, value] of Object.entries(object)) {
    Object.defineProperty(result, key, {
      value: map(value, key),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}
