/** `eip-native read`, `write` and `watch`, run as a person runs them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LogixSimulator } from '../../src/testing.js';
import { Cli, DIST_CLI } from '../support/cli.js';
import { started } from './cli-rig.js';

const PLC = '127.0.76.2';
const folder = mkdtempSync(join(tmpdir(), 'eip-cli-tags-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FILE = join(folder, 'own.yaml');
writeFileSync(FILE, 'speed: { tag: Speed, scale: 0.1, unit: m/s, min: 0, max: 200 }\nbig: Big\n');
const hasScript = spawnSync('script', ['--version']).status === 0;

async function controller() {
  const plc = new LogixSimulator({
    host: PLC,
    port: 0,
    types: { Recipe: { Name: 'STRING', Speed: 'REAL', Ready: 'BOOL' } },
    tags: {
      Speed: { type: 'DINT', value: 1200 },
      Big: { type: 'LINT', value: 5 },
      Recipe: 'Recipe',
      Text: 'STRING',
      Bits: 'BOOL[32]',
    },
  });
  await plc.start();
  return { plc, at: `${PLC}:${plc.port}`, [Symbol.asyncDispose]: () => plc.stop() };
}

/** At a terminal, where somebody types. */
function atTerminal(args: readonly string[], typed: string) {
  const command = [process.execPath, join(DIST_CLI, 'main.js'), ...args].map((arg) => `'${arg}'`).join(' ');
  const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', input: typed });
  return { code: status, text: stdout };
}

describe('eip-native read', () => {
  test('by names, by a file, for people and with --json', async () => {
    await using rig = await controller();
    const people = await Cli.run(['read', rig.at, 'Speed', 'Recipe']);
    expect([people.code, people.stderr, people.lines]).toEqual([
      0,
      '',
      ['Speed = 1200', "Recipe = { Name: '', Speed: 0, Ready: false }"],
    ]);
    expect((await Cli.run(['read', rig.at, '--tags', FILE])).lines).toEqual(['speed = 120 m/s', 'big = 5']);
    const programs = await Cli.run(['read', rig.at, '--tags', FILE, '--json', 'speed', 'Big']);
    expect(programs.json).toMatchObject([
      { type: 'value', name: 'speed', quality: 'good', value: 120 },
      { type: 'value', name: 'Big', value: '5' },
      { type: 'summary', good: 2, failed: 0 },
    ]);
  });

  test('one that is not there does not hinder the others, and is exit code 1', async () => {
    await using rig = await controller();
    const people = await Cli.run(['read', rig.at, 'Sped', 'Speed', 'Spee']);
    expect([people.code, people.lines]).toEqual([1, ['Sped: bad', 'Speed = 1200', 'Spee: bad', '1 tag read, 2 not']]);
    expect(people.stderr.match(/^error: .*\[EIP_READ_REFUSED\]$/gm)).toHaveLength(2);
    const programs = await Cli.run(['read', rig.at, 'Sped', '--json']);
    expect(programs.json).toMatchObject([
      { type: 'value', name: 'Sped', quality: 'bad', value: null, error: { code: 'EIP_READ_REFUSED' } },
      { type: 'summary', good: 0, failed: 1, error: { code: 'EIP_READ_REFUSED' } },
    ]);
  });

  test.each([
    ['no tag and no file', ['read', PLC], 'name a tag, or give a file with --tags'],
    ['a file that is not there', ['read', PLC, '--tags', 'none.yaml'], 'EIP_CONFIG_UNREADABLE'],
    ['no tag to write', ['write', PLC], "missing required argument 'assignments'"],
    ['an assignment that is none', ['write', PLC, '--yes', 'Speed'], 'Expected TAG=VALUE, as in Speed=1200.'],
    ['the same tag twice', ['write', PLC, '--yes', 'Speed=1', 'speed=2'], 'speed is there already.'],
    ['a rate that is none', ['watch', PLC, 'Speed', '--rate-ms', '0'], 'Expected milliseconds from 1 to 3600000'],
    ['nothing to watch', ['watch', PLC], 'name a tag, or give a file with --tags'],
  ])('%s is exit code 2', async (_what, args, text) => {
    const cli = await Cli.run(args);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toContain(text);
  });

  test('mistakes of a file, each at its line', async () => {
    const path = join(folder, 'wrong.yaml');
    writeFileSync(path, 'a: { scale: 0 }\nb: 5\n');
    const cli = await Cli.run(['read', PLC, '--tags', path, '--json']);
    expect(cli.code).toBe(2);
    expect(cli.json.map(({ type, line }) => [type, line])).toEqual([
      ['problem', 1],
      ['problem', 2],
      ['summary', undefined],
    ]);
    expect(cli.stderr).toContain(`${path}:1:6: a.scale: expected a number other than 0, got 0`);
  });

  test('a controller that is not there is exit code 1', async () => {
    const cli = await Cli.run(['read', '127.0.76.9', 'Speed', '--timeout', '1']);
    expect(cli.code).toBe(1);
    expect(cli.stderr).toContain('[EIP_CONNECT_FAILED]');
  });
});

describe('eip-native write', () => {
  test('shows what changes, and writes it', async () => {
    await using rig = await controller();
    const people = await Cli.run([
      'write',
      rig.at,
      '--yes',
      '--verify',
      '--tags',
      FILE,
      'speed=7.5',
      'Text=a=b',
      'Recipe={"name":"Rye"}',
      'Bits[3]=on',
    ]);
    expect([people.code, people.stderr]).toEqual([0, '']);
    expect(people.lines).toEqual([
      'speed: 120 m/s -> 7.5 m/s',
      'Text: "" -> "a=b"',
      "Recipe: { Name: '', Speed: 0, Ready: false } -> { name: 'Rye' }",
      'Bits[3]: false -> true',
      '4 tags written',
    ]);
    expect([rig.plc.read('Speed'), rig.plc.read('Text'), rig.plc.read('Recipe.Name')]).toEqual([75, 'a=b', 'Rye']);
  });

  test('limits hold, and say why', async () => {
    await using rig = await controller();
    const cli = await Cli.run(['write', rig.at, '--yes', '--json', '--tags', FILE, 'Speed=2001', 'big=6']);
    expect(cli.code).toBe(1);
    expect(cli.json).toMatchObject([
      { type: 'change', name: 'Speed', old: 120, new: 2001 },
      { type: 'change', name: 'big', old: '5', new: '6' },
      { type: 'written', name: 'Speed', ok: false, error: { code: 'EIP_WRITE_OUT_OF_LIMITS' } },
      { type: 'written', name: 'big', ok: true },
      { type: 'summary', written: 1, failed: 1, error: { code: 'EIP_WRITE_OUT_OF_LIMITS' } },
    ]);
    expect([rig.plc.read('Speed'), rig.plc.read('Big')]).toEqual([1200, 6n]);
  });

  test.each([
    ['a text that is no value of the tag', 'Speed=fast', '"Speed": expected a number, got "fast"'],
    ['a tag that is not there', 'Sped=5', 'did not give tag "Sped"'],
  ])('%s: nothing at all is written', async (_what, assignment, message) => {
    await using rig = await controller();
    const cli = await Cli.run(['write', rig.at, '--yes', 'Big=6', assignment]);
    expect([cli.code, cli.stdout]).toEqual([1, '']);
    expect(cli.stderr).toContain(message);
    expect(rig.plc.read('Big')).toBe(5n);
  });

  test('without a terminal and without --yes it refuses in words, before it connects', async () => {
    const cli = await Cli.run(['write', PLC, 'Speed=1']);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toContain('error: nothing was written: without a terminal nobody can be asked. Add --yes');
  });

  test.skipIf(!hasScript).each([
    ['y\n', 0, 750, '1 tag written'],
    ['yes\n', 0, 750, '1 tag written'],
    ['n\n', 1, 1200, 'nothing was written: the answer was not yes [EIP_NOT_CONFIRMED]'],
    ['\n', 1, 1200, 'nothing was written'],
    ['yep\n', 1, 1200, 'nothing was written'],
  ])('at a terminal it asks: %j', async (typed, code, value, text) => {
    const plc = started(['simulate', simulated(), '--bind', PLC, '--port', '0', '--json']);
    const { port } = await plc.line('listening');
    const ran = atTerminal(['write', `${PLC}:${port}`, 'Speed=750'], typed);
    expect(ran.text).toContain('Speed: 1200 -> 750');
    expect(ran.text).toContain(`Write 1 tag to ${PLC}:${port}? [y/N]`);
    expect(ran.text).toContain(text);
    expect(ran.code).toBe(code);
    expect((await Cli.run(['read', `${PLC}:${port}`, 'Speed'])).lines).toEqual([`Speed = ${value}`]);
  });
});

function simulated(): string {
  const path = join(folder, 'plc.yaml');
  writeFileSync(path, 'tags:\n  Speed: { type: DINT, value: 1200 }\n');
  return path;
}

describe('eip-native watch', () => {
  test('--json: each change, and the summary; Ctrl-C ends it with 0', async () => {
    await using rig = await controller();
    const cli = started(['watch', rig.at, '--tags', FILE, 'speed', 'Sped', '--rate-ms', '10', '--json']);
    const first = await cli.several('update', 2);
    expect(first).toMatchObject([
      { name: 'speed', quality: 'good', value: 120 },
      { name: 'Sped', quality: 'bad', value: null, error: { code: 'EIP_READ_REFUSED' } },
    ]);
    const changed = cli.next('update');
    rig.plc.write('Speed', 10);
    expect(await changed).toMatchObject({ name: 'speed', value: 1 });
    cli.signal('SIGINT');
    expect((await cli.ended).code).toBe(0);
    expect(cli.summary).toMatchObject({ tags: 2, updates: 3 });
    expect(rig.plc.status().connections).toBe(0);
  });

  test('for people: lines where there is no terminal', async () => {
    await using rig = await controller();
    const cli = await Cli.run(['watch', rig.at, '--tags', FILE, '--rate-ms', '10', '--duration', '0.3']);
    expect([cli.code, cli.stderr]).toEqual([0, '']);
    expect(cli.lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} speed = 120 m\/s$/);
    expect(cli.lines[1]).toMatch(/ big = 5$/);
    expect(cli.lines[2]).toMatch(/^2 tags: 2 updates in \d+ cycles?/);
  });

  test.skipIf(!hasScript)('at a terminal: a table that stays in place', async () => {
    const plc = started(['simulate', simulated(), '--bind', PLC, '--port', '0', '--json']);
    const { port } = await plc.line('listening');
    const { code, text } = atTerminal(['watch', `${PLC}:${port}`, 'Speed', '--rate-ms', '20', '--duration', '1'], '');
    expect(code).toBe(0);
    expect(text).toMatch(/Speed {2}1200 {2}▁+/);
    expect(text).toContain('\u001b[J');
    expect(text).toMatch(/1 tag: \d+ updates in \d+ cycles/);
  });

  test('a connection that is lost is told, and it goes on', async () => {
    await using rig = await controller();
    const cli = started(['watch', rig.at, 'Speed', '--rate-ms', '10', '--json']);
    await cli.line('update');
    const again = cli.next('update');
    rig.plc.cutConnections();
    rig.plc.write('Speed', 3);
    await again;
    cli.signal('SIGTERM');
    expect((await cli.ended).code).toBe(0);
    expect(cli.stderr).toContain('disconnected: ');
  });
});
