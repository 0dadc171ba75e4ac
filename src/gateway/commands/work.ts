/** One command, from its message to its verdict. */

import type { TagResult } from '../../eip-client.js';
import type { CommandsSettings } from '../../eip-config/gateway/commands.js';
import type { Command } from '../../telemetry/command/command-types.js';
import { auditValue } from '../audit/index.js';
import type { CommandTarget } from '../part.js';
import { Admission, type Admitted } from './admission.js';
import { carryOut, combined } from './carry-out.js';
import { Deadline, within } from './deadline.js';
import { Interlocks } from './interlocks.js';
import type { Previous } from './trail.js';
import { type CommandCode, Ended, type NotDone, refuse, type Verdict, verdict } from './verdict.js';

/** What has to be on disk before the first write goes out. */
export interface BeforeWriting {
  /** Resolved when it is kept; `signal` tells that nobody waits any more. @throws Ended: nothing is written */
  begin(previous: Previous, signal: AbortSignal): Promise<void>;
}

export class CommandWork {
  private readonly admission: Admission;
  private readonly interlocks: Interlocks;

  constructor(
    private readonly settings: CommandsSettings,
    targets: ReadonlyMap<string, CommandTarget>,
  ) {
    this.admission = new Admission(settings, targets);
    this.interlocks = new Interlocks(settings, targets);
  }

  /** @param outer ends it. Never rejects. */
  async carriedOut(command: Command, before: BeforeWriting, outer: AbortSignal): Promise<Verdict> {
    try {
      const deadline = new Deadline(command);
      const admitted = this.admission.admit(command);
      const previous = await this.checked(admitted, deadline, outer);
      await this.begun(before, previous, deadline, outer);
      // The disk may have taken its time: what has to be so is looked at again, and last.
      await this.interlocked(admitted, deadline, outer);
      deadline.check('before it was written');
      this.admission.checkState(admitted.target);
      return await this.write(admitted, deadline, outer);
    } catch (error) {
      return endOf(error);
    }
  }

  private async begun(
    before: BeforeWriting,
    previous: Previous,
    deadline: Deadline,
    outer: AbortSignal,
  ): Promise<void> {
    try {
      await within(deadline.leftMs(), outer, 'what is kept before a write', (signal) => before.begin(previous, signal));
    } catch (error) {
      if (!(error instanceof Ended)) deadline.check('before it was written');
      if (outer.aborted) refuse('GATEWAY_STOPPING', 'The gateway stops: nothing was written');
      throw error;
    }
    deadline.check('before it was written');
  }

  private async write(admitted: Admitted, deadline: Deadline, outer: AbortSignal): Promise<Verdict> {
    const { target, values, command } = admitted;
    if (outer.aborted) refuse('GATEWAY_STOPPING', 'The gateway stops: nothing was written');
    const limitMs = Math.min(deadline.leftMs(), this.settings.writeTimeoutMs);
    const results = await carryOut(admitted, () =>
      within(limitMs, outer, `the writes to ${target.name}`, (signal) => target.writeTags(values, { signal })),
    );
    return combined(results, command.idempotent);
  }

  /** @throws Ended. @returns what is in the tags now */
  private async checked(admitted: Admitted, deadline: Deadline, outer: AbortSignal): Promise<Previous> {
    await this.interlocked(admitted, deadline, outer);
    const { command, target } = admitted;
    const names = Object.keys(command.writes);
    const results = await this.read(target, names, 'BAD_QUALITY', deadline, outer).catch((error: unknown) => {
      if (!this.settings.allow.includes('badQuality')) throw error;
      deadline.check('while it was checked');
      return {} as Record<string, TagResult>;
    });
    for (const name of names) this.checkQuality(target, name, resultOf(results, name));
    deadline.check('while it was checked');
    return Object.fromEntries(names.map((name) => [name, previousOf(target, name, resultOf(results, name))]));
  }

  private interlocked({ command, tags }: Admitted, deadline: Deadline, outer: AbortSignal): Promise<void> {
    return this.interlocks.check(command.source, tags, (from, names) =>
      this.read(from, names, 'INTERLOCK_UNKNOWN', deadline, outer),
    );
  }

  private async read(
    target: CommandTarget,
    names: readonly string[],
    code: CommandCode,
    deadline: Deadline,
    outer: AbortSignal,
  ) {
    const limitMs = Math.min(deadline.leftMs(), this.settings.writeTimeoutMs);
    try {
      return await within(limitMs, outer, `reading ${target.name}`, (signal) => target.readTags(names, { signal }));
    } catch (error) {
      deadline.check('while it was checked');
      if (outer.aborted) refuse('GATEWAY_STOPPING', 'The gateway stops: nothing was written');
      return refuse(code, `${target.name} could not be read before the write: ${(error as Error).message}`);
    }
  }

  private checkQuality(target: CommandTarget, name: string, result: TagResult | undefined): void {
    const { allow } = this.settings;
    if (result?.quality === 'good' || allow.includes('badQuality')) return;
    if (result?.quality === 'idle') {
      if (allow.includes('idle')) return;
      refuse('SOURCE_IDLE', `"${name}" of ${target.name} is idle: ${result.error.message}`);
    }
    const why = result === undefined ? 'it was not told' : `it is ${result.quality}: ${result.error.message}`;
    refuse('BAD_QUALITY', `"${name}" of ${target.name} is not of good quality before the write: ${why}`);
  }
}

function resultOf(results: Record<string, TagResult>, name: string): TagResult | undefined {
  return Object.hasOwn(results, name) ? results[name] : undefined;
}

function previousOf(target: CommandTarget, name: string, result: TagResult | undefined) {
  return result?.quality === 'good' ? auditValue(result.value) : target.lastGood(name);
}

/** Before a write was begun: whatever went wrong, nothing was written. */
function endOf(error: unknown): NotDone {
  if (error instanceof Ended) return error.verdict;
  return verdict('UNEXPECTED_ERROR', `Nothing was written: ${error instanceof Error ? error.message : String(error)}`);
}
