import { getEventListeners, once } from 'node:events';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { beat, FAST, rig, Told } from './subscription-rig.js';

const CLOSED = { code: 'EIP_CLIENT_CLOSED' };

describe('loops', () => {
  test('take what is told, and leaving one ends the subscription', async () => {
    const { plc, client } = await rig();
    const subscription = client.subscribe(['Speed', 'Level'], FAST);
    const ended = once(subscription, 'end');
    const taken: unknown[] = [];
    for await (const { key, value } of subscription) {
      taken.push([key, value]);
      if (taken.length === 2) plc.write('Speed', 1);
      if (taken.length === 3) break;
    }
    expect(taken).toEqual([
      ['Speed', 1_500],
      ['Level', 10],
      ['Speed', 1],
    ]);
    expect(await ended).toEqual([{ reason: 'its loop was left' }]);
    expect(subscription.status().open).toBe(false);
    expect((await client.healthCheck()).subscriptions).toEqual({ open: 0, groups: [] });
    for await (const update of subscription) expect(update).toBe('nothing');
  });

  test('that begin late begin with what was told last', async () => {
    const { plc, client } = await rig();
    const subscription = client.subscribe(['Speed', 'Level'], { rateMs: 3_600_000 });
    const told = new Told(subscription);
    await told.until(() => told.all.length === 2);
    const loops = [subscription[Symbol.asyncIterator](), subscription[Symbol.asyncIterator]()];
    for (const loop of loops) {
      expect((await loop.next()).value).toMatchObject({ key: 'Speed', value: 1_500 });
      expect((await loop.next()).value).toMatchObject({ key: 'Level', value: 10 });
    }
    plc.cutConnections();
    for (const loop of loops) expect((await loop.next()).value).toMatchObject({ quality: 'disconnected' });
  });

  test('that are slow get the newest of each tag; what it replaced is counted', async () => {
    const { plc, client } = await rig();
    const subscription = client.subscribe(['Speed', 'Beat'], FAST);
    const loop = subscription[Symbol.asyncIterator]();
    const told = new Told(subscription);
    await told.until(() => told.all.length === 2);
    for (let i = 1; i <= 4; i++) {
      plc.write('Speed', i);
      await beat(plc, told);
    }
    expect((await loop.next()).value).toMatchObject({ key: 'Speed', value: 4 });
    expect((await loop.next()).value).toMatchObject({ key: 'Beat', value: 4 });
    expect(subscription.status()).toMatchObject({ overwritten: 8, dropped: 0, updates: 10 });
  });

  test('with a history get all of it, and what had no room is counted', async () => {
    const { plc, client } = await rig();
    const subscription = client.subscribe(['Beat'], { ...FAST, history: 3 });
    const loop = subscription[Symbol.asyncIterator]();
    const told = new Told(subscription);
    await told.untilValue('Beat', 0);
    for (let i = 0; i < 5; i++) await beat(plc, told);
    const values = [await loop.next(), await loop.next(), await loop.next()].map(({ value }) => value?.value);
    expect(values).toEqual([3, 4, 5]);
    expect(subscription.status()).toMatchObject({ overwritten: 0, dropped: 3 });
  });

  test('end when the client closes, behind what they have not taken', async () => {
    const { client } = await rig();
    const subscription = client.subscribe(['Speed'], FAST);
    const taken: unknown[] = [];
    const told = new Told(subscription);
    const looped = (async () => {
      for await (const { value } of subscription) taken.push(value);
    })();
    await told.untilQuality('Speed', 'good');
    const ended = once(subscription, 'end');
    await client.close();
    await looped;
    expect(taken).toEqual([1_500]);
    expect(await ended).toEqual([{ reason: 'the client was closed' }]);
    expect(() => client.subscribe(['Speed'], FAST)).toThrow(expect.objectContaining(CLOSED));
    expect(told.brief('Speed')).toEqual(['good 1500']);
  });

  test('throw the reason of a signal', async () => {
    const { client } = await rig();
    const stop = new AbortController();
    const subscription = client.subscribe(['Speed'], { ...FAST, signal: stop.signal });
    const taken: unknown[] = [];
    const looped = (async () => {
      for await (const { value } of subscription) {
        taken.push(value);
        stop.abort(new Error('enough'));
      }
    })();
    await expect(looped).rejects.toThrow('enough');
    expect(taken).toEqual([1_500]);
    expect(subscription.status().open).toBe(false);
    expect(() => client.subscribe(['Speed'], { ...FAST, signal: stop.signal })).toThrow('enough');
  });
});

describe('an end leaves nothing', () => {
  test.each(['close', 'loop', 'abort', 'client', 'using'] as const)('%s', async (how) => {
    const { plc, client } = await rig();
    const stop = new AbortController();
    const read: unknown[] = [];
    const subscription = client.subscribe(['Speed', 'Level'], { rateMs: 1, signal: stop.signal });
    const told = new Told(subscription);
    await told.until(() => told.all.length === 2);
    if (how === 'close') subscription.close();
    else if (how === 'abort') stop.abort();
    else if (how === 'client') void client.close();
    else if (how === 'loop') for await (const _ of subscription) break;
    else {
      using own = subscription;
      expect(own.status().open).toBe(true);
    }
    expect(subscription.status().open).toBe(false);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    plc.on('request', ({ service, tag }) => service === 'readTag' && read.push(tag));
    // Behind what may have been on the way.
    if (how !== 'client') for (let i = 0; i < 50; i++) await client.identity();
    expect(read.length).toBeLessThanOrEqual(2);
    expect(told.all.length).toBe(2);
  });

  test('and what is shown of it says so', async () => {
    const { client } = await rig();
    const subscription = client.subscribe(['Speed'], FAST);
    expect(inspect(subscription, { breakLength: Number.POSITIVE_INFINITY })).toMatch(
      /^Subscription \{ open: true, rateMs: 5, tags: 1, cycles: 0, missedCycles: 0, updates: 0, overwritten: 0, dropped: 0 \}$/,
    );
    subscription.close();
    expect(inspect(subscription)).toContain('open: false');
  });

  test('a handler that closes hears no more of the same cycle', async () => {
    const { client } = await rig();
    const subscription = client.subscribe(['Speed', 'Level', 'Total'], FAST);
    const heard: string[] = [];
    const ended = once(subscription, 'end');
    subscription.on('update', ({ key }) => {
      heard.push(key);
      if (key === 'Level') subscription.close();
    });
    await ended;
    await client.identity();
    expect(heard).toEqual(['Speed', 'Level']);
  });
});
