/** `eip-native doctor`, run as a person runs it: on this machine as it is. */

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogixSimulator } from '../../src/testing.js';
import { Cli, type JsonLine } from '../support/cli.js';
import { cleanups, started } from './cli-rig.js';

const ADAPTER = '127.0.78.2';
const PLC = '127.0.78.3';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function fileWith(config: object): string {
  const path = join(folder, `${++files}.json`);
  writeFileSync(path, JSON.stringify(config));
  return path;
}

/** What a gateway needs beside its own section; nobody listens there. */
const SINK = { rabbitmq: { addresses: '127.0.78.9' }, telemetry: { sinks: { rabbitmq: { queue: 'q' } } } };

const adapter = (more: object = {}) => ({
  host: ADAPTER,
  identity: { vendorId: 1, serialNumber: 1, productName: 'x' },
  assemblies: { a: { instance: 150, kind: 'output', size: 4 } },
  ...more,
});

const findings = (cli: Cli, id: string): JsonLine[] =>
  cli.json.filter((line) => line.type === 'finding' && line.id === id);
const levels = (cli: Cli, id: string) => findings(cli, id).map(({ level }) => level);
const texts = (cli: Cli, id: string) =>
  findings(cli, id)
    .map(({ found }) => found)
    .join('\n');

describe('eip-native doctor', () => {
  test('without a file looks at what is general, and at nobody else', async () => {
    const cli = await Cli.run(['doctor', '--json']);
    expect(cli.json.filter(({ type }) => type === 'finding').map(({ id }) => id)).toEqual(
      expect.arrayContaining(['node', 'addon', 'ports', 'clock']),
    );
    for (const id of ['spool', 'plc', 'broker', 'plc-network', 'http-port'])
      expect(levels(cli, id)).toEqual(['skipped']);
    const { ok, warning, problem, skipped } = cli.summary as unknown as Record<string, number>;
    expect([ok, warning, problem, skipped].every((count) => Number.isInteger(count))).toBe(true);
    expect(cli.code).toBe(problem === 0 ? 0 : 1);
    expect(cli.json.every(({ type, doc, id }) => type !== 'finding' || doc === `docs/doctor.md#${String(id)}`)).toBe(
      true,
    );
  });

  test('a wrong configuration is exit code 2, each mistake a line', async () => {
    const cli = await Cli.run(['doctor', fileWith({ adapter: adapter({ prot: 1 }) }), '--json']);
    expect(cli.code).toBe(2);
    expect(cli.json.filter(({ type }) => type === 'problem')).toMatchObject([{ option: 'adapter.prot' }]);
    expect(cli.summary).toMatchObject({ error: { code: 'EIP_CONFIG_INVALID' } });
    const missing = await Cli.run(['doctor', join(folder, 'none.yaml')]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('EIP_CONFIG_UNREADABLE');
  });

  test.each([['0.1'], ['601'], ['x']])('--timeout %s is refused', async (text) => {
    const cli = await Cli.run(['doctor', '--timeout', text]);
    expect([cli.code, cli.stderr]).toEqual([2, expect.stringContaining('Expected seconds from 0.5 to 600')]);
  });

  test('a port that another process holds is told with its pid and command', async () => {
    const holder = started(['adapter', '--bind', ADAPTER, '--json']);
    await holder.line('listening');
    const server = createServer().listen(0, ADAPTER);
    await once(server, 'listening');
    cleanups.push(() => server.close());
    const { port } = server.address() as { port: number };
    const cli = await Cli.run([
      'doctor',
      fileWith({ adapter: adapter(), gateway: { spool: false, http: { host: ADAPTER, port } }, ...SINK }),
      '--json',
    ]);
    expect(levels(cli, 'ports')).toEqual(['warning', 'warning', 'warning']);
    expect(texts(cli, 'ports')).toMatch(
      new RegExp(`UDP 2222 of 127\\.0\\.78\\.2 is held by process ${holder.child.pid} \\(.*main\\.js adapter --bind`),
    );
    // That one is of no command of ours.
    expect(levels(cli, 'http-port')).toEqual(['problem']);
    expect(texts(cli, 'http-port')).toContain(`is held by process ${process.pid} (`);
    expect(cli.code).toBe(1);
    expect(cli.stderr).toContain('problem');
  });

  test('a controller that answers is told with its name, one that does not with the reason', async () => {
    await using _plc = await startedPlc();
    const source = (host: string, slot = 0) => ({ protocol: 'explicit', host, bind: '127.0.78.1', slot, groups: {} });
    const sources = { press: source(PLC), empty: source(PLC, 7), gone: source('127.0.78.9') };
    const cli = await Cli.run([
      'doctor',
      fileWith({ gateway: { spool: false, sources }, ...SINK }),
      '--json',
      '--timeout',
      '6',
    ]);
    expect(levels(cli, 'plc')).toEqual(['ok', 'problem', 'problem']);
    const [press, empty, gone] = findings(cli, 'plc').map(({ found }) => String(found));
    expect(press).toBe(`press: ${PLC}:44818 answers: L83E 33.011`);
    expect(empty).toMatch(/^empty: .*but the device there is L83E 33\.011$/);
    expect(gone).toMatch(/^gone: .*\(ECONNREFUSED\); and nobody there answers discovery/);
    expect(findings(cli, 'plc')[2]?.remedy).toEqual(expect.stringMatching(/./));
  });

  test('the folder of a spool: its owner, what is in the way, and a newer release', async () => {
    const at = (spool: string) =>
      fileWith({ telemetry: { spool: { folder: spool, sinks: { x: { maxBytes: 1_048_576 } } } } });
    const inTheWay = join(folder, 'file');
    writeFileSync(inTheWay, '');
    const newer = join(folder, 'newer');
    mkdirSync(newer);
    writeFileSync(join(newer, 'spool.json'), JSON.stringify({ format: 99, version: 99, state: 'ready' }));
    const [fine, blocked, refused] = await Promise.all(
      [join(folder, 'new/spool'), inTheWay, newer].map((path) => Cli.run(['doctor', at(path), '--json'])),
    );
    expect(texts(fine!, 'spool')).toMatch(/new\/spool can be made, on \w+: \d+ MiB free, 130 MiB wanted at most/);
    expect(texts(blocked!, 'spool')).toContain('file is no folder');
    expect(levels(refused!, 'spool')).toContain('problem');
    expect(refused!.code).toBe(1);
  });

  test('as another user: a folder that is not his is a problem', async () => {
    const path = fileWith({ telemetry: { spool: { folder: '/root/spool', sinks: { x: {} } } } });
    chmodSync(folder, 0o755);
    const other = Cli.start(['doctor', path, '--json'], 'main.js', 'pipe', [
      'setpriv',
      '--reuid',
      '65534',
      '--regid',
      '65534',
      '--clear-groups',
      '--',
    ]);
    await other.ended;
    expect(texts(other, 'spool')).toMatch(
      /\/root.* belongs to user 0, and this process, of user 65534, may not write there/,
    );
  });

  test('what never answers ends with the time, and holds nothing', async () => {
    // Whoever opens a pipe for reading waits for a writer: as on a network disk that is away.
    const hanging = join(folder, 'hanging');
    mkdirSync(hanging);
    spawnSync('mkfifo', [join(hanging, 'spool.json')]);
    const cli = await Cli.run([
      'doctor',
      fileWith({ telemetry: { spool: { folder: hanging, sinks: { x: {} } } } }),
      '--json',
      '--timeout',
      '1',
    ]);
    expect([cli.signal, levels(cli, 'spool'), texts(cli, 'spool')]).toEqual([
      null,
      ['warning'],
      'no answer within 1 s',
    ]);
    expect(cli.summary.type).toBe('summary');
  });

  test('a secret that is not there is told by its reference', async () => {
    const rabbitmq = { addresses: '127.0.78.9:1', credentials: { password: 'env:NOT_THERE_AT_ALL' } };
    const cli = await Cli.run(['doctor', fileWith({ rabbitmq }), '--json']);
    expect(levels(cli, 'broker')).toEqual(['problem']);
    expect(texts(cli, 'broker')).toContain('NOT_THERE_AT_ALL');
  });
});

async function startedPlc(): Promise<LogixSimulator> {
  const plc = new LogixSimulator({ host: PLC, slot: 0, identity: { productName: 'L83E' } });
  await plc.start();
  return plc;
}
