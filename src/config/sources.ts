/** Files, environment and a program's own values as one tree: what is said later, in this order, counts more. */
import { EipConfigError, type OptionProblem } from '../errors.js';
import { ConfigFile } from './config-file.js';
import { type Entry, entryOf, nearestOrigin, overlaid, TooManyValues } from './entry.js';
import { type Environment, withEnvironment } from './environment.js';
import type { FormTree } from './form.js';
import { noSuch } from './names.js';
import type { Origin } from './origin.js';
import { placeOf } from './place.js';
import { invalid } from './problems.js';
import { type Complaint, pathText } from './refusal.js';
import { versionFault } from './version.js';

export interface Sources {
  readonly files: readonly string[];
  readonly env: Environment;
  readonly values: object;
  readonly form: FormTree;
  /** Keys at the top. */
  readonly keys: readonly string[];
}

export interface Gathered {
  readonly tree: Entry;
  /** What is wrong with the sources by themselves: their values are still to be checked. */
  readonly problems: readonly OptionProblem[];
}

const EXPLICIT: Origin = { kind: 'explicit' };

/** @throws EipConfigError EIP_CONFIG_UNREADABLE; EIP_CONFIG_INVALID for files that are no YAML, or too much of it. */
export function gather({ files, env, values, form, keys }: Sources): Gathered {
  const read = readAll(files);
  const fromFiles = read.map(fileEntry).reduce<Entry | undefined>(overlaid, undefined);
  const environment = withEnvironment(fromFiles, env, form);
  const explicit = explicitEntry(values, keys);
  const tree = explicit.entry === undefined ? environment.tree : overlaid(environment.tree, explicit.entry);
  const problems = [
    ...read.flatMap((file) => file.problems),
    ...environment.faults.map(({ variable, path, message }) =>
      problemOf(path, message, { kind: 'environment', variable }),
    ),
    ...explicit.problems,
  ];
  return { tree: tree ?? { kind: 'object', origin: EXPLICIT, parts: new Map() }, problems };
}

/** All of them are read before any is refused. */
function readAll(paths: readonly string[]): ConfigFile[] {
  const refused: EipConfigError[] = [];
  const files = paths.flatMap((path) => {
    try {
      return [ConfigFile.read(path)];
    } catch (error) {
      if (!(error instanceof EipConfigError) || error.code !== 'EIP_CONFIG_INVALID') throw error;
      refused.push(error);
      return [];
    }
  });
  if (refused.length === 0) return files;
  throw invalid([...refused.flatMap(({ problems = [] }) => problems), ...files.flatMap(({ problems }) => problems)]);
}

function fileEntry(file: ConfigFile): Entry {
  return entryOf(file.whole, (path) => {
    const { line, column } = placeOf(file.root, path);
    return { kind: 'file', file: file.file, line, column };
  });
}

function explicitEntry(values: object, keys: readonly string[]) {
  try {
    const strangers = Object.keys(values).filter((key) => !keys.includes(key));
    const problems = strangers.map((key) => problemOf([key], noSuch('key', key, keys), EXPLICIT));
    const message = versionFault((values as { readonly version?: unknown }).version);
    if (message !== undefined) problems.push(problemOf(['version'], message, EXPLICIT));
    const isEmpty = Object.values(values).every((value) => value === undefined);
    return { entry: isEmpty ? undefined : entryOf(values, () => EXPLICIT), problems };
  } catch (error) {
    if (!(error instanceof TooManyValues)) throw error;
    return { entry: undefined, problems: [problemOf([], error.message, EXPLICIT)] };
  }
}

/** A complaint about a value of the tree, with where it came from. */
export function problemAt(tree: Entry, { path, message }: Complaint): OptionProblem {
  return problemOf(path, message, nearestOrigin(tree, path));
}

function problemOf(path: Complaint['path'], message: string, origin: Origin): OptionProblem {
  const option = path.length === 0 ? '' : pathText(path);
  if (origin.kind === 'file') {
    const { file, line, column } = origin;
    return { option, path, message, file, line, column };
  }
  return { option, path, message, ...(origin.kind === 'environment' && { variable: origin.variable }) };
}

/** @throws EipConfigError EIP_CONFIG_INVALID for all that is wrong: files in their order, variables, the program's values. */
export function refuseAll(files: readonly string[], problems: readonly OptionProblem[]): void {
  if (problems.length > 0) throw invalid([...problems].sort((a, b) => inOrder(files, a, b)));
}

function inOrder(files: readonly string[], a: OptionProblem, b: OptionProblem): number {
  const rank = rankOf(files, a) - rankOf(files, b);
  return rank || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** A tag file, which is none of the files, comes behind them. */
function rankOf(files: readonly string[], { file, variable }: OptionProblem): number {
  if (file !== undefined) return files.includes(file) ? files.indexOf(file) : files.length;
  return files.length + (variable === undefined ? 2 : 1);
}
