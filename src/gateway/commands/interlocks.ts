/** What has to be so before a write: read anew for each command. */

import type { TagResult } from '../../eip-client.js';
import type { CommandsSettings, InterlockSettings } from '../../eip-config/gateway/commands.js';
import type { CommandTarget } from '../part.js';
import { conditionProblem } from './condition.js';
import { TagScope } from './scope.js';
import { refuse } from './verdict.js';

/** Asks a target, within the time of the command. */
export type ReadTags = (target: CommandTarget, names: readonly string[]) => Promise<Record<string, TagResult>>;

interface Interlock {
  readonly settings: InterlockSettings;
  readonly scope: TagScope;
}

export class Interlocks {
  private readonly bySource = new Map<string, Interlock[]>();

  constructor(
    { interlocks }: Pick<CommandsSettings, 'interlocks'>,
    private readonly targets: ReadonlyMap<string, CommandTarget>,
  ) {
    for (const settings of interlocks) {
      const target = targets.get(settings.source);
      const scope = new TagScope(settings.tags, (name) => target?.tagOf(name) ?? name);
      this.bySource.set(settings.source, [...(this.bySource.get(settings.source) ?? []), { settings, scope }]);
    }
  }

  /** @param tags as the machine calls them. @throws Ended naming the condition that is not met, or can't be told */
  async check(source: string, tags: readonly string[], read: ReadTags): Promise<void> {
    const own = this.bySource.get(source) ?? [];
    const meant = own.filter(({ scope }) => tags.some((tag) => scope.touches(tag))).map(({ settings }) => settings);
    const bySource = new Map<string, InterlockSettings[]>();
    for (const one of meant) {
      const from = one.require.source ?? source;
      bySource.set(from, [...(bySource.get(from) ?? []), one]);
    }
    for (const [from, interlocks] of bySource) await this.checkAll(from, interlocks, read);
  }

  private async checkAll(source: string, interlocks: readonly InterlockSettings[], read: ReadTags): Promise<void> {
    const target = this.targets.get(source);
    if (target === undefined) unknown(source, interlocks, `there is no source "${source}"`);
    const { state, reason } = target.targetState();
    if (state === 'down') unknown(source, interlocks, reason ?? 'it is not connected');
    const names = [...new Set(interlocks.map(({ require }) => require.tag))];
    const results = await read(target, names);
    for (const interlock of interlocks) checkOne(source, interlock, results);
  }
}

function checkOne(source: string, { require, reason }: InterlockSettings, results: Record<string, TagResult>): void {
  const result = Object.hasOwn(results, require.tag) ? results[require.tag] : undefined;
  if (result?.quality !== 'good') {
    const why = result === undefined ? 'it was not told' : result.error.message;
    refuse(
      'INTERLOCK_UNKNOWN',
      withReason(`The interlock "${require.tag}" of ${source} can't be read: ${why}`, reason),
    );
  }
  const problem = conditionProblem(result.value, require);
  if (problem === undefined) return;
  refuse('INTERLOCKED', withReason(`The interlock "${require.tag}" of ${source} ${problem}`, reason));
}

function unknown(source: string, [first]: readonly InterlockSettings[], why: string): never {
  const tag = first?.require.tag ?? '';
  refuse('INTERLOCK_UNKNOWN', withReason(`The interlock "${tag}" of ${source} can't be read: ${why}`, first?.reason));
}

function withReason(what: string, reason: string | undefined): string {
  return reason === undefined ? what : `${what}: ${reason}`;
}
