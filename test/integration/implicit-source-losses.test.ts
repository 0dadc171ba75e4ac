/** Machines faster than this process, and spools that are slow or reject: what is sent is told or counted. */
import { describe, expect, test } from 'vitest';
import { sendBurst, until } from './adapter-rig.js';
import { CELL, command, connected, listening, numbers, overrunsOf } from './implicit-source-rig.js';

const PACKET = { groups: { order: { assembly: 'command', tags: ['count'], report: 'packet' } } } as const;

describe('what is lost is counted', () => {
  test('a history that is too short: the last packet is told all the same; sent = told + counted', async () => {
    const assemblies = { ...CELL.assemblies, command: { ...CELL.assemblies.command, history: 16 } };
    const { adapter, source, emitted } = await listening(PACKET, { adapter: { assemblies } });
    await connected(adapter, emitted);
    const before = emitted.good('count').length;
    await sendBurst(
      adapter,
      numbers(1, 100).map((count) => command({ count })),
    );
    await emitted.untilGood('count', 100);
    const told = emitted.good('count').slice(before);
    const overruns = overrunsOf(source);
    expect(told.length + overruns).toBe(100);
    expect(told.slice(0, 16)).toEqual(numbers(1, 16));
    expect(overruns).toBeGreaterThan(80);
  });

  test('without a history what is overwritten is counted', async () => {
    const { adapter, source, emitted } = await listening(PACKET, { plain: true });
    await connected(adapter, emitted);
    const before = emitted.good('count').length;
    await sendBurst(
      adapter,
      numbers(1, 100).map((count) => command({ count })),
    );
    await emitted.untilGood('count', 100);
    const told = emitted.good('count').length - before;
    expect(told + overrunsOf(source)).toBe(100);
  });

  test('a spool that is slow: as many values wait as history says, then the newest of each tag', async () => {
    const groups = { order: { assembly: 'command', tags: ['count'], report: 'packet', history: 10 } } as const;
    const { adapter, source, emitted } = await listening({ groups });
    await connected(adapter, emitted);
    const before = emitted.good('count').length;
    emitted.hold();
    await sendBurst(
      adapter,
      numbers(1, 100).map((count) => command({ count })),
    );
    await until('the overruns', () => overrunsOf(source) === 89);
    expect(emitted.held.filter(({ record }) => record.kind === 'sample')).toHaveLength(10);
    emitted.release();
    await emitted.untilGood('count', 100);
    expect(emitted.good('count').slice(before)).toEqual([...numbers(1, 10), 100]);
    await source.stop();
    expect(source.status().groups.order).toMatchObject({ overruns: 89, records: emitted.samples.length });
    const lost = emitted.records.flatMap((record) =>
      record.kind === 'event' && record.name === 'overrun' ? [record] : [],
    );
    expect(lost.at(-1)).toMatchObject({ group: 'order', data: { total: 89 } });
    expect(lost.reduce((sum, { data }) => sum + Number(data?.values), 0)).toBe(89);
  });

  test('a spool that rejects: what is not the newest of its tag is counted, the newest told once it takes again', async () => {
    const { adapter, source, emitted } = await listening(PACKET);
    await connected(adapter, emitted);
    const before = emitted.good('count').length;
    emitted.failure = new Error('disk full');
    await sendBurst(
      adapter,
      numbers(1, 50).map((count) => command({ count })),
    );
    await until('the overruns', () => overrunsOf(source) === 49);
    emitted.failure = undefined;
    await emitted.untilGood('count', 50);
    expect(emitted.good('count').slice(before)).toEqual([50]);
    expect(overrunsOf(source)).toBe(49);
  });

  test('what is rejected at the end is counted', async () => {
    const { adapter, source, emitted } = await listening(PACKET);
    await connected(adapter, emitted);
    emitted.failure = new Error('disk full');
    await sendBurst(
      adapter,
      numbers(1, 50).map((count) => command({ count })),
    );
    await source.stop();
    expect(overrunsOf(source)).toBe(50);
  });
});
