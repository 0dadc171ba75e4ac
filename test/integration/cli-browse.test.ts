/** `eip-native browse` and `eip-native types`, run as a person runs them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExplicitClient } from '../../src/index.js';
import { LogixSimulator } from '../../src/testing.js';
import { Cli } from '../support/cli.js';
import { started } from './cli-rig.js';

const PLC = '127.0.76.2';
const plc = new LogixSimulator({
  host: PLC,
  port: 0,
  name: 'Bakery',
  types: {
    Code: { string: 20 },
    Axis: { Position: 'REAL', Ready: 'BOOL', Since: 'DT' },
    Recipe: { Name: 'STRING', Code: 'Code', Steps: 'INT[4]', Flags: 'BOOL[32]', Axes: 'Axis[2]' },
  },
  tags: {
    Speed: { type: 'DINT', value: 7 },
    Total: { type: 'LINT', access: 'readOnly' },
    Secret: { type: 'LINT', access: 'none' },
    Grid: 'REAL[3,4]',
    Recipes: 'Recipe[2]',
    'Local:1:I': 'DINT',
  },
  programs: { Main: { Counter: 'INT', Active: 'Recipe' } },
});
let folder: string;
let target: string;
beforeAll(async () => {
  await plc.start();
  target = `${PLC}:${plc.port}`;
  // Inside the package, so that its own name resolves to it.
  folder = mkdtempSync(join(resolve(__dirname, '../..'), 'build', 'types-'));
});
afterAll(async () => {
  await plc.stop();
  rmSync(folder, { recursive: true });
});

const TREE = `Bakery (1756-L83E/B 33.011)
├─ Speed    DINT
├─ Total    LINT, read only
├─ Secret   LINT, no access
├─ Grid     REAL[3,4]
├─ Recipes  Recipe[2]
└─ Program:Main
   ├─ Counter  INT
   └─ Active   Recipe
7 tags, 1 program
`;

describe('eip-native browse', () => {
  test('shows the tags as a tree', async () => {
    const cli = await Cli.run(['browse', target]);
    expect([cli.code, cli.stderr]).toEqual([0, '']);
    expect(cli.stdout).toBe(TREE);
  });

  test('--json: the controller, each tag, each structure, the summary', async () => {
    const cli = await Cli.run(['browse', target, '--json', '--structures', '--filter', 'Act*', '--unconnected']);
    expect(cli.code).toBe(0);
    expect(cli.json.map(({ type, name }) => name ?? type)).toEqual([
      'controller',
      'Program:Main.Active',
      'Recipe',
      'STRING',
      'Code',
      'Axis',
      'summary',
    ]);
    expect(cli.json[0]).toMatchObject({
      project: 'Bakery',
      productName: '1756-L83E/B',
      revision: { major: 33, minor: 11 },
    });
    expect(cli.json[1]).toMatchObject({ type: 'tag', program: 'Main', dataType: 'Recipe', access: 'readWrite' });
    expect(cli.summary).toEqual({ type: 'summary', tags: 1, programs: 1, structures: 4 });
  });

  test.each([
    [
      ['--type', 'LINT'],
      ['Total', 'Secret'],
    ],
    [
      ['--scope', 'Program:Main'],
      ['Program:Main.Counter', 'Program:Main.Active'],
    ],
    [['--modules', '--filter', 'local*', '--route', ''], ['Local:1:I']],
    [['--system', '--filter', 'task*', '--slot', '3'], ['Task:MainTask']],
  ])('%j', async (args, names) => {
    const cli = await Cli.run(['browse', target, '--json', ...args]);
    expect(cli.json.flatMap(({ type, name }) => (type === 'tag' ? [name] : []))).toEqual(names);
  });

  test.each([
    [['--scope', 'Main'], 2, 'expected "all", "controller", "programs" or "Program:NAME", got "Main"'],
    [['--route', '1/3/x'], 2, 'expected pairs of port and link address'],
    [['--slot', '1', '--route', '1/0'], 2, "cannot be used with option '--slot <slot>'"],
    [['--scope', 'Program:Nope'], 1, 'the list of tags of the program Nope'],
    [['--port', '1', '--timeout', '5'], 1, 'no program listens there'],
  ])('%j ends it with exit code %i', async (args, code, text) => {
    const cli = await Cli.run(['browse', target, ...args]);
    expect([cli.code, cli.stdout]).toEqual([code, '']);
    expect(cli.stderr).toContain(text);
  });

  test('Ctrl-C ends it with 0, and gives the controller its connection back', async () => {
    const held = plc.addFault({ action: 'hold', service: 'getInstanceAttributeList' });
    const asked = new Promise((done) => plc.once('fault', done));
    const cli = started(['browse', target, '--json', '--timeout', '60']);
    await asked;
    cli.signal('SIGINT');
    expect((await cli.ended).code).toBe(0);
    expect(cli.summary).toEqual({ type: 'summary', tags: 0, programs: 0, structures: 0 });
    held.release();
    expect(plc.status().connections).toBe(0);
  });
});

/** What the compiler says of a program that uses the interface. */
function compiled(use: string): string[] {
  const path = join(folder, 'use.mts');
  writeFileSync(path, use);
  const options = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    types: ['node'],
    lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([path, join(folder, 'tags.d.ts')], options))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const USE = `
import { ExplicitClient } from '@strokmatic/eip-native';
import type { Axis, Recipe, Tags } from './tags.js';

const client = new ExplicitClient({ host: 'plc' }).typed<Tags>();
export async function use(): Promise<void> {
  const speed: number = await client.readTag('Speed');
  const total: bigint = await client.readTag('Total');
  const grid: readonly (readonly number[])[] = await client.readTag('Grid');
  const recipe: Recipe = await client.readTag('Program:Main.Active');
  const axes: readonly Axis[] = recipe.Axes;
  const since: Date | undefined = axes[0]?.Since;
  const { a } = await client.readTags({ a: 'Recipes' });
  const name: string | undefined = a.value?.[0]?.Name;
  await client.writeTag('Program:Main.Active', { Code: 'A', Steps: [1, 2, 3, 4] });
  await client.writeTags({ Speed: 1, 'Program:Main.Counter': speed });
  console.log(total, grid, since, name);
`;

describe('eip-native types', () => {
  test('writes declarations that go with the client, and with what the tags hold', async () => {
    const file = join(folder, 'tags.d.ts');
    const cli = await Cli.run(['types', target, '-o', file]);
    expect([cli.code, cli.stderr, cli.stdout]).toEqual([0, '', `wrote ${file}: 7 tags, 4 structures\n`]);
    expect(readFileSync(file, 'utf8')).toContain('// Written by "eip-native types" from Bakery, 1756-L83E/B 33.011.\n');
    expect(compiled(`${USE}}`)).toEqual([]);
  });

  test('what is wrong does not compile, each for its reason', () => {
    const wrong = [
      ["await client.readTag('Sped');", `'"Sped"'`],
      ["await client.readTags(['Secret']);", `'"Secret"'`],
      ["await client.writeTag('Speed', 'fast');", "'string'"],
      ["await client.writeTag('Speed', 1n);", "'bigint'"],
      ["await client.writeTag('Total', 1n);", `'"Total"'`],
      ["await client.writeTag('Program:Main.Active', { Nam: 'x' });", "'Nam'"],
      ["await client.writeTags({ 'Program:Main.Counter': true });", "'boolean'"],
    ] as const;
    const messages = compiled(`${USE}${wrong.map(([statement]) => statement).join('\n')}\n}`);
    expect(messages).toEqual(wrong.map(([, text]) => expect.stringContaining(text)));
  });

  test('the interface goes with the values that are read', async () => {
    await using client = new ExplicitClient({ host: PLC, port: plc.port });
    await client.connect();
    const axis = { Position: 0, Ready: false, Since: new Date(0) };
    expect(await client.readTag('Program:Main.Active')).toEqual({
      Name: '',
      Code: '',
      Steps: [0, 0, 0, 0],
      Flags: Array(32).fill(false),
      Axes: [axis, axis],
    });
  });

  test('to stdout, and as JSON; another name; fewer tags', async () => {
    const text = (await Cli.run(['types', target, '--filter', 'Speed', '--name', 'Line'])).stdout;
    expect(text).toContain('export interface Line {\n  /** DINT */\n  Speed: number;\n}\n');
    const programs = await Cli.run(['types', target, '--filter', 'Speed', '--name', 'Line', '--json']);
    expect(programs.json).toEqual([
      { type: 'types', text },
      { type: 'summary', output: null, tags: 1, structures: 0 },
    ]);
  });

  test.each([
    [['--name', 'class'], 2, 'Expected a TypeScript name that is not taken'],
    [['-o', '/no/such/folder/tags.d.ts'], 1, 'EIP_OUTPUT_FAILED'],
    [['--port', '1'], 1, 'EIP_CONNECT_FAILED'],
  ])('%j ends it with exit code %i', async (args, code, text) => {
    const cli = await Cli.run(['types', target, ...args]);
    expect(cli.code).toBe(code);
    expect(cli.stderr).toContain(text);
  });
});
