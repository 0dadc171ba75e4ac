/** What is refused before a write. */
import { describe, expect, it } from 'vitest';
import { Ended, verdict } from '../../../../src/gateway/commands/verdict.js';
import type { ScriptedMachine } from './scripted-machine.js';
import { type Case, closed, done, safe } from './work-rig.js';

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`T${i}`, i]));

describe('a write that is refused', () => {
  it.each<[string, Case, string, RegExp]>([
    ['of a source that is not there', { command: { source: 'press-2' } }, 'SOURCE_UNKNOWN', /did you mean "press-1"/],
    ['of a source that is in the settings only', { command: { source: 'ghost' } }, 'SOURCE_UNKNOWN', /no such source/],
    ['of a name that every object has', { command: { source: 'constructor' } }, 'SOURCE_UNKNOWN', /no such source/],
    ['with nothing in "writable"', { settings: { writable: {} } }, 'NOT_WRITABLE', /"Speed" of press-1 is not in/],
    ['not named in it', { settings: { writable: { 'press-1': ['Level'] } } }, 'NOT_WRITABLE', /"Speed"/],
    [
      'with one that is not named',
      { settings: { writable: { 'press-1': ['Speed'] } }, command: { writes: { Speed: 1, Level: 2 } } },
      'NOT_WRITABLE',
      /"Level"/,
    ],
    ['of another source', { settings: { writable: { guard: ['*'] } } }, 'NOT_WRITABLE', /press-1/],
    [
      'an alias of what is not named',
      {
        settings: { writable: { 'press-1': ['speed'] } },
        command: { writes: { speed: 1 } },
        machine: (press) => {
          press.aliases.speed = 'Line.Guard';
          press.aliases.other = 'Speed';
        },
        change: (command) => ({ ...command, writes: { other: 1 } }),
      },
      'NOT_WRITABLE',
      /"other"/,
    ],
    ['with too many tags', { command: { writes: many(1_001) } }, 'COMMAND_TOO_LARGE', /1001 tags, and 1000 at most/],
    [
      'with too many elements',
      { command: { writes: { 'Steps[0]{9999}': [1], 'Steps[1]{2}': [1] } } },
      'COMMAND_TOO_LARGE',
      /10001 elements/,
    ],
    [
      'while it is down',
      {
        machine: (press) => {
          press.state = 'down';
        },
      },
      'SOURCE_DOWN',
      /press-1: the test says down/,
    ],
    [
      'while it is idle',
      {
        machine: (press) => {
          press.state = 'idle';
        },
      },
      'SOURCE_IDLE',
      /idle/,
    ],
    [
      'after a download',
      {
        machine: (press) => {
          press.state = 'programChanged';
        },
      },
      'PROGRAM_CHANGED',
      /programChanged/,
    ],
    [
      'down, whatever is allowed',
      {
        settings: { allow: ['idle', 'badQuality', 'programChanged'] },
        machine: (press) => {
          press.state = 'down';
        },
      },
      'SOURCE_DOWN',
      /down/,
    ],
    [
      'idle, where other states are allowed',
      {
        settings: { allow: ['badQuality', 'programChanged'] },
        machine: (press) => {
          press.state = 'idle';
        },
      },
      'SOURCE_IDLE',
      /idle/,
    ],
    [
      'of bad quality',
      {
        machine: (press) => {
          press.qualities.Speed = 'stale';
        },
      },
      'BAD_QUALITY',
      /"Speed" of press-1 .* it is stale: Speed is stale/,
    ],
    [
      'of a tag that is idle',
      {
        machine: (press) => {
          press.qualities.Speed = 'idle';
        },
      },
      'SOURCE_IDLE',
      /"Speed"/,
    ],
    [
      'of a tag that is idle, where bad quality is another matter',
      {
        settings: { allow: ['programChanged'] },
        machine: (press) => {
          press.qualities.Speed = 'idle';
        },
      },
      'SOURCE_IDLE',
      /"Speed"/,
    ],
    ['of a tag that is not there', { command: { writes: { Nothing: 1 } } }, 'BAD_QUALITY', /Nothing is bad/],
    [
      'of a machine that can not be read',
      {
        machine: (press) => {
          press.beforeRead = () => Promise.reject(new Error('no answer'));
        },
      },
      'BAD_QUALITY',
      /could not be read before the write: no answer/,
    ],
    [
      'of a machine that does not answer',
      {
        settings: { writeTimeoutMs: 1 },
        machine: (press) => {
          press.beforeRead = () => new Promise(() => {});
        },
      },
      'BAD_QUALITY',
      /No end of reading press-1 within 1 ms/,
    ],
    [
      'by an interlock',
      {
        settings: { interlocks: [closed] },
        machine: (_, guard) => {
          guard.values.Closed = false;
        },
      },
      'INTERLOCKED',
      /^The interlock "Closed" of guard is false, and has to be true: close the guard$/,
    ],
    [
      'by an interlock that is stale',
      {
        settings: { interlocks: [closed] },
        machine: (_, guard) => {
          guard.qualities.Closed = 'stale';
        },
      },
      'INTERLOCK_UNKNOWN',
      /can't be read: Closed is stale.*close the guard/,
    ],
    [
      'by an interlock that is stale, also where bad quality is allowed',
      {
        settings: { interlocks: [closed], allow: ['badQuality'] },
        machine: (_, guard) => {
          guard.qualities.Closed = 'stale';
        },
      },
      'INTERLOCK_UNKNOWN',
      /stale/,
    ],
    [
      'by an interlock on a source that is down',
      {
        settings: { interlocks: [closed] },
        machine: (_, guard) => {
          guard.state = 'down';
        },
      },
      'INTERLOCK_UNKNOWN',
      /the test says down/,
    ],
    [
      'by an interlock on no source',
      { settings: { interlocks: [{ ...closed, require: { ...closed.require, source: 'gone' } }] } },
      'INTERLOCK_UNKNOWN',
      /there is no source "gone"/,
    ],
    [
      'by an interlock that can not be read',
      {
        settings: { interlocks: [closed] },
        machine: (_, guard) => {
          guard.beforeRead = () => Promise.reject(new Error('cable'));
        },
      },
      'INTERLOCK_UNKNOWN',
      /guard could not be read before the write: cable/,
    ],
    [
      'by an interlock on a structure around it',
      {
        settings: { interlocks: [safe] },
        command: { writes: { Line: { Guard: false } } },
        machine: (press) => {
          press.values.Safe = false;
        },
      },
      'INTERLOCKED',
      /"Safe" of press-1/,
    ],
    [
      'by an interlock on what an alias stands for',
      {
        settings: { writable: { 'press-1': ['*'] }, interlocks: [safe] },
        command: { writes: { g: false } },
        machine: (press) => {
          press.aliases.g = 'Line.Guard';
          press.values.g = true;
          press.values.Safe = false;
        },
      },
      'INTERLOCKED',
      /"Safe"/,
    ],
    [
      'by an interlock that names an alias',
      {
        settings: { interlocks: [{ ...safe, tags: ['g'] }] },
        command: { writes: { 'Line.Guard': false } },
        machine: (press) => {
          press.aliases.g = 'Line.Guard';
          press.values.Safe = false;
        },
      },
      'INTERLOCKED',
      /"Safe"/,
    ],
    [
      'by the second of two',
      {
        settings: { interlocks: [closed, { ...safe, tags: ['*'] }] },
        machine: (press) => {
          press.values.Safe = false;
        },
      },
      'INTERLOCKED',
      /"Safe"/,
    ],
    [
      'because it can not be kept that it begins',
      { begin: () => Promise.reject(new Ended(verdict('AUDIT_FAILED', 'disk'))) },
      'AUDIT_FAILED',
      /disk/,
    ],
    [
      'because it is down by the time that is kept',
      {
        machine: (press) => {
          press.beforeRead = async () => {
            press.state = 'down';
          };
        },
      },
      'SOURCE_DOWN',
      /down/,
    ],
    [
      'because the gateway stops',
      { signal: AbortSignal.abort(new Error('stop')) },
      'GATEWAY_STOPPING',
      /nothing was written/,
    ],
  ])('%s', async (_, given, code, reason) => {
    const { end, press } = await done(given);
    expect(end).toMatchObject({ status: 'refused', code });
    expect('reason' in end && end.reason).toMatch(reason);
    expect(press.written).toEqual([]);
  });

  it('asks the machine nothing where the answer is known', async () => {
    for (const given of [
      { settings: { writable: {} } },
      { command: { source: 'press-2' } },
      {
        machine: (press: ScriptedMachine) => {
          press.state = 'down';
        },
      },
    ]) {
      const { press, previous } = await done(given);
      expect([press.read, previous]).toEqual([[], []]);
    }
  });
});
