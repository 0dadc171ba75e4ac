import { describe, expect, it } from 'vitest';
import { checkTimes, Deadline, within } from '../../../../src/gateway/commands/deadline.js';
import type { Ended } from '../../../../src/gateway/commands/verdict.js';
import { createCommand } from '../../../../src/telemetry.js';

const NOW = Date.parse('2026-03-04T05:06:07.000Z');
const MOST = 60_000;

function commandAt(givenMs: number, withinMs: number) {
  return createCommand({ source: 's', writes: { A: 1 }, timestamp: new Date(NOW + givenMs), withinMs });
}

function endOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Ended).verdict.code;
  }
}

describe('the times of a command', () => {
  it.each([
    ['just given', 0, 1_000, undefined],
    ['given a while ago', -50_000, 60_000, undefined],
    ['as far as it may be', 0, 60_000, undefined],
    ['a millisecond too far', 0, 60_001, 'DEADLINE_TOO_FAR'],
    ['a day', 0, 86_400_000, 'DEADLINE_TOO_FAR'],
    ['over by now', -1_000, 1_000, 'DEADLINE_OVER'],
    ['over for long', -86_400_000, 1, 'DEADLINE_OVER'],
    ['a millisecond left', -999, 1_000, undefined],
    ['as old as it may be', -60_000, 61_000, undefined],
    ['too old', -60_001, 61_000, 'COMMAND_TOO_OLD'],
    ['as far ahead as clocks may be', 2_000, 1_000, undefined],
    ['from the future', 2_001, 1_000, 'CLOCKS_DIFFER'],
    ['from next year', 31_536_000_000, 1_000, 'CLOCKS_DIFFER'],
  ])('%s', (_, givenMs, withinMs, expected) =>
    expect(endOf(() => checkTimes(commandAt(givenMs, withinMs), MOST, NOW))).toBe(expected),
  );

  it('given after its own deadline is over', () => {
    const command = { ...commandAt(0, 1_000), deadline: new Date(NOW - 1).toISOString() };
    expect(endOf(() => checkTimes(command, MOST, NOW))).toBe('DEADLINE_OVER');
  });

  it('at the ends of what a date can be', () => {
    const ends = [
      ['0000-01-01T00:00:00.000Z', 'DEADLINE_OVER'],
      ['9999-12-31T23:59:59.999Z', 'DEADLINE_TOO_FAR'],
    ] as const;
    for (const [deadline, expected] of ends)
      expect(endOf(() => checkTimes({ ...commandAt(0, 1), deadline }, MOST, NOW))).toBe(expected);
  });

  it('counts down to expired', () => {
    const over = new Deadline({ ...commandAt(0, 1), deadline: new Date(Date.now() - 1).toISOString() });
    expect(endOf(() => over.check('now'))).toBe('DEADLINE_OVER');
    const far = new Deadline({ ...commandAt(0, 1), deadline: new Date(Date.now() + 60_000).toISOString() });
    expect(endOf(() => far.check('now'))).toBeUndefined();
  });
});

describe('within', () => {
  const never = () => new Promise<never>(() => {});

  it('ends work that does not listen to its signal', async () => {
    await expect(within(1, new AbortController().signal, 'x', never)).rejects.toMatchObject({
      code: 'EIP_CALL_TIMEOUT',
    });
  });

  it('tells the work', async () => {
    let seen: unknown;
    const work = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        seen = signal.reason;
      });
      return never();
    };
    await expect(within(1, new AbortController().signal, 'x', work)).rejects.toThrow('No end of x');
    expect(seen).toMatchObject({ code: 'EIP_CALL_TIMEOUT' });
  });

  it('ends with the signal around it, also when that was before', async () => {
    const outer = new AbortController();
    const working = within(60_000, outer.signal, 'x', never);
    outer.abort(new Error('enough'));
    await expect(working).rejects.toThrow('enough');
    let isBegun = false;
    const late = within(60_000, outer.signal, 'x', async () => {
      isBegun = true;
    });
    await expect(late).rejects.toThrow('enough');
    expect(isBegun).toBe(false);
  });

  it('resolves with what the work does', async () => {
    expect(await within(60_000, new AbortController().signal, 'x', async () => 7)).toBe(7);
  });
});
