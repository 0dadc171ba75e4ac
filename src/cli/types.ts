import { type Command, InvalidArgumentError } from 'commander';
import { declarationsOf, isInterfaceName } from '../client/browse/declarations.js';
import type { ExplicitClient } from '../client/index.js';
import { addTagChoice, browseOptions, projectOf, structuresOf, type TagChoice } from './browse.js';
import { addClientArguments, type ClientArguments, type ControllerTarget, withClient } from './client-arguments.js';
import { counted } from './config.js';
import { type Context, runCommand } from './run-command.js';
import { revisionText } from './texts.js';
import { writeText } from './write-text.js';

interface TypesArguments extends ClientArguments, TagChoice {
  readonly output?: string;
  readonly name: string;
  readonly json?: boolean;
}

/** `eip-native types`: the tags of a controller as a TypeScript interface, for `client.typed<Tags>()`. */
export function addTypesCommand(program: Command): void {
  const command = program
    .command('types')
    .description('write a .d.ts with the tags and structures of a Logix controller');
  addTagChoice(addClientArguments(command))
    .option('-o, --output <file>', 'write to this file (default: stdout)')
    .option('--name <name>', 'name of the interface of all tags', interfaceName, 'Tags')
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(types);
}

interface Declared {
  readonly text: string;
  readonly tags: number;
  readonly structures: number;
}

async function types(target: ControllerTarget, given: TypesArguments): Promise<void> {
  const { output: to, json = false } = given;
  let declared: Declared | undefined;
  const work = async ({ output, stop }: Context): Promise<void> => {
    const made = await withClient(target, given, stop, (client) => declare(client, given, stop.signal));
    if (to !== undefined) writeText(to, made.text);
    else output.line({ type: 'types', text: made.text }, made.text.replace(/\n$/, ''));
    declared = made;
  };
  await runCommand(json, work, () => {
    const { tags = 0, structures = 0 } = declared ?? {};
    const text = `wrote ${to}: ${counted(tags, 'tag')}, ${counted(structures, 'structure')}`;
    return { fields: { output: to ?? null, tags, structures }, text: declared && to !== undefined ? text : undefined };
  });
}

async function declare(client: ExplicitClient, given: TypesArguments, signal: AbortSignal): Promise<Declared> {
  const { productName, revision } = await client.identity({ signal });
  const tags = await client.browse({ ...browseOptions(given), signal });
  const structures = await structuresOf(client, tags, signal);
  const project = await projectOf(client, signal);
  const source = `${project === null ? '' : `${project}, `}${productName} ${revisionText(revision)}`;
  const text = declarationsOf(tags, structures, { interfaceName: given.name, source });
  return { text, tags: tags.length, structures: structures.length };
}

function interfaceName(text: string): string {
  if (isInterfaceName(text)) return text;
  throw new InvalidArgumentError('Expected a TypeScript name that is not taken, as in PlcTags.');
}
