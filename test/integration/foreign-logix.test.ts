/** Clients of Logix controllers that nobody here wrote, unmodified, against the simulated controller. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogixSimulator } from '../../src/testing.js';

/** Both clients always use TCP port 44818. */
const HOST = '127.0.64.2';

interface Answer {
  readonly id?: number;
  readonly event?: 'connected' | 'failed';
  readonly value?: string;
  readonly error?: string;
}

class ForeignClient {
  private readonly child: ChildProcess;
  private readonly heard: Answer[] = [];
  private lastId = 0;

  constructor(library: string, how: string) {
    const script = resolve(__dirname, '../support/foreign-logix.cjs');
    this.child = fork(script, [library, HOST, how], { stdio: 'inherit' });
    this.child.on('message', (answer) => this.heard.push(answer as Answer));
  }

  async connected(): Promise<void> {
    const { event, error } = await this.first((answer) => answer.event !== undefined);
    if (event !== 'connected') throw new Error(error);
  }

  /** What the step gave, bigints as text. @throws Error with what the client said. */
  async do(...step: unknown[]): Promise<unknown> {
    const id = ++this.lastId;
    this.child.send({ id, do: step });
    const { value, error } = await this.first((answer) => answer.id === id);
    if (error !== undefined) throw new Error(error);
    return value === undefined ? undefined : JSON.parse(value);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private async first(wanted: (answer: Answer) => boolean): Promise<Answer> {
    for (;;) {
      const answer = this.heard.find(wanted);
      if (answer !== undefined) return answer;
      await once(this.child, 'message');
    }
  }
}

const PROGRAM = {
  name: 'Bakery',
  types: {
    Inner: { Count: 'DINT', Label: 'STRING' },
    Recipe: {
      Ready: 'BOOL',
      Busy: 'BOOL',
      Speed: 'REAL',
      Steps: 'INT[4]',
      Inner: 'Inner',
      Timer: 'TIMER',
      Flags: 'BOOL[32]',
    },
  },
  tags: {
    Speed: { type: 'DINT', value: 42 },
    Level: { type: 'REAL', value: 1.5 },
    Small: { type: 'SINT', value: -3 },
    Word: { type: 'INT', value: -300 },
    On: { type: 'BOOL', value: true },
    Big: { type: 'LINT', value: '9007199254740993' },
    List: { type: 'DINT[10]', value: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
    Grid: {
      type: 'DINT[2,3]',
      value: [
        [0, 1, 2],
        [10, 11, 12],
      ],
    },
    Text: { type: 'STRING', value: 'hello' },
    Recipe: { type: 'Recipe', value: { Ready: true, Speed: 2.5, Inner: { Count: 7, Label: 'Dough' } } },
    Recipes: 'Recipe[20]',
    Bits: { type: 'BOOL[64]', value: Array.from({ length: 64 }, (_, i) => i === 1) },
  },
  programs: { Main: { Counter: { type: 'INT', value: 7 } } },
} as const;

describe.each([
  { library: 'st-ethernet-ip', how: 'connected' },
  { library: 'st-ethernet-ip', how: 'unconnected' },
  { library: 'ethernet-ip', how: 'unconnected' },
])('$library, $how', ({ library, how }) => {
  let plc: LogixSimulator;
  let client: ForeignClient;

  beforeAll(async () => {
    plc = new LogixSimulator({ host: HOST, ...PROGRAM });
    await plc.start();
    client = new ForeignClient(library, how);
    await client.connected();
  });
  afterAll(async () => {
    await client.kill();
    await plc.stop();
  });

  test('connects, and knows the controller', async () => {
    expect(plc.status()).toMatchObject({ sessions: 1, connections: how === 'connected' ? 1 : 0 });
    expect(await client.do('properties')).toMatchObject({ name: '1756-L83E/B', version: '33.11', faulted: false });
  });

  test.each([
    ['Speed', 42],
    ['Level', 1.5],
    ['Small', -3],
    ['Word', -300],
    ['On', true],
    ['List[3]', 3],
    ['Grid[1,2]', 12],
    ['Speed.1', true],
    ['Speed.0', false],
    ['Recipe.Speed', 2.5],
    ['Recipe.Ready', true],
    ['Recipe.Inner.Count', 7],
    ['Program:Main.Counter', 7],
  ])('reads %s', async (name, value) => expect(await client.do('read', name)).toEqual(value));

  test('reads a bit of a BOOL array', async () => {
    const bitString = 0xd3;
    expect(await client.do('read', 'Bits[1]', null, bitString)).toBe(true);
    expect(await client.do('read', 'Bits[2]', null, bitString)).toBe(false);
  });

  test('reads a tag of a program by its own argument', async () => {
    expect(await client.do('read', 'Counter', 'Main')).toBe(7);
  });

  test('reads a group, in one packet', async () => {
    expect(await client.do('readGroup', ['Speed', 'Level', 'On', 'List[9]'])).toEqual({
      Speed: 42,
      Level: 1.5,
      On: true,
      'List[9]': 9,
    });
  });

  test.each([
    ['Speed', -77],
    ['Level', 0.25],
    ['Small', 5],
    ['On', false],
    ['List[4]', 44],
    ['Recipe.Busy', true],
    ['Recipe.Steps[2]', -9],
    ['Program:Main.Counter', 8],
    ['Word.3', true],
  ])('writes %s', async (name, value) => {
    await client.do('write', name, value);
    expect(plc.read(name)).toEqual(value);
  });

  test('is told of a tag that is not there', async () => {
    await expect(client.do('read', 'Nothing')).rejects.toThrow('"generalStatusCode":4');
  });

  /** To the day: which zone the client means is its own affair. */
  test('reads and sets the clock', async () => {
    expect(Math.abs(Number(await client.do('clock')) - Date.now())).toBeLessThan(86_400_000);
    const time = Date.UTC(2021, 4, 6, 7, 8, 9);
    const told = Number(await client.do('clock', time));
    expect(told).toBeGreaterThanOrEqual(time - 86_400_000);
    expect(told).toBeLessThan(time + 86_400_000);
  });
});

describe.each([{ how: 'connected' }, { how: 'unconnected' }])('st-ethernet-ip, $how: types', ({ how }) => {
  let plc: LogixSimulator;
  let client: ForeignClient;

  beforeAll(async () => {
    plc = new LogixSimulator({ host: HOST, ...PROGRAM });
    await plc.start();
    client = new ForeignClient('st-ethernet-ip', how);
    await client.connected();
  });
  afterAll(async () => {
    await client.kill();
    await plc.stop();
  });

  test('browses tags, programs and templates', async () => {
    const { tags, templates } = (await client.do('browse')) as { tags: unknown[][]; templates: number };
    const own = tags.filter(([program, name]) => program === null && Object.keys(PROGRAM.tags).includes(String(name)));
    expect(own).toEqual([
      [null, 'Speed', 'DINT', 0],
      [null, 'Level', 'REAL', 0],
      [null, 'Small', 'SINT', 0],
      [null, 'Word', 'INT', 0],
      [null, 'On', 'BOOL', 0],
      [null, 'Big', 'LINT', 0],
      [null, 'List', 'DINT', 1],
      [null, 'Grid', 'DINT', 2],
      [null, 'Text', 'ASCIISTRING82', 0],
      [null, 'Recipe', 'Recipe', 0],
      [null, 'Recipes', 'Recipe', 1],
      [null, 'Bits', 'BIT_STRING', 1],
    ]);
    expect(tags).toContainEqual(['Main', 'Counter', 'INT', 0]);
    expect(templates).toBe(4);
  });

  test('reads a structure with structures, strings, timers and BOOLs in it', async () => {
    expect(await client.do('readTyped', 'Recipe')).toMatchObject({
      Ready: true,
      Busy: false,
      Speed: 2.5,
      Steps: [0, 0, 0, 0],
      Inner: { Count: 7, Label: 'Dough' },
      Timer: { PRE: 0, ACC: 0, EN: false, TT: false, DN: false },
      Flags: Array(32).fill(false),
    });
  });

  test('reads what takes several fragments', async () => {
    const recipes = (await client.do('readArray', 'Recipes', 20)) as unknown[];
    expect(recipes).toHaveLength(20);
    expect(await client.do('readArray', 'List', 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('reads strings and 64-bit integers', async () => {
    expect(await client.do('readTyped', 'Text')).toBe('hello');
    expect(await client.do('readTyped', 'Big')).toBe('9007199254740993n');
  });

  test('writes strings and structures', async () => {
    await client.do('writeTyped', 'Text', 'bye');
    expect(plc.read('Text')).toBe('bye');
    await client.do('writeTyped', 'Recipe', { Busy: true, Speed: -1.5 });
    expect(plc.read('Recipe')).toMatchObject({
      Ready: true,
      Busy: true,
      Speed: -1.5,
      Inner: { Count: 7, Label: 'Dough' },
    });
  });
});
