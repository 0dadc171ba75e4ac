import { type Command, Option } from 'commander';
import { noSuchName } from '../config/names.js';
import { EipConfigError } from '../errors.js';
import { emptySpool, lookIntoSpool, type SpoolReport } from '../telemetry/spool/inspect.js';
import { PRIORITIES } from '../telemetry/spool/priorities.js';
import type { LaneScan } from '../telemetry/spool/scan.js';
import { counted } from './config.js';
import { canAsk, confirmed } from './confirm.js';
import { NotConfirmed } from './failure.js';
import type { Output } from './output.js';
import { type Context, runCommand } from './run-command.js';

interface SpoolArguments {
  readonly empty?: boolean;
  readonly sink?: string;
  readonly priority?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `eip-native spool`: what a spool holds, and taking it out. */
export function addSpoolCommand(program: Command): void {
  program
    .command('spool')
    .description('show what a spool holds, by sink and priority; or empty it')
    .argument('<folder>', 'the folder of the spool')
    .option('--sink <name>', 'only what is for this sink')
    .addOption(new Option('--priority <priority>', 'only what is of this priority').choices(PRIORITIES))
    .option('--empty', 'remove it: it is not delivered')
    .option('--yes', 'with --empty, without asking')
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(spool);
}

async function spool(folder: string, given: SpoolArguments, command: Command): Promise<void> {
  if (given.empty === true && given.yes !== true && !canAsk()) {
    command.error(
      'error: nothing was removed: without a terminal nobody can be asked. Add --yes to do it without asking',
    );
  }
  let report: SpoolReport | undefined;
  let emptied: number | undefined;
  const work = async ({ output, stop }: Context): Promise<void> => {
    report = chosen(await lookIntoSpool(folder), given);
    show(report, output);
    if (given.empty !== true) return;
    const { entries } = totals(report);
    if (given.yes !== true && !(await confirmed(`Remove ${counted(entries, 'entry', 'entries')}?`, stop))) {
      throw new NotConfirmed('nothing was removed');
    }
    emptied = 0;
    await emptySpool(folder, isMeant(given), (lane) => {
      emptied = (emptied ?? 0) + lane.entries;
      const { sink, priority, entries: removed } = lane;
      output.line({ type: 'emptied', sink, priority, entries: removed }, undefined);
    });
  };
  await runCommand(given.json === true, work, () => summaryOf(report, emptied));
}

function isMeant({ sink, priority }: SpoolArguments): (lane: LaneScan) => boolean {
  return (lane) => (sink ?? lane.sink) === lane.sink && (priority ?? lane.priority) === lane.priority;
}

/** @throws EipConfigError EIP_OPTION_INVALID for a sink that is none of the spool */
function chosen(report: SpoolReport, given: SpoolArguments): SpoolReport {
  const names = [...new Set(report.lanes.map(({ sink }) => sink))];
  if (given.sink !== undefined && !names.includes(given.sink)) {
    throw new EipConfigError('EIP_OPTION_INVALID', `--sink ${noSuchName('sink', given.sink, names)}`);
  }
  return { ...report, lanes: report.lanes.filter(isMeant(given)) };
}

function show({ lanes }: SpoolReport, output: Output): void {
  for (const lane of lanes) output.line({ type: 'lane', ...lane }, laneText(lane));
}

function laneText({ sink, priority, entries, bytes, oldest, newest, drops }: LaneScan): string {
  const what =
    entries === 0
      ? 'empty'
      : `${counted(entries, 'entry', 'entries')}, ${bytes} bytes, ${oldest?.toISOString()} to ${newest?.toISOString()}`;
  const dropped = Object.entries(drops).filter(([, count]) => count > 0);
  const causes = dropped.map(([cause, count]) => `${count} ${cause}`).join(', ');
  return `${sink} ${priority}: ${what}${causes === '' ? '' : `; dropped: ${causes}`}`;
}

function totals({ lanes }: SpoolReport) {
  const sum = (of: (lane: LaneScan) => number) => lanes.reduce((total, lane) => total + of(lane), 0);
  return { entries: sum((lane) => lane.entries), bytes: sum((lane) => lane.bytes) };
}

function summaryOf(report: SpoolReport | undefined, emptied: number | undefined) {
  if (report === undefined) return { fields: {}, text: undefined };
  const { folder, inUse } = report;
  const { entries, bytes } = totals(report);
  const state = `${counted(entries, 'entry', 'entries')}, ${bytes} bytes${inUse ? '; a process has it' : ''}`;
  return {
    fields: { folder, inUse, entries, bytes, ...(emptied !== undefined && { emptied }) },
    text: emptied === undefined ? state : `${counted(emptied, 'entry', 'entries')} removed`,
  };
}
