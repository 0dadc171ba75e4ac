/** A configuration file: YAML, or JSON, which YAML contains; every complaint about it has file, line and column. */
import { LineCounter, parseDocument } from 'yaml';
import type { EipConfigError, OptionProblem } from '../errors.js';
import { noSuch } from './names.js';
import { tooDeepAt } from './nesting.js';
import { type Place, placeOf } from './place.js';
import { invalid } from './problems.js';
import { type Complaint, pathText } from './refusal.js';
import { readTextFile } from './text-file.js';
import { versionFault } from './version.js';
import { type Fault, TooMuch, YamlReader } from './yaml-reader.js';

export const CONFIG_SECTIONS = [
  'app',
  'adapter',
  'client',
  'logging',
  'rabbitmq',
  'telemetry',
  'gateway',
  'eds',
  'vault',
] as const;
export type ConfigSection = (typeof CONFIG_SECTIONS)[number];

/** Keys at the top of a configuration file. */
export const CONFIG_KEYS: readonly string[] = ['version', ...CONFIG_SECTIONS];

export class ConfigFile {
  private constructor(
    readonly file: string,
    /** All of it as it stands there, whatever it is. */
    readonly tree: unknown,
    private readonly sections: Readonly<Record<string, unknown>>,
    /** Where all of it stands. */
    readonly root: Place,
    /** What is wrong with the file whoever reads it. */
    readonly problems: readonly OptionProblem[],
  ) {}

  /**
   * @param keys those that may stand at the top
   * @throws EipConfigError EIP_CONFIG_UNREADABLE; EIP_CONFIG_INVALID for what is no YAML or too much of it.
   */
  static read(file: string, keys: readonly string[] = CONFIG_KEYS): ConfigFile {
    return ConfigFile.parse(readTextFile(file), file, keys);
  }

  /**
   * A file whose keys are names that its user gives, or a list: what stands at its top is for the caller to check.
   * @throws as `read`
   */
  static readTree(file: string): ConfigFile {
    const lines = new LineCounter();
    const reader = new YamlReader(lines);
    const { value, place } = readTree(readTextFile(file), lines, reader, file);
    const problems = reader.faults.map((fault) => problem(file, fault, fault.place));
    return new ConfigFile(file, value, {}, place, problems);
  }

  /** @param file its name in complaints */
  static parse(text: string, file: string, keys: readonly string[] = CONFIG_KEYS): ConfigFile {
    const lines = new LineCounter();
    const reader = new YamlReader(lines);
    const { value, place } = readTree(text, lines, reader, file);
    const sections = value === null ? {} : value;
    const isObject = typeof sections === 'object' && sections !== null && !Array.isArray(sections);
    const faults = isObject
      ? [...reader.faults, ...strangers(sections, place, keys), ...versionFaults(sections, place, keys)]
      : [{ path: [], message: `expected an object with the key ${quoted(keys)}`, place }];
    const problems = faults.map((fault) => problem(file, fault, fault.place));
    return new ConfigFile(file, value, isObject ? (sections as Record<string, unknown>) : {}, place, problems);
  }

  /** All of it, by the keys at the top. */
  get whole(): Readonly<Record<string, unknown>> {
    return this.sections;
  }

  /** Undefined where the file has no such key. */
  section(name: ConfigSection): unknown {
    return this.sections[name];
  }

  /** A complaint about a section, by its place in the file. */
  problem(section: ConfigSection, { path, message }: Complaint): OptionProblem {
    return this.problemAt({ path: [section, ...path], message });
  }

  /** A complaint about anything in it. */
  problemAt({ path, message }: Complaint): OptionProblem {
    return problem(this.file, { path, message }, placeOf(this.root, path));
  }
}

/** @throws EipConfigError EIP_CONFIG_INVALID for all that is wrong, in the order of the file; nothing when nothing is. */
export function refuseProblems(problems: readonly OptionProblem[]): void {
  if (problems.length > 0) throw invalid(sorted(problems));
}

function refusal(file: string, message: string, place: Place): EipConfigError {
  return invalid([problem(file, { path: [], message }, place)]);
}

function sorted(problems: readonly OptionProblem[]): OptionProblem[] {
  return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function readTree(text: string, lines: LineCounter, reader: YamlReader, file: string) {
  const deep = tooDeepAt(text);
  if (deep !== undefined) throw refusal(file, 'values within values, too deep to be read', deep);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  refuseProblems(syntaxFaults(document, lines).map((fault) => problem(file, fault, fault.place)));
  try {
    return reader.read(document.contents, []);
  } catch (thrown) {
    if (thrown instanceof TooMuch) throw refusal(file, thrown.message, { line: 1, column: 1 });
    throw thrown;
  }
}

type Parsed = ReturnType<typeof parseDocument>;

/** One bracket too few may make a mistake of every line behind it. */
const MOST_SYNTAX_FAULTS = 20;

/** Warnings of the library (a type that it does not know) change what the file means: they are errors here. */
function syntaxFaults({ errors, warnings, directives }: Parsed, lines: LineCounter): Fault[] {
  const faults = [...errors, ...warnings].slice(0, MOST_SYNTAX_FAULTS).map(({ code, message, pos }): Fault => {
    const { line, col } = lines.linePos(pos[0]);
    return { path: [], message: SYNTAX_TEXTS[code] ?? message, place: { line, column: col } };
  });
  const version = directives?.yaml.version;
  if (faults.length === 0 && version !== undefined && version !== '1.2') {
    const message = `%YAML ${version}: this is read as YAML 1.2, where "yes" is a text and 010 is ten`;
    faults.push({ path: [], message, place: { line: 1, column: 1 } });
  }
  return faults;
}

const SYNTAX_TEXTS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here: a configuration file has one',
  TAB_AS_INDENT: 'a tab where the depth of the line is told: use spaces',
};

function strangers(sections: object, place: Place, known: readonly string[]): Fault[] {
  return Object.keys(sections)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: [key], message: noSuch('key', key, known), place: placeOf(place, [key]) }));
}

/** Files of another kind have no version, or one of their own. */
function versionFaults(sections: { readonly version?: unknown }, place: Place, known: readonly string[]): Fault[] {
  const message = known.includes('version') ? versionFault(sections.version) : undefined;
  return message === undefined ? [] : [{ path: ['version'], message, place: placeOf(place, ['version']) }];
}

function problem(file: string, { path, message }: Omit<Fault, 'place'>, { line, column }: Place): OptionProblem {
  return { option: path.length === 0 ? '' : pathText(path), path, message, file, line, column };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' or ');
}
