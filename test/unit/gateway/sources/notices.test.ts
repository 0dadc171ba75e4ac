/** What a source tells of itself, in its order, whatever the spool does with it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EipError } from '../../../../src/errors.js';
import { Notices } from '../../../../src/gateway/sources/notices.js';
import type { TelemetryRecord } from '../../../../src/telemetry/record/record-types.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function rig({ events = true } = {}) {
  const lines: [string, object][] = [];
  const log = (level: string) => (fields: object) => lines.push([level, fields]);
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  const notices = new Notices({ source: 'press', app: { name: 'a', instance: 'b' }, events, logger });
  const told: TelemetryRecord[] = [];
  const spool: { failure: Error | undefined; calls: number } = { failure: undefined, calls: 0 };
  notices.start(async (record) => {
    spool.calls++;
    if (spool.failure !== undefined) throw spool.failure;
    told.push(record);
  });
  const names = () => told.map((record) => ('name' in record ? record.name : record.kind));
  return { notices, told, spool, names, lines };
}

describe('notices', () => {
  test('in their order, one at a time', async () => {
    const { notices, names } = rig();
    for (const name of ['one', 'two', 'three']) notices.event(name, 'x');
    await settle();
    expect(names()).toEqual(['one', 'two', 'three']);
  });

  test('health is told where it is another one; ages in the reason do not count', async () => {
    const { notices, told } = rig();
    const is = (state: string, reason: string | null) => notices.is({ state, healthy: reason === null, reason });
    is('connecting', 'nobody');
    is('connecting', 'nobody');
    is('connected', 'no packet for 51 ms');
    is('connected', 'no packet for 301 ms');
    is('connected', null);
    await settle();
    expect(told).toMatchObject([
      { kind: 'status', state: 'connecting', health: { healthy: false, reason: 'nobody' } },
      { kind: 'status', state: 'connected', health: { healthy: false } },
      { kind: 'status', state: 'connected', health: { healthy: true } },
    ]);
    expect(told).toHaveLength(3);
  });

  test('the alarm comes and goes once, under one name; the first time it goes in any case', async () => {
    const { notices, told } = rig();
    notices.up();
    notices.up();
    notices.down('cable');
    notices.down('cable');
    notices.up();
    await settle();
    expect(told.map((record) => record.kind === 'alarm' && [record.name, record.active])).toEqual([
      ['sourceDown', false],
      ['sourceDown', true],
      ['sourceDown', false],
    ]);
  });

  test('without events there are still overruns, status and alarms', async () => {
    const { notices, names } = rig({ events: false });
    notices.event('connected', 'x');
    notices.overrun('g', { values: 1, total: 2, reason: 'x' });
    notices.down('x');
    notices.is({ state: 's', healthy: true, reason: null });
    await settle();
    expect(names()).toEqual(['overrun', 'sourceDown', 'status']);
  });

  test('what is too long for a record is cut', async () => {
    const { notices, told } = rig();
    notices.event('x', 'y'.repeat(5_000));
    notices.down('y'.repeat(5_000));
    notices.is({ state: 's', healthy: false, reason: 'y'.repeat(5_000) });
    await settle();
    expect(told).toHaveLength(3);
  });

  test('what is rejected is tried again, in its order', async () => {
    const { notices, names, spool } = rig();
    spool.failure = new Error('disk full');
    for (const name of ['one', 'two']) notices.event(name, 'x');
    await settle();
    expect([spool.calls, names()]).toEqual([1, []]);
    spool.failure = undefined;
    vi.advanceTimersByTime(100);
    await settle();
    expect(names()).toEqual(['one', 'two']);
  });

  test('what is never taken is passed over, and logged', async () => {
    const { notices, names, spool, lines } = rig();
    spool.failure = new EipError('EIP_MESSAGE_INVALID', 'x');
    notices.event('one', 'x');
    await settle();
    spool.failure = undefined;
    notices.event('two', 'x');
    await settle();
    expect([names(), lines.map(([level]) => level)]).toEqual([['two'], ['error']]);
  });

  test('a thousand wait; for one more the oldest goes, and is logged', async () => {
    const { notices, names, spool, lines } = rig();
    spool.failure = new Error('disk full');
    for (let i = 0; i < 1_002; i++) notices.event(`e${i}`, 'x');
    await settle();
    spool.failure = undefined;
    vi.advanceTimersByTime(100);
    await settle();
    expect([names().length, names()[0], names().at(-1)]).toEqual([1_000, 'e2', 'e1001']);
    expect(lines.filter(([level]) => level === 'warn')).toHaveLength(2);
  });

  test('at the end what waits is handed over once, and nothing afterwards', async () => {
    const { notices, names, spool } = rig();
    spool.failure = new Error('disk full');
    for (const name of ['one', 'two']) notices.event(name, 'x');
    await settle();
    spool.failure = undefined;
    await notices.stop();
    expect(names()).toEqual(['one', 'two']);
    const { calls } = spool;
    notices.event('late', 'x');
    vi.advanceTimersByTime(60_000);
    await settle();
    await notices.stop();
    expect(spool.calls).toBe(calls);
  });

  test('at the end, while one is under way', async () => {
    const { notices, names } = rig();
    for (const name of ['one', 'two']) notices.event(name, 'x');
    await notices.stop();
    expect(names()).toEqual(['one', 'two']);
  });
});
