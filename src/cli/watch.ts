import type { Command } from 'commander';
import type { ExplicitClient, Subscription, TagUpdate } from '../client/index.js';
import { durationSeconds, rateMilliseconds } from './arguments.js';
import { addClientArguments, type ControllerTarget, withClient } from './client-arguments.js';
import { counted } from './config.js';
import type { Output } from './output.js';
import { type Context, runCommand, type Summary } from './run-command.js';
import { addTagFileOption, checkTagFile, resultFields, type TagArguments, unitsOf, withUnit } from './tag-arguments.js';
import { WatchTable } from './watch-table.js';

interface WatchArguments extends TagArguments {
  readonly rateMs: number;
  readonly duration?: number;
}

/** `eip-native watch`: values as they change. */
export function addWatchCommand(program: Command): void {
  const command = program.command('watch').description('watch tags of a Logix controller as they change');
  addTagFileOption(addClientArguments(command))
    .argument('[tags...]', 'names; none: all of --tags')
    .option('--rate-ms <ms>', 'from one cycle to the next', rateMilliseconds, 500)
    .option('--duration <seconds>', 'end after so long (default: Ctrl-C)', durationSeconds)
    .action(watch);
}

async function watch(target: ControllerTarget, names: readonly string[], given: WatchArguments, command: Command) {
  if (names.length === 0 && given.tags === undefined) command.error('error: name a tag, or give a file with --tags');
  let subscription: Subscription | undefined;
  const work = async (context: Context): Promise<void> => {
    const { output, stop } = context;
    const units = unitsOf(checkTagFile(given, output));
    await withClient(target, given, stop, async (client) => {
      tellConnection(client, output);
      const wanted = names.length > 0 ? names : client.tagNames();
      // A table shows the course of a value, also of one that stays.
      const report = output.isLive ? 'cycle' : 'change';
      subscription = client.subscribe(wanted, { rateMs: given.rateMs, report });
      show(subscription, wanted, units, context);
      stop.after(given.duration);
      try {
        await stop.asked();
      } finally {
        subscription.close();
      }
    });
  };
  await runCommand(given.json === true, work, () => summaryOf(subscription));
}

function show(
  subscription: Subscription,
  names: readonly string[],
  units: ReadonlyMap<string, string>,
  { output, stop }: Context,
): void {
  if (!output.isLive) {
    subscription.on('update', (update) => {
      output.line({ type: 'update', name: update.key, ...resultFields(update) }, lineOf(update, units));
    });
    return;
  }
  const table = new WatchTable(names, units);
  subscription.on('update', (update) => table.take(update));
  stop.every(output.statusIntervalMs, () => output.table(table.lines()));
}

/** What happens to the connection goes to stderr, in words. */
function tellConnection(client: ExplicitClient, output: Output): void {
  client.on('disconnected', ({ reason, error }) => {
    if (error !== undefined) output.message(`disconnected: ${reason}`);
  });
  client.on('reconnecting', ({ reason }) => output.message(`connecting again: ${reason}`));
  client.on('connected', () => output.message('connected again'));
  client.on('programChanged', () => output.message('the controller has another program'));
}

function lineOf(update: TagUpdate, units: ReadonlyMap<string, string>): string {
  const { key, quality, value, timestamp, error } = update;
  const time = timestamp.toISOString().slice(11, 23);
  if (quality === 'good') return `${time} ${key} = ${withUnit(value, key, units)}`;
  return `${time} ${key}: ${quality}: ${error.message}`;
}

function summaryOf(subscription: Subscription | undefined): Summary {
  const { tags = 0, cycles = 0, missedCycles = 0, updates = 0 } = subscription?.status() ?? {};
  const missed = missedCycles === 0 ? '' : `, ${missedCycles} missed`;
  const text = `${counted(tags, 'tag')}: ${counted(updates, 'update')} in ${counted(cycles, 'cycle')}${missed}`;
  return { fields: { tags, cycles, missedCycles, updates }, text: subscription && text };
}
