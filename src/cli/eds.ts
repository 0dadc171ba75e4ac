import type { Command } from 'commander';
import { readFileBounded } from '../config/text-file.js';
import { checkEds, describeEds, type EdsModel, generateEds } from '../eds/index.js';
import { EipError } from '../errors.js';
import { withProblems } from './check.js';
import { counted, readConfiguration } from './config.js';
import { type Context, runCommand } from './run-command.js';
import { writeText } from './write-text.js';

interface EdsCommandOptions {
  readonly output?: string;
  readonly check?: string;
  readonly json?: boolean;
}

/** Icons may be in it. */
const MOST_EDS_BYTES = 4_194_304;

/** `eip-native eds`: the file that a PLC programmer imports; or a check of any such file. */
export function addEdsCommand(program: Command): void {
  program
    .command('eds')
    .description('write the EDS file of a configured adapter, or check any EDS file')
    .argument('[config]', 'YAML or JSON with the key "adapter"')
    .option('-o, --output <file>', 'write to this file (default: stdout)')
    .option('--check <file>', 'say what is wrong with this EDS file')
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(runEds);
}

async function runEds(config: string | undefined, options: EdsCommandOptions, command: Command): Promise<void> {
  const { check, output: to, json = false } = options;
  if ((config === undefined) === (check === undefined)) {
    command.error("error: expected a configuration file, or '--check <file>'");
  } else if (check !== undefined && to !== undefined) {
    command.error("error: '--output <file>' goes with a configuration file, not with '--check <file>'");
  } else if (check !== undefined) {
    await reportCheck(check, json);
  } else if (config !== undefined) {
    await write(config, to, json);
  }
}

async function write(config: string, to: string | undefined, json: boolean): Promise<void> {
  let model: EdsModel | undefined;
  await runCommand(
    json,
    async ({ output }) => {
      const { adapter, eds } = withProblems(output, () => readConfiguration(config));
      const text = generateEds(adapter, eds);
      model = describeEds(checkEds(text).file);
      if (to !== undefined) writeText(to, text, 'latin1');
      else output.line({ type: 'eds', text }, text.replace(/\n$/, ''));
    },
    () => ({
      fields: { config, output: to ?? null, ...(model && countsOf(model)) },
      text: to !== undefined && model !== undefined ? `wrote ${to}: ${contentsText(model)}` : undefined,
    }),
  );
}

async function reportCheck(file: string, json: boolean): Promise<void> {
  let model: EdsModel | undefined;
  await runCommand(
    json,
    async (context) => {
      model = checked(file, context);
    },
    () => ({
      fields: { file, ...(model && countsOf(model)) },
      text: model && `${file} is in order: ${deviceText(model)}, ${contentsText(model)}`,
    }),
  );
}

/** @throws EipError EIP_EDS_INVALID that tells every fault */
function checked(file: string, { output }: Context): EdsModel {
  const text = Buffer.from(readFileBounded(file, MOST_EDS_BYTES)).toString('latin1');
  const { file: eds, faults } = checkEds(text);
  if (faults.length > 0) {
    const problems = faults.map((fault) => ({ option: '', path: [], file, ...fault }));
    for (const fault of faults) output.line({ type: 'problem', file, ...fault }, undefined);
    const texts = faults.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
    throw new EipError('EIP_EDS_INVALID', `Wrong EDS file: ${texts.join('; ')}`, { file, problems });
  }
  const model = describeEds(eds);
  output.line({ type: 'description', ...model }, undefined);
  return model;
}

function countsOf({ assemblies, params, connections }: EdsModel) {
  return { assemblies: assemblies.length, params: params.length, connections: connections.length };
}

function contentsText({ assemblies, params, connections }: EdsModel): string {
  const counts = [
    counted(assemblies.length, 'assembly', 'assemblies'),
    counted(params.length, 'parameter'),
    counted(connections.length, 'connection'),
  ];
  return counts.join(', ');
}

function deviceText({ device: { productName, vendorId, productCode, revision } }: EdsModel): string {
  return `"${productName}" (vendor ${vendorId}, product ${productCode}, revision ${revision.join('.')})`;
}
