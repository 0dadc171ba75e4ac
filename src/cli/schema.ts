import type { Command } from 'commander';
import { editorSchema } from '../eip-config/index.js';
import { runCommand } from './run-command.js';

/** `eip-native schema`: what a configuration file may hold, for editors. */
export function addSchemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema (draft 2020-12) of a configuration file, for editors')
    .action(printSchema);
}

async function printSchema(): Promise<void> {
  await runCommand(
    false,
    async ({ output }) => output.text(JSON.stringify(editorSchema(), null, 2)),
    () => ({ fields: {}, text: undefined }),
  );
}
