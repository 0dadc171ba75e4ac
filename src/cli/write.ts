import { type Command, InvalidArgumentError } from 'commander';
import type { ExplicitClient } from '../client/index.js';
import type { TagValue } from '../eip-client.js';
import { type EipError, EipWriteError } from '../errors.js';
import { addClientArguments, type ControllerTarget, withClient } from './client-arguments.js';
import { counted } from './config.js';
import { canAsk, confirmed } from './confirm.js';
import { NotConfirmed } from './failure.js';
import type { Output } from './output.js';
import { type Context, runCommand } from './run-command.js';
import type { Stop } from './stop.js';
import {
  addTagFileOption,
  checkTagFile,
  errorFields,
  type TagArguments,
  throwLast,
  unitsOf,
  withUnit,
} from './tag-arguments.js';
import { plainValue, ValueTextError, valueOfText } from './value-text.js';
import { type Audit, type AuditArguments, addAuditOptions, openAudit } from './write-audit.js';

interface WriteArguments extends TagArguments, AuditArguments {
  readonly yes?: boolean;
  readonly verify?: boolean;
}

/** `TAG=VALUE` */
interface Assignment {
  readonly name: string;
  readonly text: string;
}

interface Change {
  readonly name: string;
  readonly old: TagValue;
  readonly value: TagValue;
}

/** `eip-native write`: shows what would change, asks, and writes. */
export function addWriteCommand(program: Command): void {
  const command = program.command('write').description('write tags of a Logix controller');
  addTagFileOption(addClientArguments(command))
    .argument(
      '<assignments...>',
      'TAG=VALUE, as in Speed=1200, "Name=Dough", Counts=[1,2], Recipe={"Ready":true}',
      assignments,
    )
    .option('--yes', 'write without asking')
    .option('--verify', 'read back what was written, and compare');
  addAuditOptions(command).action(write);
}

function assignments(text: string, before: readonly Assignment[] = []): Assignment[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected TAG=VALUE, as in Speed=1200.');
  const name = text.slice(0, at).trim();
  if (before.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
    throw new InvalidArgumentError(`${name} is there already.`);
  }
  return [...before, { name, text: text.slice(at + 1) }];
}

async function write(target: ControllerTarget, wanted: readonly Assignment[], given: WriteArguments, command: Command) {
  if (given.yes !== true && !canAsk()) {
    command.error(
      'error: nothing was written: without a terminal nobody can be asked. Add --yes to write without asking',
    );
  }
  const counts = { written: 0, failed: 0 };
  const work = async ({ output, stop }: Context): Promise<void> => {
    const units = unitsOf(checkTagFile(given, output));
    const audit = await openAudit(target, given);
    await withClient(target, given, stop, async (client) => {
      const changes = await changesOf(client, wanted, output, stop);
      for (const { name, old, value } of changes) {
        const fields = { name, old: plainValue(old), new: plainValue(value) };
        output.line(
          { type: 'change', ...fields },
          `${name}: ${withUnit(old, name, units)} -> ${withUnit(value, name, units)}`,
        );
      }
      if (given.yes !== true) await ask(target, changes.length, stop);
      await carryOut(client, changes, { counts, output, audit }, stop);
    });
  };
  await runCommand(given.json === true, work, () => ({
    fields: counts,
    text: counts.written === 0 ? undefined : `${counted(counts.written, 'tag')} written`,
  }));
}

/** The old values say what the texts mean. Nothing is written when one of them can't be had. */
async function changesOf(client: ExplicitClient, wanted: readonly Assignment[], output: Output, { signal }: Stop) {
  const olds = await client.readTags(
    wanted.map(({ name }) => name),
    { signal },
  );
  const failed: EipError[] = [];
  const changes = wanted.flatMap(({ name, text }): Change[] => {
    const old = olds[name];
    if (old?.quality !== 'good') {
      failed.push(...(old === undefined ? [] : [old.error]));
      return [];
    }
    try {
      return [{ name, old: old.value, value: valueOfText(text, old.value) }];
    } catch (error) {
      if (!(error instanceof ValueTextError)) throw error;
      failed.push(
        new EipWriteError('EIP_VALUE_REFUSED', `"${name}": ${error.message}`, { tag: name, outcome: 'notSent' }),
      );
      return [];
    }
  });
  throwLast(failed, output);
  return changes;
}

async function ask(target: ControllerTarget, count: number, stop: Stop): Promise<void> {
  const where = `${target.host}${target.port === undefined ? '' : `:${target.port}`}`;
  if (!(await confirmed(`Write ${counted(count, 'tag')} to ${where}?`, stop))) throw new NotConfirmed();
}

interface Doing {
  readonly counts: { written: number; failed: number };
  readonly output: Output;
  readonly audit: Audit;
}

async function carryOut(client: ExplicitClient, changes: readonly Change[], doing: Doing, { signal }: Stop) {
  const { counts, output, audit } = doing;
  const values = Object.fromEntries(changes.map(({ name, value }) => [name, value]));
  const failed: EipError[] = [];
  const { results, problems } = await audit(changes, () => client.writeTags(values, { signal }), signal);
  for (const [name, { ok, error }] of Object.entries(results)) {
    counts[ok ? 'written' : 'failed']++;
    if (error !== undefined) failed.push(error);
    output.line({ type: 'written', name, ok, ...(error && { error: errorFields(error) }) }, undefined);
  }
  throwLast([...failed, ...problems], output);
}
