import type { Command } from 'commander';
import type { BrowsedTag, BrowseOptions, ExplicitClient, ModuleIdentity, TemplateInfo } from '../client/index.js';
import { EipReadError } from '../errors.js';
import { tagTree, templateTree } from './browse-tree.js';
import { addClientArguments, type ClientArguments, type ControllerTarget, withClient } from './client-arguments.js';
import { counted } from './config.js';
import { type Context, runCommand, type Summary } from './run-command.js';
import { printable, revisionText } from './texts.js';

/** Which tags are meant: of `browse` and `types`. */
export interface TagChoice {
  readonly filter?: string;
  readonly scope?: string;
  readonly type?: string;
  readonly modules?: boolean;
  readonly system?: boolean;
}

interface BrowseArguments extends ClientArguments, TagChoice {
  readonly structures?: boolean;
  readonly json?: boolean;
}

/** A list takes many questions; --timeout is for each. */
const LEAST_BROWSE_MS = 60_000;

export function addTagChoice(command: Command): Command {
  return command
    .option('--filter <pattern>', 'only tags of such names: "*" is any characters, "?" one')
    .option('--scope <scope>', '"all", "controller", "programs" or "Program:NAME" (default: all)')
    .option('--type <pattern>', 'only tags of such types, as in DINT or Recipe')
    .option('--modules', 'also I/O data of modules, as Local:1:I');
}

/** `eip-native browse`: the tags of a controller as a tree. */
export function addBrowseCommand(program: Command): void {
  const command = program.command('browse').description('show the tags of a Logix controller');
  addTagChoice(addClientArguments(command))
    .option('--system', 'also what the controller has for itself: tasks, routines, connections')
    .option('--structures', 'also what the structures of these tags consist of')
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(browse);
}

async function browse(target: ControllerTarget, given: BrowseArguments): Promise<void> {
  let found: Found | undefined;
  const work = async ({ output, stop }: Context): Promise<void> => {
    found = await withClient(target, given, stop, (client) => find(client, given, stop.signal));
    const { controller, tags, structures } = found;
    output.line({ type: 'controller', ...controller }, controllerText(controller));
    for (const tag of tags) output.line(tagFields(tag), undefined);
    for (const structure of structures) output.line({ type: 'structure', ...structure }, undefined);
    for (const text of [...tagTree(tags), ...structures.flatMap(templateTree)]) output.text(text);
  };
  await runCommand(given.json === true, work, () => summaryOf(found));
}

interface Found {
  readonly controller: Controller;
  readonly tags: readonly BrowsedTag[];
  readonly structures: readonly TemplateInfo[];
}

interface Controller extends Pick<ModuleIdentity, 'productName' | 'revision' | 'serialNumber'> {
  /** Null where the controller does not tell. */
  readonly project: string | null;
}

async function find(client: ExplicitClient, given: BrowseArguments, signal: AbortSignal): Promise<Found> {
  const { productName, revision, serialNumber } = await client.identity({ signal });
  const tags = await client.browse({ ...browseOptions(given), signal });
  const structures = given.structures === true ? await structuresOf(client, tags, signal) : [];
  return {
    controller: { project: await projectOf(client, signal), productName, revision, serialNumber },
    tags,
    structures,
  };
}

/** @throws EipConfigError EIP_OPTION_INVALID where it is used, for a scope or pattern that is none */
export function browseOptions({ filter, scope, type, modules, system, timeout = 0 }: TagChoice & ClientArguments) {
  const options: BrowseOptions = {
    timeoutMs: Math.max(LEAST_BROWSE_MS, Math.round(timeout * 1_000)),
    ...(filter !== undefined && { name: filter }),
    ...(scope !== undefined && { scope: scope as NonNullable<BrowseOptions['scope']> }),
    ...(type !== undefined && { dataType: type }),
    ...(modules === true && { modules }),
    ...(system === true && { system }),
  };
  return options;
}

/** Those of the tags, and those that they consist of, each once. */
export async function structuresOf(
  client: ExplicitClient,
  tags: readonly BrowsedTag[],
  signal: AbortSignal,
): Promise<TemplateInfo[]> {
  const found = new Map<string, TemplateInfo>();
  const wanted = typesWanted(tags);
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (found.has(name)) continue;
    const structure = await client.template(name, { signal });
    found.set(name, structure);
    wanted.push(...typesWanted(structure.members));
  }
  return [...found.values()];
}

/** The last one first. */
function typesWanted(of: readonly Pick<BrowsedTag, 'dataType' | 'hasTemplate'>[]): string[] {
  return of.flatMap(({ dataType, hasTemplate }) => (hasTemplate && dataType !== null ? [dataType] : [])).reverse();
}

/** A controller that does not tell it is browsed all the same. */
export async function projectOf(client: ExplicitClient, signal: AbortSignal): Promise<string | null> {
  try {
    return await client.projectName({ signal });
  } catch (error) {
    if (error instanceof EipReadError && error.code === 'EIP_READ_REFUSED') return null;
    throw error;
  }
}

function controllerText({ project, productName, revision }: Controller): string {
  const what = `${printable(productName)} ${revisionText(revision)}`;
  return project === null ? what : `${printable(project)} (${what})`;
}

function tagFields({ error, ...tag }: BrowsedTag) {
  return { type: 'tag', ...tag, ...(error && { error: { code: error.code, message: error.message } }) };
}

function summaryOf(found: Found | undefined): Summary {
  const { tags = [], structures = [] } = found ?? {};
  const programs = new Set(tags.flatMap(({ program }) => program ?? [])).size;
  const where = programs === 0 ? '' : `, ${counted(programs, 'program')}`;
  const made = structures.length === 0 ? '' : `, ${counted(structures.length, 'structure')}`;
  return {
    fields: { tags: tags.length, programs, structures: structures.length },
    text: found && `${counted(tags.length, 'tag')}${where}${made}`,
  };
}
