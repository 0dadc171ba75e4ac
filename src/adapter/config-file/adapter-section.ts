/** The key `adapter` of a configuration file as options of an adapter. */
import { type ConfigFile, refuseProblems } from '../../config/config-file.js';
import type { Complain, Complaint } from '../../config/refusal.js';
import { isObject, optionsIn } from '../../config/section.js';
import { EipConfigError, type OptionProblem } from '../../errors.js';
import { layout } from '../layout.js';
import { isLayout } from '../option-schema.js';
import type { AdapterOptions } from '../option-types.js';
import { normalise } from '../options.js';
import { layoutFromForm } from './layout-form.js';

export interface AdapterSection {
  /** As `new Adapter(...)` takes them; not to be used when there are problems. */
  readonly options: AdapterOptions;
  readonly problems: readonly OptionProblem[];
}

export interface AdapterRead {
  /** As they were written, layouts made; not to be used when there are complaints. */
  readonly options: AdapterOptions;
  /** With every default; undefined when there are complaints. */
  readonly complete: AdapterOptions | undefined;
  readonly complaints: readonly Complaint[];
}

/** Everything that is wrong with the options of a configuration is told at once. */
export function readAdapter(section: unknown): AdapterRead {
  const complaints: Complaint[] = [];
  const options = withLayouts(optionsIn(section), (path, message) =>
    complaints.push({ path, message }),
  ) as AdapterOptions;
  if (section === undefined) {
    return {
      options,
      complete: undefined,
      complaints: [{ path: [], message: 'required: the options of the adapter' }],
    };
  }
  const { complete, complaints: more } = completed(options, complaints.length > 0);
  return { options, complete, complaints: [...complaints, ...more] };
}

/** The section of a file, whatever `enabled` says. */
export function adapterSection(file: ConfigFile): AdapterSection {
  const { options, complaints } = readAdapter(file.section('adapter'));
  return { options, problems: complaints.map((complaint) => file.problem('adapter', complaint)) };
}

/** @throws EipConfigError EIP_CONFIG_INVALID for what is wrong with the section or with the file around it. */
export function adapterOptionsOf(file: ConfigFile): AdapterOptions {
  const { options, problems } = adapterSection(file);
  refuseProblems([...file.problems, ...problems]);
  return options;
}

/** Options of TypeScript, layouts in place of their forms; all else as it is, also a layout that a program made. */
function withLayouts(section: unknown, complain: Complain): unknown {
  if (!isObject(section) || !isObject(section.assemblies)) return section;
  const assemblies = mapped(section.assemblies, (assembly, name) => {
    if (!isObject(assembly) || !Object.hasOwn(assembly, 'layout')) return assembly;
    const path = ['assemblies', name, 'layout'];
    if (isLayout(assembly.layout)) return assembly;
    return { ...assembly, layout: layoutFromForm(assembly.layout, path, complain) ?? layout({}) };
  });
  return { ...section, assemblies };
}

/**
 * `normalise` goes on with an empty layout for a bad one.
 * @param placeholders whether there is such a one: a size that differs by it is no mistake.
 */
function completed(options: unknown, placeholders: boolean): Pick<AdapterRead, 'complete' | 'complaints'> {
  try {
    const { declared, ...settings } = normalise(options);
    const complete = { ...settings, assemblies: declared } as unknown as AdapterOptions;
    return { complete: placeholders ? undefined : complete, complaints: [] };
  } catch (error) {
    if (!(error instanceof EipConfigError) || error.code !== 'EIP_OPTION_INVALID') throw error;
    const problems = error.problems ?? [];
    const complaints = problems.filter(({ path }) => !(placeholders && isSizeOfMirror(path)));
    return { complete: undefined, complaints: complaints.map(({ path, message }) => ({ path, message })) };
  }
}

function isSizeOfMirror(path: Complaint['path']): boolean {
  return path[0] === 'mirror' && path.length === 2;
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
