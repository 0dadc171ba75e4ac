import type { Command } from 'commander';
import type { TagResult } from '../eip-client.js';
import { addClientArguments, type ControllerTarget, withClient } from './client-arguments.js';
import { counted } from './config.js';
import { type Context, runCommand } from './run-command.js';
import {
  addTagFileOption,
  checkTagFile,
  resultFields,
  type TagArguments,
  throwLast,
  unitsOf,
  withUnit,
} from './tag-arguments.js';

/** `eip-native read`: values of tags. */
export function addReadCommand(program: Command): void {
  const command = program.command('read').description('read tags of a Logix controller');
  addTagFileOption(addClientArguments(command))
    .argument('[tags...]', 'names, as in Speed, Recipe[3].Name, Program:Main.Step; none: all of --tags')
    .action(read);
}

async function read(target: ControllerTarget, names: readonly string[], given: TagArguments, command: Command) {
  if (names.length === 0 && given.tags === undefined) command.error('error: name a tag, or give a file with --tags');
  const counts = { good: 0, failed: 0 };
  const work = async ({ output, stop }: Context): Promise<void> => {
    const units = unitsOf(checkTagFile(given, output));
    const results = await withClient(target, given, stop, (client) =>
      client.readTags(names.length > 0 ? names : client.tagNames(), { signal: stop.signal }),
    );
    const failed = Object.entries(results).flatMap(([name, result]) => {
      output.line({ type: 'value', name, ...resultFields(result) }, lineOf(name, result, units));
      counts[result.error === undefined ? 'good' : 'failed']++;
      return result.error ?? [];
    });
    throwLast(failed, output);
  };
  await runCommand(given.json === true, work, () => ({ fields: counts, text: summaryText(counts) }));
}

function lineOf(name: string, { quality, value }: TagResult, units: ReadonlyMap<string, string>): string {
  return quality === 'good' ? `${name} = ${withUnit(value, name, units)}` : `${name}: ${quality}`;
}

/** One that is there needs no words. */
function summaryText({ good, failed }: { readonly good: number; readonly failed: number }): string | undefined {
  return failed === 0 || good === 0 ? undefined : `${counted(good, 'tag')} read, ${failed} not`;
}
