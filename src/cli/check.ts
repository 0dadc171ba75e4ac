import type { Command } from 'commander';
import { EipError } from '../errors.js';
import { type CheckedConfiguration, checkConfiguration, checkedText } from './config.js';
import type { Output } from './output.js';
import { runCommand } from './run-command.js';

/** `eip-native check`: what is wrong with a configuration file, without running anything. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('say what is wrong with a configuration file, with line and column')
    .argument('<file>', 'YAML or JSON with the key "adapter" or "client"')
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(check);
}

async function check(file: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  let configuration: CheckedConfiguration | undefined;
  await runCommand(
    json,
    async ({ output }) => {
      configuration = withProblems(output, () => checkConfiguration(file));
    },
    () => ({
      fields: { file },
      text: configuration && `${file} is in order: ${checkedText(configuration)}`,
    }),
  );
}

/** Each problem of an error as a line of its own for --json; for people the error tells them. */
export function withProblems<T>(output: Output, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof EipError) {
      for (const problem of error.problems ?? []) output.line({ type: 'problem', ...problem }, undefined);
    }
    throw error;
  }
}
