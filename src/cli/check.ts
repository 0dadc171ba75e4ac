import type { Command } from 'commander';
import { EipError } from '../errors.js';
import { type CheckedConfiguration, checkConfiguration, checkedText } from './config.js';
import { configText } from './config-text.js';
import type { Output } from './output.js';
import { runCommand } from './run-command.js';

interface CheckOptions {
  readonly print?: boolean;
  /** False with --no-env. */
  readonly env: boolean;
  readonly json?: boolean;
}

/** `eip-native check`: what is wrong with a configuration, or what it comes to, without running anything. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('say what is wrong with a configuration, with line and column')
    .argument('<file...>', 'YAML or JSON; of several a later one counts more')
    .option('--print', 'print the complete configuration, each value with where it came from, secrets masked')
    .option('--no-env', 'leave the variables EIP_SECTION__KEY of the environment aside')
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(check);
}

async function check(files: readonly string[], { print = false, env, json = false }: CheckOptions): Promise<void> {
  let configuration: CheckedConfiguration | undefined;
  await runCommand(
    json,
    async ({ output }) => {
      const checked = withProblems(output, () => checkConfiguration(files, env ? process.env : {}));
      if (print) printAll(checked, json, output);
      configuration = checked;
    },
    () => ({
      fields: files.length === 1 ? { file: files[0] } : { files },
      text:
        configuration && !print ? `${files.join(', ')} ${orderText(files)}: ${checkedText(configuration)}` : undefined,
    }),
  );
}

function orderText({ length }: readonly string[]): string {
  return length === 1 ? 'is in order' : 'are in order';
}

function printAll({ shown }: CheckedConfiguration, json: boolean, output: Output): void {
  output.text(configText(shown));
  for (const { path, value, origin } of json ? shown.values : []) {
    output.line(
      { type: 'value', path, value: value === Number.POSITIVE_INFINITY ? 'Infinity' : value, origin },
      undefined,
    );
  }
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
