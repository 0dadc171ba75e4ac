/** What the commands that name tags have in common. */
import { type Command, Option } from 'commander';
import type { TagResult } from '../eip-client.js';
import type { EipError } from '../errors.js';
import { loadTagFile, type TagEntries } from '../tag-file/index.js';
import { withProblems } from './check.js';
import type { ClientArguments } from './client-arguments.js';
import type { Output } from './output.js';
import { plainValue, valueText } from './value-text.js';

export interface TagArguments extends ClientArguments {
  readonly tags?: string;
  readonly json?: boolean;
}

export function addTagFileOption(command: Command): Command {
  return command
    .addOption(new Option('--tags <file>', 'tag file: names of your own, scaling, units, limits (docs/client.md)'))
    .option('--json', 'one JSON object a line on stdout, the last one the summary');
}

/** Each mistake of the file is a line of its own with --json. @throws EipConfigError */
export function checkTagFile({ tags }: TagArguments, output: Output): TagEntries | undefined {
  return tags === undefined ? undefined : withProblems(output, () => loadTagFile(tags));
}

/** Units by the names of their tags. */
export function unitsOf(entries: TagEntries | undefined): ReadonlyMap<string, string> {
  if (entries === undefined || Array.isArray(entries)) return new Map();
  return new Map(
    Object.entries(entries).flatMap(([name, entry]) => {
      const unit = typeof entry === 'string' ? undefined : entry.unit;
      return unit === undefined ? [] : [[name.toLowerCase(), unit] as const];
    }),
  );
}

/** `12.5 m/s` */
export function withUnit(value: unknown, name: string, units: ReadonlyMap<string, string>): string {
  const unit = units.get(name.toLowerCase());
  return unit === undefined ? valueText(value) : `${valueText(value)} ${unit}`;
}

export function resultFields({ quality, value, timestamp, error }: TagResult) {
  return { quality, value: plainValue(value) ?? null, timestamp, ...(error && { error: errorFields(error) }) };
}

export function errorFields({ code, message }: EipError) {
  return { code, message };
}

/** All but the last are told here; that one is thrown, and ends the command with exit code 1. */
export function throwLast(errors: readonly EipError[], output: Output): void {
  for (const { message, code } of errors.slice(0, -1)) output.message(`error: ${message} [${code}]`);
  const last = errors.at(-1);
  if (last !== undefined) throw last;
}
