/** What there is in a controller: tags, structures, scopes; and controllers that lie about it. */
import { describe, expect, test } from 'vitest';
import { ServiceCode } from '../../src/cip/index.js';
import { ExplicitClient, type ExplicitClientOptions } from '../../src/client/index.js';
import { encodeAttributeEntries, encodeSymbolEntry, programChangesRequest } from '../../src/logix/index.js';
import { LogixSimulator, type LogixSimulatorOptions } from '../../src/testing.js';
import { type Arrived, type Forged, ScriptedPlc } from '../support/scripted-plc.js';
import { cleanups } from './client-tag-rig.js';

const PLC = '127.0.73.2';
const LIAR = '127.0.73.3';

const PROGRAM = {
  types: {
    Axis: { Position: 'REAL', Ready: 'BOOL', Fault: 'BOOL', Name: 'STRING' },
    Recipe: { Id: 'DINT', Speeds: 'REAL[4]', Axes: 'Axis[2]', Flags: 'BOOL[64]' },
    Label: { string: 12 },
  },
  tags: {
    Speed: 'DINT',
    Total: { type: 'LINT', access: 'readOnly' },
    Secret: { type: 'INT', access: 'none' },
    Grid: 'INT[2,3]',
    Bits: 'BOOL[64]',
    Recipes: 'Recipe[3]',
    Tag: 'Label',
    'Local:1:I': 'DINT',
  },
  programs: { Main: { Step: 'DINT', Axis: 'Axis' }, Other: { Speed: 'REAL' } },
} as const;

async function clientOf(options: ExplicitClientOptions): Promise<ExplicitClient> {
  const client = new ExplicitClient({ retries: 0, ...options });
  cleanups.push(() => client.close());
  await client.connect();
  return client;
}

async function rig(more: LogixSimulatorOptions = {}, options: Partial<ExplicitClientOptions> = {}) {
  const plc = new LogixSimulator({ host: PLC, port: 0, ...PROGRAM, ...more });
  await plc.start();
  cleanups.push(() => plc.stop());
  return { plc, client: await clientOf({ host: PLC, port: plc.port, ...options }) };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const names = (tags: readonly { name: string }[]) => tags.map(({ name }) => name);
const common = { program: null, kind: 'tag', hasTemplate: false, dimensions: [], access: 'readWrite', isAlias: false };

describe('browse()', () => {
  test('gives every tag with its type, dimensions, size and access', async () => {
    const { client } = await rig();
    const tags = await client.browse();
    expect(tags.map(({ instance: _, ...tag }) => tag)).toEqual([
      { ...common, name: 'Speed', dataType: 'DINT', bytes: 4 },
      { ...common, name: 'Total', dataType: 'LINT', bytes: 8, access: 'readOnly' },
      { ...common, name: 'Secret', dataType: 'INT', bytes: 2, access: 'none' },
      { ...common, name: 'Grid', dataType: 'INT', dimensions: [2, 3], bytes: 12 },
      { ...common, name: 'Bits', dataType: 'BOOL', dimensions: [64], bytes: 8 },
      { ...common, name: 'Recipes', dataType: 'Recipe', hasTemplate: true, dimensions: [3], bytes: 3 * 220 },
      { ...common, name: 'Tag', dataType: 'Label', hasTemplate: true, bytes: 16 },
      { ...common, name: 'Program:Main.Step', program: 'Main', dataType: 'DINT', bytes: 4 },
      { ...common, name: 'Program:Main.Axis', program: 'Main', dataType: 'Axis', hasTemplate: true, bytes: 96 },
      { ...common, name: 'Program:Other.Speed', program: 'Other', dataType: 'REAL', bytes: 4 },
    ]);
    expect(new Set(tags.filter(({ program }) => program === null).map(({ instance }) => instance)).size).toBe(7);
  });

  test.each([
    [{ name: 'speed' }, ['Speed', 'Program:Other.Speed']],
    [{ name: 'Program:Main.*' }, ['Program:Main.Step', 'Program:Main.Axis']],
    [{ name: 'nothing' }, []],
    [{ scope: 'controller', name: 'S*' }, ['Speed', 'Secret']],
    [{ scope: 'programs' }, ['Program:Main.Step', 'Program:Main.Axis', 'Program:Other.Speed']],
    [{ scope: 'Program:other' }, ['Program:other.Speed']],
    [{ dataType: 'axis' }, ['Program:Main.Axis']],
    [{ dataType: '*INT', scope: 'controller' }, ['Speed', 'Total', 'Secret', 'Grid']],
    [{ modules: true, name: 'Local*' }, ['Local:1:I']],
    [{ system: true, name: '*:*', scope: 'controller' }, ['Task:MainTask', 'Map:Local']],
    [{ system: true, name: 'Routine*' }, ['Program:Main.Routine:MainRoutine', 'Program:Other.Routine:MainRoutine']],
  ] as const)('%o', async (options, expected) => {
    const { client } = await rig();
    expect(names(await client.browse(options))).toEqual(expected);
  });

  test.each([
    ['in small pages', { connectionSize: 500 }, {}],
    ['without a connection', { connected: false }, {}],
    ['of a firmware without external access', {}, { identity: { revision: [17, 1] } }],
  ] as readonly (readonly [string, Partial<ExplicitClientOptions>, LogixSimulatorOptions])[])(
    'a long list %s',
    async (_, options, more) => {
      const tags = Object.fromEntries(Array.from({ length: 700 }, (_, i) => [`Tag_with_a_long_name_${i}`, 'DINT']));
      const { plc, client } = await rig({ ...more, tags }, options);
      let pages = 0;
      plc.on('request', ({ service }) => {
        if (service === 'getInstanceAttributeList') pages++;
      });
      const found = await client.browse({ scope: 'controller' });
      expect(names(found)).toEqual(Object.keys(tags));
      expect(new Set(found.map(({ access }) => access))).toEqual(new Set([more.identity ? null : 'readWrite']));
      expect(pages).toBeGreaterThan(5);
    },
  );

  test('asks for a template once, until the program changes', async () => {
    const { plc, client } = await rig();
    let templates = 0;
    plc.on('request', ({ service }) => {
      if (service === 'readTemplate') templates++;
    });
    await client.browse();
    const asked = templates;
    expect(asked).toBeGreaterThan(3);
    await client.browse();
    await client.readTag('Recipes[0]');
    expect(templates).toBe(asked);
    plc.download({ types: { Axis: { Speed: 'LREAL' } }, tags: { Feeder: 'Axis' } });
    expect(await client.browse()).toMatchObject([{ name: 'Feeder', dataType: 'Axis', bytes: 8 }]);
    expect((await client.template('Axis')).members).toMatchObject([{ name: 'Speed', dataType: 'LREAL' }]);
    expect(templates).toBeGreaterThan(asked);
  });

  test('begins again when the program changes meanwhile', async () => {
    const { plc, client } = await rig();
    const held = plc.addFault({ action: 'hold', service: 'getInstanceAttributeList', skip: 1 });
    const browsed = client.browse();
    await new Promise((done) => plc.once('fault', done));
    plc.download({ tags: { New: 'DINT' }, programs: { Main: {} } });
    held.release();
    expect(names(await browsed)).toEqual(['New']);
  });

  test('gives up when the program changes each time', async () => {
    const { plc, client } = await rig();
    plc.on('request', ({ service }) => {
      if (service === 'getInstanceAttributeList') plc.download(PROGRAM);
    });
    expect(await failure(client.browse({ scope: 'controller' }))).toMatchObject({
      code: 'EIP_REPLY_INVALID',
      message: expect.stringContaining('its program changes while it is browsed'),
    });
    expect(plc.status().downloads).toBe(3);
  });

  test('a structure that the controller does not describe does not hide its tag', async () => {
    const { plc, client } = await rig();
    plc.addFault({ action: 'refuse', service: 'readTemplate', status: 5 });
    const tags = await client.browse({ scope: 'controller' });
    expect(names(tags).length).toBe(7);
    expect(tags.filter(({ error }) => error !== undefined)).toMatchObject([
      { name: 'Recipes', dataType: null, hasTemplate: true, bytes: null, error: { code: 'EIP_READ_REFUSED' } },
    ]);
  });

  test('errors: a program that is not there, no list, no time, no patience, wrong options', async () => {
    const { plc, client } = await rig();
    expect(await failure(client.browse({ scope: 'Program:Nothing' }))).toMatchObject({
      code: 'EIP_READ_REFUSED',
      message: expect.stringContaining('the list of tags of the program Nothing'),
    });
    expect(await failure(client.browse({ scope: 'Main' as 'all' }))).toMatchObject({ code: 'EIP_OPTION_INVALID' });
    plc.addFault({ action: 'refuse', service: 'getInstanceAttributeList', status: 8 });
    expect(await failure(client.browse())).toMatchObject({ code: 'EIP_READ_REFUSED', generalStatus: 8 });
    const held = plc.addFault({ action: 'hold', service: 'getInstanceAttributeList', times: 0 });
    expect(await failure(client.browse({ timeoutMs: 50 }))).toMatchObject({ code: 'EIP_READ_FAILED' });
    const stop = new AbortController();
    const browsed = failure(client.browse({ signal: stop.signal }));
    stop.abort(new Error('enough'));
    expect(await browsed).toMatchObject({ message: 'enough' });
    held.release();
  });
});

describe('template()', () => {
  test('what a structure consists of, without its hidden members', async () => {
    const { client } = await rig();
    expect(await client.template('recipe')).toEqual({
      name: 'Recipe',
      handle: expect.any(Number),
      bytes: 220,
      capacity: null,
      members: [
        { name: 'Id', dataType: 'DINT', hasTemplate: false, length: null, offset: 0, bit: null },
        { name: 'Speeds', dataType: 'REAL', hasTemplate: false, length: 4, offset: 4, bit: null },
        { name: 'Axes', dataType: 'Axis', hasTemplate: true, length: 2, offset: 20, bit: null },
        { name: 'Flags', dataType: 'BOOL', hasTemplate: false, length: 64, offset: 212, bit: null },
      ],
    });
    expect((await client.template('Axis')).members.map(({ name, bit }) => [name, bit])).toEqual([
      ['Position', null],
      ['Ready', 0],
      ['Fault', 1],
      ['Name', null],
    ]);
    expect(await client.template('Label')).toMatchObject({ capacity: 12, bytes: 16, members: [] });
    expect(await client.template('STRING')).toMatchObject({ capacity: 82, bytes: 88 });
  });

  test('a name that is none: what was meant', async () => {
    const { client } = await rig();
    expect(await failure(client.template('Recipes'))).toMatchObject({
      code: 'EIP_TAG_UNKNOWN',
      message: expect.stringContaining('no such structure (did you mean "Recipe"?)'),
    });
    expect(await failure(client.template(7 as never))).toBeInstanceOf(TypeError);
  });
});

const IDENTITY = Buffer.from('0100 0e00 a600 2101 6030 01000000 00'.replaceAll(' ', ''), 'hex');
const SIGNATURE = encodeAttributeEntries([{ id: 1, status: 0, value: Uint8Array.of(1, 0) }]);
const ATTRIBUTES = ['name', 'type', 'softwareControl', 'elementSize', 'dimensions', 'externalAccess'] as const;
const page = (...symbols: (readonly [instance: number, name: string, type?: number])[]): Uint8Array =>
  Buffer.concat(
    symbols.map(([instance, name, type = 0xc4]) =>
      encodeSymbolEntry(
        { instance, name, type, softwareControl: 0, elementSize: 4, dimensions: [0, 0, 0], externalAccess: 0 },
        ATTRIBUTES,
      ),
    ),
  );

/** @param list what it answers when it is asked for its tags */
async function liar(list: (arrived: Arrived, asked: number) => Forged) {
  let asked = 0;
  const plc = await ScriptedPlc.listen(LIAR, {
    onRequest: (arrived) => {
      const { service } = arrived.request;
      if (service === ServiceCode.getAttributesAll) arrived.reply({ data: IDENTITY });
      else if (service === programChangesRequest().service) arrived.reply({ data: SIGNATURE });
      else if (service === ServiceCode.getInstanceAttributeList) arrived.reply(list(arrived, asked++));
      else arrived.reply({ status: 5 });
    },
  });
  cleanups.push(() => plc.close());
  return clientOf({ host: LIAR, port: plc.port });
}

describe('a controller that lies about its tags', () => {
  test.each([
    ['numbers that do not rise', () => ({ status: 6, data: page([7, 'A'], [7, 'B']) }), 'does not end'],
    ['more to come, and nothing does', () => ({ status: 6 }), 'does not end'],
    ['an entry that is cut', () => ({ data: page([1, 'A']).subarray(0, -1) }), 'can not be used'],
    ['a name longer than the list', () => ({ data: Uint8Array.of(1, 0, 0, 0, 0xff, 0xff, 65) }), 'can not be used'],
  ])('%s: an error, and an end', async (_, list, text) => {
    let asked = 0;
    const client = await liar(() => {
      asked++;
      return list();
    });
    expect(await failure(client.browse())).toMatchObject({
      code: 'EIP_REPLY_INVALID',
      message: expect.stringContaining(text),
    });
    expect(asked).toBeLessThanOrEqual(2);
  });

  test('a list without end ends with its time', async () => {
    const client = await liar((_, asked) => ({ status: 6, data: page([asked, `Tag${asked}`]) }));
    expect(await failure(client.browse({ timeoutMs: 100 }))).toMatchObject({
      code: expect.stringMatching(/TIMEOUT|FAILED/),
    });
  });

  test('programs that can not have such names are not asked for', async () => {
    const names = ['Program:', 'Program:a b', `Program:${'x'.repeat(5_000)}`, 'Program:\u0000', 'Program:Ok'];
    const scopes: number[] = [];
    const client = await liar(({ request }) => {
      scopes.push(request.path.length);
      if (request.path[0]?.kind === 'symbol') return { data: page([1, 'Step']) };
      return { data: page(...names.map((name, i) => [i + 1, name, 0x1068] as const), [9, ''], [10, 'Last']) };
    });
    const tags = await client.browse();
    expect(tags.map(({ name, isAlias }) => [name, isAlias])).toEqual([
      ['Last', true],
      ['Program:Ok.Step', true],
    ]);
    expect(scopes).toEqual([2, 3]);
  });
});
