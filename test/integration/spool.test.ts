/** A spool on a real disk: put, take, confirm, give back, discard, restart. */
import { describe, expect, it } from 'vitest';
import { scan } from '../../src/telemetry/spool/scan.js';
import { bodyOf, drain, ids, idsOf, newFolder, openSpool, putAll } from './spool-rig.js';

describe('a batch', () => {
  it('has what was put, as it was put', async () => {
    const spool = await openSpool(newFolder());
    const acceptedAt = new Date('2026-03-01T10:00:00.123Z');
    const body = bodyOf('{"value":1}');
    expect(await spool.put('broker', { messageId: 'é-1', body, acceptedAt })).toBe(true);
    body.fill(0);
    const { entries } = await spool.reader('broker').take();
    expect(entries.map((entry) => ({ ...entry, body: Buffer.from(entry.body).toString() }))).toEqual([
      { messageId: 'é-1', body: '{"value":1}', priority: 'normal', acceptedAt },
    ]);
  });

  it('keeps the order of a priority; alarms come first, then audit', async () => {
    const spool = await openSpool(newFolder());
    await putAll(spool, ids('n', 3));
    await putAll(spool, ids('u', 2), { priority: 'audit' });
    await putAll(spool, ids('a', 2), { priority: 'alarm' });
    const reader = spool.reader('broker');
    expect(await drain(spool, reader)).toEqual(['a0', 'a1', 'u0', 'u1', 'n0', 'n1', 'n2']);
  });

  it('an alarm overtakes a backlog between two batches', async () => {
    const spool = await openSpool(newFolder());
    await putAll(spool, ids('n', 4));
    const reader = spool.reader('broker');
    const first = await reader.take({ maxEntries: 2 });
    await putAll(spool, ['alarm'], { priority: 'alarm' });
    await first.confirm();
    expect([idsOf(first), await drain(spool, reader)]).toEqual([
      ['n0', 'n1'],
      ['alarm', 'n2', 'n3'],
    ]);
  });

  it.each([
    ['entries', { maxEntries: 2 }, ['n0', 'n1']],
    ['bytes', { maxBytes: 50 }, ['n0', 'n1']],
    ['bytes that hold exactly', { maxBytes: 60 }, ['n0', 'n1', 'n2']],
    ['fewer bytes than an entry has', { maxBytes: 1 }, ['n0']],
  ])('is bounded by %s', async (_, limits, expected) => {
    const spool = await openSpool(newFolder());
    await putAll(spool, ids('n', 5));
    expect(idsOf(await spool.reader('broker').take(limits))).toEqual(expected);
  });

  it('given back comes again as it was, before what is behind it', async () => {
    const spool = await openSpool(newFolder());
    await putAll(spool, ids('n', 5));
    const reader = spool.reader('broker');
    const first = await reader.take({ maxEntries: 3 });
    first.giveBack();
    const second = await reader.take({ maxEntries: 4 });
    expect(idsOf(second)).toEqual(['n0', 'n1', 'n2', 'n3']);
  });

  it('in part confirmed, in part discarded: the rest comes again, and each is counted right', async () => {
    const spool = await openSpool(newFolder());
    await putAll(spool, ids('n', 4));
    const reader = spool.reader('broker');
    const batch = await reader.take();
    const [n0, n1, n2] = batch.entries;
    await batch.confirm([n0, n2] as never);
    await batch.discard([n1] as never);
    batch.giveBack();
    expect(await drain(spool, reader)).toEqual(['n3']);
    expect(spool.status().sinks.broker?.normal).toMatchObject({
      entries: 0,
      bytes: 0,
      taken: 0,
      drops: { refused: 1 },
    });
  });

  it('is one of several where the reader wants that; what comes back comes before what is taken next', async () => {
    const spool = await openSpool(newFolder());
    await putAll(spool, ids('n', 6));
    const reader = spool.reader('broker', { batches: 2 });
    const first = await reader.take({ maxEntries: 2 });
    const second = await reader.take({ maxEntries: 2 });
    await expect(reader.take()).rejects.toThrow(TypeError);
    first.giveBack();
    const third = await reader.take({ maxEntries: 3 });
    expect([first, second, third].map(idsOf)).toEqual([
      ['n0', 'n1'],
      ['n2', 'n3'],
      ['n0', 'n1', 'n4'],
    ]);
    await third.confirm();
    reader.close();
    expect(await drain(spool, spool.reader('broker'))).toEqual(['n2', 'n3', 'n5']);
  });

  it.each([0, 65, 1.5, Number.NaN])('%s at once are refused', async (batches) => {
    const spool = await openSpool(newFolder());
    expect(() => spool.reader('broker', { batches })).toThrow(RangeError);
  });

  it('is one at a time, and settled once', async () => {
    const spool = await openSpool(newFolder());
    await putAll(spool, ids('n', 2));
    const reader = spool.reader('broker');
    const batch = await reader.take({ maxEntries: 1 });
    await expect(reader.take()).rejects.toThrow(TypeError);
    await batch.confirm();
    await expect(batch.confirm([batch.entries[0] as never])).rejects.toThrow('not of this batch');
    batch.giveBack();
    expect(idsOf(await reader.take())).toEqual(['n1']);
  });
});

describe('take', () => {
  it('waits until there is something', async () => {
    const spool = await openSpool(newFolder());
    const taking = spool.reader('broker').take();
    await putAll(spool, ['late']);
    expect(idsOf(await taking)).toEqual(['late']);
  });

  it('ends with the reason of its signal, and takes nothing with it', async () => {
    const spool = await openSpool(newFolder());
    const reader = spool.reader('broker');
    const abort = new AbortController();
    const taking = reader.take({ signal: abort.signal });
    const reason = new Error('enough');
    abort.abort(reason);
    await expect(taking).rejects.toBe(reason);
    await putAll(spool, ['n0']);
    expect(idsOf(await reader.take())).toEqual(['n0']);
  });

  it('ends with EIP_SPOOL_CLOSED when the spool is closed', async () => {
    const spool = await openSpool(newFolder());
    const taking = spool.reader('broker').take();
    const ended = expect(taking).rejects.toMatchObject({ code: 'EIP_SPOOL_CLOSED' });
    await spool.close();
    await ended;
  });

  it('a sink has one reader at a time', async () => {
    const spool = await openSpool(newFolder());
    await putAll(spool, ['n0']);
    const first = spool.reader('broker');
    await first.take();
    expect(() => spool.reader('broker')).toThrow(TypeError);
    first.close();
    expect(idsOf(await spool.reader('broker').take())).toEqual(['n0']);
  });
});

describe('put', () => {
  it.each([
    ['a sink that is none', 'brokr', {}, 'did you mean "broker"'],
    ['a priority that is none', 'broker', { priority: 'high' }, 'priority'],
    ['an empty id', 'broker', { messageId: '' }, 'messageId'],
    ['an id that is too long', 'broker', { messageId: 'x'.repeat(256) }, 'messageId'],
    ['a body that is none', 'broker', { body: 'text' }, 'body'],
    ['a date that is none', 'broker', { acceptedAt: new Date('x') }, 'acceptedAt'],
  ] as const)('refuses %s', async (_, sink, part, words) => {
    const spool = await openSpool(newFolder());
    const entry = { messageId: 'x', body: bodyOf('x'), ...part } as never;
    await expect(spool.put(sink, entry)).rejects.toThrow(words);
    await expect(spool.put(sink, entry)).rejects.toThrow(TypeError);
  });

  it('refuses a body that is longer than maxEntryBytes, and takes one that is as long', async () => {
    const spool = await openSpool(newFolder(), {}, { maxEntryBytes: 64 });
    await expect(putAll(spool, ['long'], { bytes: 65 })).rejects.toMatchObject({ code: 'EIP_SPOOL_TOO_LARGE' });
    expect(await putAll(spool, ['fits'], { bytes: 64 })).toEqual([true]);
  });

  it('is refused once the spool is closed; what was put before is stored', async () => {
    const folder = newFolder();
    const spool = await openSpool(folder);
    const before = putAll(spool, ids('n', 3));
    const closed = spool.close();
    await expect(putAll(spool, ['late'])).rejects.toMatchObject({ code: 'EIP_SPOOL_CLOSED' });
    await closed;
    expect(await before).toEqual([true, true, true]);
    const again = await openSpool(folder);
    expect(await drain(again, again.reader('broker'))).toEqual(['n0', 'n1', 'n2']);
  });
});

describe('a restart', () => {
  it('gives what was not confirmed, taken or not, in order', async () => {
    const folder = newFolder();
    const spool = await openSpool(folder);
    await putAll(spool, ids('n', 4));
    const reader = spool.reader('broker');
    await (await reader.take({ maxEntries: 1 })).confirm();
    await reader.take({ maxEntries: 2 });
    await spool.close();
    const again = await openSpool(folder);
    expect(again.status().sinks.broker?.normal).toMatchObject({ entries: 3, taken: 0 });
    expect(await drain(again, again.reader('broker'))).toEqual(['n1', 'n2', 'n3']);
  });

  it('uses no sequence again, also when everything was taken before', async () => {
    const folder = newFolder();
    for (let round = 0; round < 3; round++) {
      const spool = await openSpool(folder);
      await putAll(spool, ids(`r${round}-`, 3));
      await drain(spool, spool.reader('broker'));
      await spool.close();
      expect((await scan(folder, true)).nextSequence).toBe(3 * (round + 1));
    }
  });

  it('knows figures and drops again', async () => {
    const folder = newFolder();
    const spool = await openSpool(folder);
    await putAll(spool, ids('n', 3));
    await putAll(spool, ids('a', 2), { priority: 'alarm' });
    const batch = await spool.reader('broker').take({ maxEntries: 1 });
    await batch.discard();
    await spool.close();
    const again = await openSpool(folder);
    const { alarm, normal } = again.status().sinks.broker ?? {};
    expect([alarm, normal]).toMatchObject([
      { entries: 1, bytes: 70, drops: { refused: 1 } },
      { entries: 3, bytes: 210, drops: { refused: 0 } },
    ]);
  });
});
