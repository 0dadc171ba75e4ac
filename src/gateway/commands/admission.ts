/** What is refused without asking anybody: by the command itself, the configuration, and the state of the target. */
import { noSuchName } from '../../config/names.js';
import { shown } from '../../config/shown.js';
import type { TagValue } from '../../eip-client.js';
import type { CommandsSettings } from '../../eip-config/gateway/commands.js';
import { TagPatterns } from '../../logix/index.js';
import type { Command } from '../../telemetry/command/command-types.js';
import { decodeValue } from '../../telemetry/value/codec.js';
import type { CommandTarget } from '../part.js';
import { checkTimes } from './deadline.js';
import { type CommandCode, refuse } from './verdict.js';

/** Of one command. Each is read, written and audited. */
export const MOST_WRITES = 1_000;

/** Elements of arrays in it, where parts are named by their count. */
const MOST_ELEMENTS = 10_000;

/** What may go on to be checked at the machine. */
export interface Admitted {
  readonly command: Command;
  readonly target: CommandTarget;
  readonly values: Readonly<Record<string, TagValue>>;
  /** As the machine calls the tags. */
  readonly tags: readonly string[];
}

const STATES = {
  idle: 'SOURCE_IDLE',
  programChanged: 'PROGRAM_CHANGED',
} as const satisfies Record<string, CommandCode>;

export class Admission {
  private readonly writable: ReadonlyMap<string, TagPatterns>;

  constructor(
    private readonly settings: CommandsSettings,
    private readonly targets: ReadonlyMap<string, CommandTarget>,
  ) {
    this.writable = new Map(
      Object.entries(settings.writable).map(([source, patterns]) => [
        source,
        new TagPatterns(patterns, (name) => targets.get(source)?.tagOf(name) ?? name),
      ]),
    );
  }

  /** @throws Ended */
  admit(command: Command): Admitted {
    const { source, writes } = command;
    checkTimes(command, this.settings.maxDeadlineMs);
    const names = Object.keys(writes);
    refuseTooLarge(names);
    const target = this.targets.get(source);
    if (target === undefined) refuse('SOURCE_UNKNOWN', noSuchName('source', shown(source), [...this.targets.keys()]));
    const tags = names.map((name) => this.tagOf(target, name));
    this.checkState(target);
    const values = Object.entries(writes).map(([name, value]) => [name, decodeValue(value)] as const);
    return { command, target, tags, values: Object.fromEntries(values) };
  }

  /** @throws Ended. Asked again before the write: a target may go down while its tags are read. */
  checkState(target: CommandTarget): void {
    const { state, reason } = target.targetState();
    if (state === 'ready') return;
    const why = `${target.name}: ${reason ?? state}`;
    if (state === 'down') refuse('SOURCE_DOWN', why);
    if (!this.settings.allow.includes(state)) refuse(STATES[state], why);
  }

  private tagOf(target: CommandTarget, name: string): string {
    const tag = target.tagOf(name);
    if (this.writable.get(target.name)?.covers(tag) === true) return tag;
    return refuse(
      'NOT_WRITABLE',
      `${shown(name)} of ${target.name} is not in "writable" of the section "gateway.commands"`,
    );
  }
}

/** Each element of a part is held against "writable". */
function refuseTooLarge(names: readonly string[]): void {
  if (names.length > MOST_WRITES) {
    refuse('COMMAND_TOO_LARGE', `It writes ${names.length} tags, and ${MOST_WRITES} at most are written`);
  }
  const counts = names.map((name) => Number(/\{(\d+)\}$/.exec(name)?.[1] ?? 1));
  const elements = counts.reduce((sum, count) => sum + count, 0);
  if (elements > MOST_ELEMENTS) {
    refuse('COMMAND_TOO_LARGE', `It writes ${elements} elements, and ${MOST_ELEMENTS} at most are written`);
  }
}
