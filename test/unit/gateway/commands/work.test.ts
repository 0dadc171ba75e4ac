/** Deadlines, and writes that are carried out. */
import { describe, expect, it } from 'vitest';
import { type Command, createCommand } from '../../../../src/telemetry.js';
import { type Case, closed, done, safe } from './work-rig.js';

describe('a deadline', () => {
  const soon = (command: Command) => ({ ...command, deadline: new Date(Date.now() + 20).toISOString() });
  const past = (command: Command) =>
    new Promise<void>((resolve) => {
      const wait = () => (Date.now() > Date.parse(command.deadline) ? resolve() : setTimeout(wait, 1));
      wait();
    });

  it.each<[string, (command: Command) => Case]>([
    ['before it came', () => ({})],
    [
      'while an interlock is read',
      (command) => ({
        settings: { interlocks: [closed] },
        machine: (_, guard) => {
          guard.beforeRead = () => past(command);
        },
      }),
    ],
    [
      'while its tags are read',
      (command) => ({
        machine: (press) => {
          press.beforeRead = () => past(command);
        },
      }),
    ],
    [
      'while its tags are read, whatever is allowed',
      (command) => ({
        settings: { allow: ['badQuality'] },
        machine: (press) => {
          press.beforeRead = () => past(command);
        },
      }),
    ],
    ['while it is kept that it begins', (command) => ({ begin: () => past(command) })],
    ['while that hangs', () => ({ begin: () => new Promise(() => {}) })],
  ])('that passes %s: expired, and nothing was written', async (name, caseOf) => {
    const command = soon(createCommand({ source: 'press-1', writes: { Speed: 5 }, withinMs: 10_000 }));
    if (name === 'before it came') await past(command);
    const { end, press } = await done({ ...caseOf(command), change: () => command });
    expect(end).toMatchObject({ status: 'expired', code: 'DEADLINE_OVER', retryable: true });
    expect(press.written).toEqual([]);
  });

  it('that passes during the write: nobody knows', async () => {
    const command = soon(createCommand({ source: 'press-1', writes: { Speed: 5 }, withinMs: 10_000 }));
    const { end } = await done({
      change: () => command,
      machine: (press) => {
        press.beforeWrite = () => new Promise(() => {});
      },
    });
    expect(end).toMatchObject({ status: 'unknown', code: 'EIP_CALL_TIMEOUT', retryable: false });
  });

  it('that passes while the process is held up: expired, and nothing was written', async () => {
    const command = soon(createCommand({ source: 'press-1', writes: { Speed: 5 }, withinMs: 10_000 }));
    const begin = async () => {
      while (Date.now() <= Date.parse(command.deadline));
    };
    const { end, press } = await done({ change: () => command, begin });
    expect(end).toMatchObject({ status: 'expired', code: 'DEADLINE_OVER' });
    expect(press.written).toEqual([]);
  });
});

describe('a stop', () => {
  it.each([
    ['and that hangs', () => new Promise<void>(() => {})],
    ['and that ends', async () => {}],
  ])('that comes while it is kept that it begins, %s: refused, and nothing was written', async (_, rest) => {
    const stop = new AbortController();
    const begin = async () => {
      stop.abort(new Error('stop'));
      await rest();
    };
    const { end, press } = await done({ signal: stop.signal, begin });
    expect(end).toMatchObject({ status: 'refused', code: 'GATEWAY_STOPPING' });
    expect(press.written).toEqual([]);
  });
});

describe('a write that is carried out', () => {
  it.each<[string, Case]>([
    ['as it is', {}],
    [
      'idle, where that is allowed',
      {
        settings: { allow: ['idle'] },
        machine: (press) => {
          press.state = 'idle';
          press.qualities.Speed = 'idle';
        },
      },
    ],
    [
      'after a download, where that is allowed',
      {
        settings: { allow: ['programChanged'] },
        machine: (press) => {
          press.state = 'programChanged';
        },
      },
    ],
    [
      'stale, where that is allowed',
      {
        settings: { allow: ['badQuality'] },
        machine: (press) => {
          press.qualities.Speed = 'stale';
        },
      },
    ],
    [
      'unreadable, where that is allowed',
      {
        settings: { allow: ['badQuality'] },
        machine: (press) => {
          press.beforeRead = () => Promise.reject(new Error('x'));
        },
      },
    ],
    ['with its interlock met', { settings: { interlocks: [closed] } }],
    [
      'with an interlock on other tags',
      {
        settings: { interlocks: [safe] },
        machine: (press) => {
          press.values.Safe = false;
        },
      },
    ],
    [
      'with an interlock of another source',
      {
        settings: { interlocks: [{ ...closed, source: 'guard' }] },
        machine: (_, guard) => {
          guard.values.Closed = false;
        },
      },
    ],
  ])('%s', async (_, given) => {
    const { end, press } = await done(given);
    expect(end).toEqual({ status: 'ok' });
    expect(press.written).toEqual([{ Speed: 5 }]);
  });

  it('with exact values, and what was there before', async () => {
    const writes = { Speed: 9_007_199_254_740_993n, Steps: [3, 4], Level: Number.NaN };
    const { press, previous } = await done({
      command: { writes },
      settings: { allow: ['badQuality'] },
      machine: (one) => {
        one.qualities.Level = 'bad';
      },
    });
    expect(press.written).toEqual([writes]);
    expect(previous).toEqual([{ Speed: 1, Steps: [1, 2], Level: 99 }]);
  });

  it('up to its time: then nobody knows', async () => {
    const { end } = await done({
      settings: { writeTimeoutMs: 5 },
      machine: (press) => {
        press.beforeWrite = () => new Promise(() => {});
      },
    });
    expect(end).toMatchObject({ status: 'unknown', code: 'EIP_CALL_TIMEOUT' });
  });

  it('a stop that comes during the write: nobody knows', async () => {
    const stop = new AbortController();
    const { end } = await done({
      signal: stop.signal,
      machine: (press) => {
        press.beforeWrite = async () => {
          stop.abort(new Error('the gateway stops'));
          await new Promise(() => {});
        };
      },
    });
    expect(end).toMatchObject({ status: 'unknown', reason: expect.stringContaining('the gateway stops') });
  });
});
