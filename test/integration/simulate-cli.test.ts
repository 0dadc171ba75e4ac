/** `eip-native simulate`, run as a person runs it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import * as logix from '../../src/logix/index.js';
import { ExplicitConnection, LogixSimulator } from '../../src/testing.js';
import { Cli } from '../support/cli.js';
import { pathOf } from '../support/simulated-controller.js';

const HOST = '127.0.66.2';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-simulate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const running: Cli[] = [];
afterEach(async () => {
  for (const cli of running.splice(0)) {
    cli.signal('SIGKILL');
    await cli.ended;
  }
});

function file(text: string): string {
  const path = join(folder, 'tags.yaml');
  writeFileSync(path, text);
  return path;
}

const TAGS = `
types:
  Recipe:
    Name: STRING
    Speed: REAL
tags:
  Speed: DINT
  Recipe:
    type: Recipe
    value: { Name: Dough, Speed: 2.5 }
  Fixed: { type: DINT, value: 7, access: readOnly }
`;

async function started(...args: string[]): Promise<Cli> {
  const cli = Cli.start(['simulate', ...args]);
  running.push(cli);
  await vi.waitFor(() => expect(cli.lines.length).toBeGreaterThan(0), { timeout: 10_000 });
  return cli;
}

async function exchange(port: number): Promise<void> {
  const connection = await ExplicitConnection.open({ host: HOST, port });
  const data = Uint8Array.of(5, 0, 0, 0);
  expect((await connection.request(logix.readTagRequest(pathOf('Recipe'), 1))).status).toBe(0);
  expect(
    (await connection.request(logix.writeTagRequest(pathOf('Speed'), { type: 0xc4, count: 1, data }))).status,
  ).toBe(0);
  expect(
    (await connection.request(logix.writeTagRequest(pathOf('Fixed'), { type: 0xc4, count: 1, data }))).status,
  ).toBe(15);
  await connection.close();
}

describe('eip-native simulate', () => {
  test('--json: where it listens, each request, the summary; SIGTERM ends it with 0', async () => {
    const cli = await started(file(TAGS), '--bind', HOST, '--port', '0', '--json');
    const { type, address, port } = cli.json[0]!;
    expect([type, address]).toEqual(['listening', HOST]);
    await exchange(Number(port));
    cli.signal('SIGTERM');
    expect((await cli.ended).code).toBe(0);
    expect(cli.json.map((line) => line.event ?? line.service ?? line.type)).toEqual([
      'listening',
      'opened',
      'readTag',
      'writeTag',
      'writeTag',
      'closed',
      'summary',
    ]);
    expect(cli.json[3]).toMatchObject({ type: 'request', tag: 'Speed', status: 0, data: 'c400010005000000' });
    expect(cli.summary).toEqual({ type: 'summary', requests: 3, reads: 1, writes: 1, refused: 1 });
    expect(cli.stderr).toBe('');
  });

  test('for people: writes and refusals, not every read', async () => {
    const cli = await started(file(`host: ${HOST}\nport: 0\n${TAGS}`));
    const port = Number(/port (\d+)/.exec(cli.lines[0]!)?.[1]);
    expect(cli.lines[0]).toBe(`a controller on ${HOST}, port ${port}`);
    await exchange(port);
    cli.signal('SIGINT');
    expect((await cli.ended).code).toBe(0);
    expect(cli.lines.slice(1).map((line) => line.replace(/\(serial .*/, ''))).toEqual([
      'connection of 127.0.0.1 opened ',
      'written Speed',
      'refused writeTag Fixed (0xf)',
      'connection of 127.0.0.1 closed ',
      '3 requests: 1 read, 1 write, 1 refused',
    ]);
  });

  test('--duration ends it', async () => {
    const cli = await Cli.run(['simulate', file(TAGS), '--bind', HOST, '--port', '0', '--duration', '0.05']);
    expect([cli.code, cli.stderr]).toEqual([0, '']);
  });

  test('a wrong file is exit code 2, with each mistake at its line', async () => {
    const path = file('tags:\n  A: DINTT\n  B:\n    type: SINT\n    value: 300\n');
    const people = await Cli.run(['simulate', path]);
    expect(people.code).toBe(2);
    expect(people.stderr).toContain(`${path}:2:3: tags.A: no such type (did you mean "DINT"?)`);
    expect(people.stderr).toContain(`${path}:5:5: tags.B.value: 300 is no integer from -128 to 127`);
    expect(people.stderr).toContain('error: 2 mistakes in');
    const programs = await Cli.run(['simulate', path, '--json']);
    expect(programs.code).toBe(2);
    expect(programs.json.map(({ type }) => type)).toEqual(['problem', 'problem', 'summary']);
    expect(programs.summary).toMatchObject({ error: { code: 'EIP_CONFIG_INVALID' } });
  });

  test.each([
    ['no file', [], 2, "missing required argument 'file'"],
    ['a file that is not there', ['nothing.yaml'], 2, 'EIP_CONFIG_UNREADABLE'],
    ['a port that is none', ['nothing.yaml', '--port', '70000'], 2, 'Expected a port number from 0 to 65535'],
  ])('%s', async (_name, args, code, text) => {
    const cli = await Cli.run(['simulate', ...args]);
    expect(cli.code).toBe(code);
    expect(cli.stderr).toContain(text);
  });

  test('a port that is taken is exit code 1', async () => {
    await using other = new LogixSimulator({ host: HOST, port: 0 });
    await other.start();
    const cli = await Cli.run(['simulate', file(TAGS), '--bind', HOST, '--port', String(other.port)]);
    expect(cli.code).toBe(1);
    expect(cli.stderr).toContain('[EIP_PORT_IN_USE]');
  });
});
