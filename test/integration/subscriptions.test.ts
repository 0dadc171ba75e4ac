import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import { beat, cleanups, clientOf, FAST, PLC, plcWith, rig, Told } from './subscription-rig.js';
import { uncaughtWhile } from './uncaught.js';

describe('what is told', () => {
  test('the first value of each tag, and then those that are others', async () => {
    const { plc, client } = await rig();
    const told = new Told(client.subscribe(['Speed', 'Total', 'Name', 'Counts', 'Beat'], FAST));
    await told.until(() => told.all.length === 5);
    expect(told.last('Speed')).toEqual({
      key: 'Speed',
      name: 'Speed',
      quality: 'good',
      value: 1_500,
      timestamp: expect.any(Date),
    });
    await beat(plc, told);
    plc.write('Speed', 1_501);
    await told.untilValue('Speed', 1_501);
    plc.write('Counts[2]', 9);
    await told.until(() => told.of('Counts').length === 2);
    await beat(plc, told);
    expect(told.brief('Speed')).toEqual(['good 1500', 'good 1501']);
    expect(told.brief('Counts')).toEqual(['good 1,2,3,4', 'good 1,2,9,4']);
    expect([told.brief('Total'), told.brief('Name')]).toEqual([['good 1'], ['good a']]);
  });

  test('each cycle, where that is asked for', async () => {
    const { client } = await rig();
    const told = new Told(client.subscribe({ s: 'Speed', n: 'Name' }, { ...FAST, report: 'cycle', deadband: 1e9 }));
    await told.until(() => told.all.length >= 8);
    const whole = told.all.length - (told.all.length % 2);
    expect(told.all.slice(0, whole).map(({ key }) => key)).toEqual(
      Array.from({ length: whole }, (_, i) => 'sn'[i % 2]),
    );
    expect(new Set(told.brief('s'))).toEqual(new Set(['good 1500']));
  });

  test('what is beyond the deadband of its tag, told from the value told last', async () => {
    const { plc, client } = await rig();
    const tags = {
      fine: 'Level',
      coarse: { name: 'Level', deadband: 1 },
      percent: { name: 'Level', deadband: { percent: 20 } },
      range: { name: 'Level', deadband: { percent: 1, range: [0, 300] } },
      Beat: 'Beat',
    } as const;
    const told = new Told(client.subscribe(tags, FAST));
    await told.until(() => told.all.length === 5);
    for (const level of [10.5, 11, 11.5, 12, 12.5, 14]) {
      plc.write('Level', level);
      await beat(plc, told);
    }
    expect(told.of('fine').map(({ value }) => value)).toEqual([10, 10.5, 11, 11.5, 12, 12.5, 14]);
    expect(told.of('coarse').map(({ value }) => value)).toEqual([10, 11.5, 14]);
    expect(told.of('percent').map(({ value }) => value)).toEqual([10, 12.5]);
    expect(told.of('range').map(({ value }) => value)).toEqual([10, 14]);
  });

  test('a change of quality within the deadband too', async () => {
    const { plc, client } = await rig();
    const told = new Told(client.subscribe(['Level', 'Beat'], { ...FAST, deadband: 1_000 }));
    await told.untilQuality('Level', 'good');
    const fault = plc.addFault({ action: 'refuse', service: 'readTag', tag: 'Level', status: 0x0f });
    await told.untilQuality('Level', 'bad');
    await told.untilQuality('Level', 'good');
    expect(told.brief('Level')).toEqual(['good 10', 'bad undefined EIP_READ_REFUSED', 'good 10']);
    expect(fault.hits).toBe(1);
    expect(told.last('Level')?.timestamp.getTime()).toBeGreaterThan(told.of('Level')[0]?.timestamp.getTime() ?? 0);
  });

  test('one bad tag does not stop the others', async () => {
    const { plc, client } = await rig();
    const told = new Told(client.subscribe(['Nowhere', 'Speed', 'Counts[9]', 'Speed.Member', ' '], FAST));
    await told.until(() => told.all.length >= 5);
    plc.write('Speed', 7);
    await told.untilValue('Speed', 7);
    for (const [key, code] of [
      ['Nowhere', 'EIP_READ_REFUSED'],
      ['Counts[9]', 'EIP_TAG_UNKNOWN'],
      ['Speed.Member', 'EIP_TAG_UNKNOWN'],
      [' ', 'EIP_TAG_UNKNOWN'],
    ] as const) {
      expect(told.brief(key)).toEqual([`bad undefined ${code}`]);
      expect(told.last(key)?.error?.tag).toBe(key);
    }
  });

  test('a handler that throws stops neither the cycle nor the other handlers', async () => {
    const { plc, client } = await rig();
    const uncaught = await uncaughtWhile(async () => {
      const subscription = client.subscribe(['Speed', 'Beat'], FAST);
      subscription.on('update', ({ key }) => {
        if (key === 'Speed') throw new Error('mine');
      });
      const told = new Told(subscription);
      await told.until(() => told.all.length === 2);
      plc.write('Speed', 2);
      await beat(plc, told);
      expect(told.brief('Speed')).toEqual(['good 1500', 'good 2']);
    });
    expect(uncaught.map(String)).toEqual(['Error: mine', 'Error: mine']);
  });
});

describe('cycles', () => {
  test('tags of one rate are read together, each once, those of another rate by themselves', async () => {
    const { plc, client } = await rig();
    const read = { Speed: 0, Level: 0, Beat: 0, Total: 0 };
    plc.on('request', ({ service, tag }) => {
      if (service === 'readTag' && tag !== undefined) read[tag as keyof typeof read]++;
    });
    const first = client.subscribe(['Speed', 'Level'], FAST);
    const second = client.subscribe({ speed: 'Speed', Beat: 'Beat' }, FAST);
    const slow = new Told(client.subscribe(['Total'], { rateMs: 3_600_000 }));
    const told = new Told(second);
    await slow.untilQuality('Total', 'good');
    for (let i = 0; i < 5; i++) await beat(plc, told);
    const { subscriptions } = await client.healthCheck();
    expect(subscriptions).toMatchObject({
      open: 3,
      groups: [
        { rateMs: 5, tags: 3 },
        { rateMs: 3_600_000, tags: 1, cycles: 1, missedCycles: 0 },
      ],
    });
    first.close();
    second.close();
    expect([read.Speed - read.Beat, read.Speed - read.Level, read.Total]).toEqual([0, 0, 1]);
    expect(first.status().cycles).toBe(second.status().cycles);
  });

  test('a tag that comes later is read at once, and alone', async () => {
    const { plc, client } = await rig();
    const hour = { rateMs: 3_600_000 };
    const first = client.subscribe(['Speed'], { ...hour, report: 'cycle' });
    const told = new Told(first);
    await told.untilQuality('Speed', 'good');
    const later = new Told(client.subscribe(['Level'], hour));
    await later.untilValue('Level', 10);
    expect([told.all.length, first.status().cycles]).toEqual([1, 1]);
    plc.write('Level', 11);
    const last = new Told(client.subscribe(['Total'], hour));
    await last.untilQuality('Total', 'good');
    expect(later.all.length).toBe(1);
  });

  test('a tag that another subscription has already is read at once too', async () => {
    const { plc, client } = await rig();
    const hour = { rateMs: 3_600_000 };
    const first = new Told(client.subscribe(['Speed'], hour));
    await first.untilQuality('Speed', 'good');
    plc.write('Speed', 1);
    const second = new Told(client.subscribe(['Speed'], hour));
    await second.untilValue('Speed', 1);
    expect(first.brief('Speed')).toEqual(['good 1500', 'good 1']);
  });

  test('one that is not over when the next is due: that is left out and counted, the values are stale', async () => {
    const { plc, client } = await rig({ timeoutMs: 60_000 });
    const subscription = client.subscribe(['Speed', 'Level'], { ...FAST, staleMs: 200 });
    const told = new Told(subscription);
    await told.untilQuality('Level', 'good');
    const held = plc.addFault({ action: 'hold', service: 'readTag', times: 1 });
    await once(plc, 'fault');
    await told.untilQuality('Level', 'stale');
    const { cycles, missedCycles } = subscription.status();
    expect([missedCycles > 0, held.holding]).toEqual([true, 1]);
    const { groups } = (await client.healthCheck()).subscriptions;
    expect(groups[0]?.missedCycles).toBe(subscription.status().missedCycles);
    expect(told.last('Speed')).toMatchObject({
      quality: 'stale',
      value: 1_500,
      error: { code: 'EIP_TAG_STALE', tag: 'Speed' },
    });
    expect(told.last('Speed')?.timestamp).toEqual(told.of('Speed').at(-2)?.timestamp);
    expect(subscription.status().cycles).toBe(cycles);
    held.release();
    await told.untilQuality('Level', 'good');
    expect(subscription.status().cycles).toBeGreaterThan(cycles);
  });
});

describe('connections that come and go', () => {
  test('lost: disconnected at once, with the last value; good after the first read', async () => {
    const { plc, client } = await rig();
    const told = new Told(client.subscribe(['Speed', 'Beat'], { ...FAST, deadband: 1_000 }));
    await told.untilQuality('Speed', 'good');
    plc.write('Speed', 1_600);
    const lost = once(client, 'disconnected');
    plc.cutConnections();
    await lost;
    expect(told.last('Speed')).toMatchObject({
      quality: 'disconnected',
      error: { code: 'EIP_READ_FAILED', tag: 'Speed', cause: { code: 'EIP_CONNECTION_LOST' } },
    });
    expect([1_500, 1_600]).toContain(told.last('Speed')?.value);
    await told.untilValue('Speed', 1_600);
    expect(told.of('Speed').map(({ quality }) => quality)).toEqual(['good', 'disconnected', 'good']);
  });

  test("lost while a cycle is read: its reply is nobody's", async () => {
    const { plc, client } = await rig({ timeoutMs: 60_000 });
    const told = new Told(client.subscribe(['Speed'], FAST));
    await told.untilQuality('Speed', 'good');
    const held = plc.addFault({ action: 'hold', service: 'readTag', times: 1 });
    const holding = once(plc, 'fault');
    await holding;
    plc.cutConnections();
    await told.untilQuality('Speed', 'disconnected');
    held.release();
    await told.untilQuality('Speed', 'good');
    expect(told.of('Speed').map(({ quality }) => quality)).toEqual(['good', 'disconnected', 'good']);
  });

  test('a controller that restarts', async () => {
    const { plc, client } = await rig();
    const told = new Told(client.subscribe(['Speed'], FAST));
    await told.untilQuality('Speed', 'good');
    const { port } = plc;
    await plc.stop();
    await told.untilQuality('Speed', 'disconnected');
    const again = new LogixSimulator({ host: PLC, port, tags: { Speed: { type: 'INT', value: 3 } } });
    await again.start();
    cleanups.push(() => again.stop());
    await told.untilValue('Speed', 3);
  });

  test('none yet: disconnected, and good when there is one', async () => {
    const plc = await plcWith();
    const client = clientOf(plc);
    const told = new Told(client.subscribe(['Speed'], FAST));
    await told.untilQuality('Speed', 'disconnected');
    expect(told.last('Speed')).toMatchObject({ value: undefined, error: { cause: { code: 'EIP_NOT_CONNECTED' } } });
    await client.connect();
    await told.untilValue('Speed', 1_500);
  });

  test('the client gives up: disconnected, until it is connected again', async () => {
    const { plc, client } = await rig({ reconnect: false });
    const told = new Told(client.subscribe(['Speed'], FAST));
    await told.untilQuality('Speed', 'good');
    const ended = once(client, 'error');
    plc.cutConnections();
    await ended;
    expect(told.last('Speed')?.quality).toBe('disconnected');
    const late = new Told(client.subscribe(['Speed'], FAST));
    await late.untilQuality('Speed', 'disconnected');
    await client.connect();
    await told.untilQuality('Speed', 'good');
    await late.untilQuality('Speed', 'good');
  });

  test('no reply in time: disconnected, with the reason', async () => {
    const { plc, client } = await rig({ timeoutMs: 40, retries: 0 });
    const told = new Told(client.subscribe(['Speed'], FAST));
    await told.untilQuality('Speed', 'good');
    plc.addFault({ action: 'dropRequest', service: 'readTag', times: 1 });
    await told.untilQuality('Speed', 'disconnected');
    expect(told.last('Speed')).toMatchObject({ value: 1_500, error: { cause: { code: 'EIP_REPLY_TIMEOUT' } } });
    await told.untilQuality('Speed', 'good');
  });
});

test('wrong options are refused, and nothing is begun', async () => {
  const client = clientOf({ port: 1 });
  expect(() => client.subscribe([], FAST)).toThrow('tags: expected 1 to 100000 tags, got 0');
  expect(() => client.subscribe(['A'], { rateMs: 0 })).toThrow('rateMs: ');
  expect((await client.healthCheck()).subscriptions).toEqual({ open: 0, groups: [] });
});
