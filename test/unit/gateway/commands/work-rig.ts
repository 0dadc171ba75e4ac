/** A command held against a machine that is scripted. */
import { expect } from 'vitest';
import { commandsSchema } from '../../../../src/eip-config/gateway/commands.js';
import type { Previous } from '../../../../src/gateway/commands/trail.js';
import { CommandWork } from '../../../../src/gateway/commands/work.js';
import { type Command, createCommand, type NewCommand } from '../../../../src/telemetry.js';
import { ScriptedMachine } from './scripted-machine.js';

export interface Case {
  readonly settings?: object;
  readonly command?: Partial<NewCommand>;
  readonly change?: (command: Command) => Command;
  readonly machine?: (press: ScriptedMachine, guard: ScriptedMachine) => void;
  readonly begin?: (previous: Previous) => Promise<void>;
  readonly signal?: AbortSignal;
}

export async function done({ settings, command, change = (given) => given, machine, begin, signal }: Case) {
  const press = new ScriptedMachine('press-1', { Speed: 1, Level: 2, 'Line.Guard': true, Safe: true, Steps: [1, 2] });
  const guard = new ScriptedMachine('guard', { Closed: true });
  machine?.(press, guard);
  const complete = commandsSchema.parse({ queue: 'q', writable: { 'press-1': ['*'], ghost: ['*'] }, ...settings });
  const work = new CommandWork(complete, new Map([press, guard].map((target) => [target.name, target])));
  const previous: Previous[] = [];
  const before = async (found: Previous) => {
    expect(press.written).toEqual([]);
    previous.push(found);
    await begin?.(found);
  };
  const given = change(createCommand({ source: 'press-1', writes: { Speed: 5 }, withinMs: 10_000, ...command }));
  const end = await work.carriedOut(given, { begin: before }, signal ?? new AbortController().signal);
  return { end, press, guard, previous };
}

export const closed = {
  source: 'press-1',
  require: { source: 'guard', tag: 'Closed', equals: true },
  reason: 'close the guard',
};
export const safe = { source: 'press-1', tags: ['Line.*'], require: { tag: 'Safe', equals: true } };
