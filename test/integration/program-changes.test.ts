/** Another program in the controller: noticed, told, and never a value read as what it is not. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { ExplicitClient } from '../../src/client/index.js';
import type { ProgramChangedEvent, TagValue } from '../../src/eip-client.js';
import type { SimulatorProgram } from '../../src/simulator/definition/option-types.js';
import type { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import { beat, FAST, rig, Told } from './subscription-rig.js';

const OLD = {
  types: { Recipe: { Id: 'DINT', Name: 'STRING' } },
  tags: {
    Speed: { type: 'DINT', value: 1_500 },
    Counts: { type: 'DINT[4]', value: [1, 2, 3, 4] },
    Grid: { type: 'INT[2,3]' },
    One: { type: 'Recipe', value: { Id: 7, Name: 'x' } },
    Gone: { type: 'DINT', value: 3 },
    Same: { type: 'REAL', value: 2.5 },
    Unread: 'Recipe',
    Beat: 'DINT',
  },
  programs: { Main: { Step: { type: 'DINT', value: 42 } }, Other: { Step: 'DINT' } },
} as const;

const NEW = {
  types: { Recipe: { Name: 'STRING', Id: 'LINT' } },
  tags: {
    Speed: { type: 'REAL', value: 0.25 },
    Counts: { type: 'DINT[6]', value: [1, 2, 3, 4, 5, 6] },
    Grid: { type: 'INT[3,2]' },
    One: { type: 'Recipe', value: { Id: 5n, Name: 'y' } },
    Same: { type: 'REAL', value: 2.5 },
    Fresh: 'DINT',
    Unread: 'Recipe',
    Beat: 'DINT',
  },
  programs: { Main: { Step: { type: 'INT', value: 43 }, More: 'DINT' }, Other: { Step: 'DINT' } },
} as const;

const STEP = 'Program:Main.Step';
const NAMES = ['Speed', 'Counts', 'Grid', 'One', 'Gone', 'Same', STEP, 'Beat'] as const;

async function changed(client: ExplicitClient): Promise<ProgramChangedEvent> {
  const [event] = (await once(client, 'programChanged')) as [ProgramChangedEvent];
  return event;
}

/** A controller without class 0xAC; nor does it tell attributes of templates. */
function withoutSignature(plc: LogixSimulator): void {
  plc.addFault({ action: 'refuse', service: 'getAttributeList', status: 0x05, times: 0 });
}

describe('a download', () => {
  test('is told, with what became of the tags', async () => {
    const { plc, client } = await rig({}, OLD);
    const told = new Told(client.subscribe(NAMES, FAST));
    await told.until(() => told.all.length === NAMES.length);
    const event = changed(client);
    plc.download(NEW);
    expect(await event).toEqual({
      gone: ['Gone'],
      changed: ['Speed', 'Counts', 'Grid', 'One', 'Unread', STEP],
      added: ['Fresh', 'Program:Main.More'],
      reason: 'the controller has another program: 1 tags are gone, 6 are others, 2 are new',
    });
    await told.untilValue(STEP, 43);
    await told.untilQuality('Gone', 'bad');
    expect(told.of('Speed').map(({ value }) => value)).toEqual([1_500, 0.25]);
    expect(told.of('Counts').map(({ value }) => value)).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4, 5, 6],
    ]);
    expect(told.of('Grid').map(({ value }) => (value as TagValue[]).length)).toEqual([2, 3]);
    expect(told.of('One').map(({ value }) => value)).toEqual([
      { Id: 7, Name: 'x' },
      { Name: 'y', Id: 5n },
    ]);
    expect(told.last('Gone')).toMatchObject({ value: undefined, error: { code: 'EIP_READ_REFUSED', tag: 'Gone' } });
    expect(told.of('Same').map(({ quality }) => quality)).toEqual(['good']);
    expect(client.state).toBe('connected');
  });

  test('of the same program is told too: nothing of it changed', async () => {
    const { plc, client } = await rig({}, OLD);
    const told = new Told(client.subscribe(NAMES, FAST));
    await told.until(() => told.all.length === NAMES.length);
    const event = changed(client);
    plc.download(OLD);
    expect(await event).toMatchObject({ gone: [], changed: [], added: [] });
    await beat(plc, told);
    expect(told.of('One').length).toBe(1);
  });

  test('that takes a program away: its tags are gone', async () => {
    const { plc, client } = await rig({}, OLD);
    const told = new Told(client.subscribe([STEP, 'Speed'], FAST));
    await told.untilQuality(STEP, 'good');
    const event = changed(client);
    plc.download({ tags: OLD.tags, types: OLD.types });
    const { gone, changed: others, added } = await event;
    expect([new Set(gone), others, added]).toEqual([new Set(['Program:Main', 'Program:Other', STEP]), [], []]);
    await told.untilQuality(STEP, 'bad');
    plc.download(OLD);
    await told.untilValue(STEP, 42);
  });

  test('is told before the values of the new program', async () => {
    const { plc, client } = await rig({ connections: 3 }, OLD);
    await client.readTag('One');
    const told = new Told(client.subscribe(['Speed'], FAST));
    await told.untilValue('Speed', 1_500);
    // Of a template that nobody reads a value by.
    const held = plc.addFault({ action: 'hold', service: 'readTemplate' });
    const holding = once(plc, 'fault');
    const event = changed(client);
    plc.download(NEW);
    await holding;
    for (let i = 0; i < 50; i++) await client.identity();
    expect(told.all.length).toBe(1);
    held.release();
    await event;
    expect(told.all.length).toBe(1);
    await told.untilValue('Speed', 0.25);
  });

  test('that makes a bad tag bad for another reason is told by that tag', async () => {
    const { plc, client } = await rig({}, OLD);
    const told = new Told(client.subscribe(['Speed.Member', 'Beat'], FAST));
    await told.untilQuality('Speed.Member', 'bad');
    plc.download({ tags: { Beat: 'DINT' } });
    await told.until(() => told.of('Speed.Member').length === 2);
    await beat(plc, told);
    const bad = 'bad undefined';
    expect(told.brief('Speed.Member')).toEqual([`${bad} EIP_TAG_UNKNOWN`, `${bad} EIP_READ_REFUSED`]);
  });

  test('that changes members only is told of structures that were met', async () => {
    const { plc, client } = await rig(
      { programCheckMs: 5 },
      { types: { Pair: { A: 'DINT', B: 'REAL' } }, tags: { P: 'Pair', Q: 'Pair' } },
    );
    expect(await client.readTag('P')).toEqual({ A: 0, B: 0 });
    const event = changed(client);
    plc.download({ types: { Pair: { A: 'REAL', B: 'DINT' } }, tags: { P: 'Pair', Q: 'Pair' } });
    expect(await event).toMatchObject({ gone: [], changed: ['P'], added: [] });
  });

  test('reads tags at once whose next cycle is an hour away', async () => {
    const { plc, client } = await rig({ programCheckMs: 5 }, OLD);
    const told = new Told(client.subscribe(['Counts'], { rateMs: 3_600_000 }));
    await told.untilQuality('Counts', 'good');
    plc.download(NEW);
    await told.until(() => told.all.length === 2);
    expect(told.last('Counts')?.value).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('that only lengthens an array is noticed without a subscription', async () => {
    const { plc, client } = await rig({ programCheckMs: 5 }, OLD);
    expect(await client.readTag('Counts')).toEqual([1, 2, 3, 4]);
    const event = changed(client);
    plc.download({ ...OLD, tags: { ...OLD.tags, Counts: NEW.tags.Counts } });
    expect(await event).toMatchObject({ gone: [], changed: ['Counts'], added: [] });
    expect(await client.readTag('Counts')).toEqual([1, 2, 3, 4, 5, 6]);
    await client.writeTag('Counts', [6, 5, 4, 3, 2, 1]);
    expect(plc.read('Counts')).toEqual([6, 5, 4, 3, 2, 1]);
  });

  test('while nobody was connected is told when somebody is again', async () => {
    const { plc, client } = await rig({}, OLD);
    const told = new Told(client.subscribe(['Gone', STEP], FAST));
    await told.untilQuality(STEP, 'good');
    const event = changed(client);
    plc.cutConnections();
    plc.download(NEW);
    expect(await event).toMatchObject({ gone: ['Gone'], added: ['Fresh', 'Program:Main.More'] });
    await told.untilValue(STEP, 43);
    expect(told.brief('Gone').at(-1)).toBe('bad undefined EIP_READ_REFUSED');
  });

  test('there was none while nobody was connected: nothing is asked for that nobody needs', async () => {
    const { plc, client } = await rig({ programCheckMs: 5 }, OLD);
    await client.readTag(STEP);
    const asked: unknown[] = [];
    plc.on('request', ({ service }) => asked.push(service));
    const back = once(client, 'connected');
    plc.cutConnections();
    await back;
    // Three checks later.
    while (asked.filter((service) => service === 'getAttributeList').length < 3) await once(plc, 'request');
    expect(asked).not.toContain('getInstanceAttributeList');
  });

  test('there was none while nobody was connected: nothing is told', async () => {
    const { plc, client } = await rig({ programCheckMs: 1 }, OLD);
    const events: unknown[] = [];
    client.on('programChanged', (event) => events.push(event));
    const told = new Told(client.subscribe(NAMES, FAST));
    await told.until(() => told.all.length === NAMES.length);
    plc.cutConnections();
    await told.untilQuality('Beat', 'disconnected');
    for (let i = 0; i < 10; i++) await beat(plc, told);
    expect(events).toEqual([]);
  });
});

describe('a controller that does not tell whether its program changed', () => {
  test('another type is noticed by reading it', async () => {
    const { plc, client } = await rig({ programCheckMs: 0 }, OLD);
    withoutSignature(plc);
    await client.readTags(NAMES);
    const event = changed(client);
    plc.download(NEW);
    expect(await client.readTag('Speed')).toBe(0.25);
    expect(await event).toMatchObject({ gone: ['Gone'], changed: expect.arrayContaining(['Speed', 'Counts', 'One']) });
    expect(await client.readTag('Counts')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a write that it refuses for the type of old is right the next time', async () => {
    const { plc, client } = await rig({ programCheckMs: 0 }, OLD);
    withoutSignature(plc);
    await client.writeTag('Speed', 5);
    const event = changed(client);
    plc.download(NEW);
    await expect(client.writeTag('Speed', 6)).rejects.toMatchObject({
      code: 'EIP_WRITE_REFUSED',
      extendedStatus: 0x2107,
    });
    expect(await event).toMatchObject({ gone: ['Gone'] });
    await client.writeTag('Speed', 0.5);
    expect(plc.read('Speed')).toBe(0.5);
  });

  test('its list is asked for once because of writes that stay refused', async () => {
    const { plc, client } = await rig({ programCheckMs: 0 }, OLD);
    withoutSignature(plc);
    await client.writeTag('Speed', 5);
    plc.addFault({ action: 'refuse', service: 'writeTag', tag: 'Speed', status: 0x05, times: 0 });
    let lists = 0;
    plc.on('request', ({ service }) => {
      if (service === 'getInstanceAttributeList') lists++;
    });
    for (let i = 0; i < 5; i++) await expect(client.writeTag('Speed', 6)).rejects.toThrow('did not take');
    expect(lists).toBe(1);
  });

  test('what was read with a tag that is another one is read again too', async () => {
    const { plc, client } = await rig({ programCheckMs: 0 }, OLD);
    withoutSignature(plc);
    const told = new Told(client.subscribe(['Counts', 'Speed'], FAST));
    await told.until(() => told.all.length === 2);
    const six = [9, 9, 9, 9, 9, 9];
    plc.download({ ...NEW, tags: { ...NEW.tags, Counts: { type: 'DINT[6]', value: six } } });
    await told.untilValue('Speed', 0.25);
    expect(told.of('Counts').map(({ value }) => value)).toEqual([[1, 2, 3, 4], six]);
  });

  test('a longer array is noticed by its list of tags', async () => {
    const { plc, client } = await rig({ programCheckMs: 1 }, OLD);
    withoutSignature(plc);
    expect(await client.readTag('Counts')).toEqual([1, 2, 3, 4]);
    const event = changed(client);
    plc.download({ ...OLD, tags: { ...OLD.tags, Counts: NEW.tags.Counts } });
    expect(await event).toMatchObject({ gone: [], changed: ['Counts'], added: [] });
    expect(await client.readTag('Counts')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a new tag is not taken for a single value because it is not in the old list', async () => {
    const { plc, client } = await rig({ programCheckMs: 0 }, OLD);
    withoutSignature(plc);
    await client.readTag('Speed');
    const event = changed(client);
    plc.download({ tags: { ...OLD.tags, Later: { type: 'DINT[3]', value: [1, 2, 3] } }, types: OLD.types });
    expect(await client.readTag('Later')).toEqual([1, 2, 3]);
    expect(await event).toMatchObject({ added: ['Later'] });
  });

  test('its list is asked for once because of tags that stay refused', async () => {
    const { plc, client } = await rig({ programCheckMs: 0 }, OLD);
    withoutSignature(plc);
    let lists = 0;
    plc.on('request', ({ service }) => {
      if (service === 'getInstanceAttributeList') lists++;
    });
    for (const tag of ['Speed', 'Gone'])
      plc.addFault({ action: 'refuse', service: 'readTag', tag, status: 0x05, times: 0 });
    const told = new Told(client.subscribe(['Speed', 'Gone', 'Same', 'Beat'], FAST));
    for (let i = 0; i < 10; i++) await beat(plc, told);
    expect(told.brief('Speed')).toEqual(['bad undefined EIP_READ_REFUSED']);
    expect(told.brief('Same')).toEqual(['good 2.5']);
    expect(lists).toBeLessThanOrEqual(3);
  });
});

/** Program number `i`: every value says its number, and the number says what shape it has to have. */
function numbered(i: number): SimulatorProgram {
  const length = 1 + (i % 7);
  return {
    types: { Record: i % 2 === 0 ? { A: 'DINT', B: 'DINT' } : { X: 'INT', A: 'DINT[2]', B: 'DINT' } },
    tags: {
      Array: { type: `DINT[${length}]`, value: new Array(length).fill(i) },
      Long: { type: `DINT[${300 * length}]`, value: new Array(300 * length).fill(i) },
      Scalar: i % 2 === 0 ? { type: 'DINT', value: i } : { type: 'DINT[3]', value: [i, i, i] },
      Grid: {
        type: i % 2 === 0 ? 'DINT[2,3]' : 'DINT[3,2]',
        value: new Array(2 + (i % 2)).fill(new Array(3 - (i % 2)).fill(i)),
      },
      Record: { type: 'Record', value: i % 2 === 0 ? { A: i, B: i } : { A: [i, i], B: i } },
      Mixed: { type: i % 3 === 0 ? 'REAL' : 'DINT', value: i },
      Last: { type: 'DINT', value: i },
    },
  };
}

function isRight(key: string, value: unknown): boolean {
  const all = [value].flat(3) as number[];
  const i = key === 'Record' ? (value as { B: number }).B : (all[0] ?? -1);
  const { type, value: wanted } = (numbered(i).tags as Record<string, { type: string; value: unknown }>)[key] ?? {};
  const record = key === 'Record' && i % 2 === 1 ? { X: 0, ...(wanted as object) } : wanted;
  return type !== undefined && JSON.stringify(value) === JSON.stringify(record);
}

describe('downloads in the midst of reading', () => {
  test.each([
    ['one connection', { connections: 1 }],
    ['several, and values in parts', { connections: 3, connectionSize: 504 }],
    ['unconnected', { connected: false }],
  ])('no value is told that no program had: %s', async (_, options) => {
    const { plc, client } = await rig({ ...options, programCheckMs: 3 }, numbered(0));
    const names = Object.keys(numbered(0).tags ?? {});
    const wrong: unknown[] = [];
    let [program, seen] = [0, 0];
    const told = new Told(client.subscribe(names, FAST));
    plc.on('request', () => {
      // Behind this or that request, whatever it is for: within a packet, between parts, before the list is whole.
      if (program >= 40 || ++seen < 10 + ((program * 29) % 90)) return;
      seen = 0;
      plc.download(numbered(++program));
    });
    await told.untilValue('Last', 40);
    for (const { key, quality, value } of told.all) {
      if (quality === 'good' && !isRight(key, value)) wrong.push([key, JSON.stringify(value).slice(0, 60)]);
    }
    expect(wrong).toEqual([]);
    expect(told.of('Last').length).toBeGreaterThan(5);
  });
});

test('a value that nobody confirms is not told', async () => {
  const { plc, client } = await rig({ timeoutMs: 60, retries: 0 }, OLD);
  const told = new Told(client.subscribe(['Speed'], FAST));
  await told.untilQuality('Speed', 'good');
  const fault = plc.addFault({ action: 'dropReply', service: 'getAttributeList', times: 2 });
  plc.write('Speed', 5);
  await told.untilQuality('Speed', 'disconnected');
  expect(told.last('Speed')).toMatchObject({ value: 1_500, error: { cause: { code: 'EIP_READ_FAILED' } } });
  await told.untilValue('Speed', 5);
  expect(fault.hits).toBe(2);
});

test('a structure whose parts another call is still asking for is whole', async () => {
  const { plc, client } = await rig({ connections: 4 }, OLD);
  await client.readTag('Speed');
  const inner = plc.addFault({ action: 'hold', service: 'readTemplate', skip: 1 });
  const holding = once(plc, 'fault');
  const first = client.readTag('One');
  await holding;
  expect(await client.readTag('One')).toEqual({ Id: 7, Name: 'x' });
  inner.release();
  expect(await first).toEqual({ Id: 7, Name: 'x' });
});
