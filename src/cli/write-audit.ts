/** `eip-native write --audit`: records in a folder, before anything is sent and afterwards. */
import { hostname } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TagValue, WriteResult } from '../eip-client.js';
import type { EipError } from '../errors.js';
import { AuditFolder } from '../gateway/audit/folder/audit-folder.js';
import { auditValue, failedOutcome, fromHere, osUser, writeOutcome } from '../gateway/audit/index.js';
import { AuditTrail } from '../gateway/audit/trail.js';
import { silent } from '../logging/logger.js';
import { packageVersion } from '../runtime/package-version.js';
import type { ControllerTarget } from './client-arguments.js';

/** As commander gives them. */
export interface AuditArguments {
  readonly audit?: string;
  readonly source?: string;
}

interface Written {
  readonly results: Record<string, WriteResult>;
  /** Records that could not be kept afterwards. */
  readonly problems: readonly EipError[];
}

interface Change {
  readonly name: string;
  readonly old: TagValue;
  readonly value: TagValue;
}

/** Writes between the records of it. @throws what `write` does; EipWriteError EIP_AUDIT_UNAVAILABLE */
export type Audit = (
  changes: readonly Change[],
  write: () => Promise<Record<string, WriteResult>>,
  signal: AbortSignal,
) => Promise<Written>;

export function addAuditOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--audit <folder>', 'leave audit records in this folder for the gateway; without them no write')
        .env('EIP_AUDIT_FOLDER')
        .argParser(folderPath),
    )
    .option('--source <name>', 'what the records call the controller (default: HOST:PORT)');
}

function folderPath(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Expected the path of a folder.');
}

/** Nothing is asked or sent where the folder can't be used. @throws EipConfigError EIP_AUDIT_FOLDER_UNUSABLE */
export async function openAudit({ host, port }: ControllerTarget, given: AuditArguments & { port?: number }) {
  if (given.audit === undefined) return withoutAudit;
  const { emit } = await AuditFolder.open(given.audit);
  const trail = new AuditTrail({
    emit,
    app: { name: 'eip-native', version: packageVersion(), instance: hostname() },
    source: given.source ?? `${host}:${given.port ?? port ?? 44_818}`,
    who: { osUser: osUser(), label: process.env.SUDO_USER },
    via: 'cli',
    from: fromHere(),
    logger: silent,
  });
  return auditBy(trail);
}

const withoutAudit: Audit = async (_, write) => ({ results: await write(), problems: [] });

function auditBy(trail: AuditTrail): Audit {
  return async (changes, write, signal) => {
    const writes = changes.map(({ name, old, value }) => ({ tag: name, value, previous: auditValue(old) }));
    const begun = await trail.begin(writes, { signal });
    let results: Record<string, WriteResult>;
    try {
      results = await write();
    } catch (error) {
      await begun.end(changes.map(() => failedOutcome(error)));
      throw error;
    }
    const outcomes = changes.map(({ name }) => writeOutcome(results[name] as WriteResult));
    const problems = await begun.end(outcomes);
    return { results, problems: problems.filter((problem) => problem !== undefined) };
  };
}
