/** `eip-native write --audit`: nothing is sent before its record is on the disk. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { osUser } from '../../src/gateway.js';
import { type AuditRecord, parseRecord } from '../../src/telemetry.js';
import { Cli } from '../support/cli.js';
import { controller } from './audit-rig.js';
import { cleanups } from './cli-rig.js';

const hasStrace = spawnSync('strace', ['-V']).status === 0;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-audit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Records in the order in which they were made. */
function left(): AuditRecord[] {
  const records = readdirSync(folder).map((name) => {
    const record = parseRecord(readFileSync(join(folder, name))) as AuditRecord;
    expect(name).toBe(`${record.messageId}.json`);
    return record;
  });
  return records.sort((a, b) => Number(a.intentId !== undefined) - Number(b.intentId !== undefined));
}

const short = ({ tag, value, previous, result }: AuditRecord) => [tag, value, previous, result.status];
const write = (at: string, ...more: string[]) => Cli.run(['write', at, '--yes', '--audit', folder, ...more]);

describe('eip-native write --audit', () => {
  test('leaves a record before the write and one with its result, for this user alone', async () => {
    const { plc, at } = await controller();
    const ran = await write(at, 'Speed=900');
    expect([ran.code, ran.stderr, ran.lines.at(-1)]).toEqual([0, '', '1 tag written']);
    expect(plc.read('Speed')).toBe(900);
    const [intent, result] = left();
    expect([intent, result].map((record) => short(record as AuditRecord))).toEqual([
      ['Speed', 900, 1200, 'unknown'],
      ['Speed', 900, 1200, 'ok'],
    ]);
    expect(result).toMatchObject({
      via: 'cli',
      source: at,
      who: { osUser: osUser() },
      from: expect.stringMatching(new RegExp(`^process \\d+ on ${hostname()}$`)),
      app: { name: 'eip-native' },
      intentId: intent?.messageId,
    });
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
  });

  test('in a folder that its group reads, the group reads the records, whatever the umask says', async () => {
    const { at } = await controller();
    chmodSync(folder, 0o770);
    const script = 'umask 077; exec "$0" "$@"';
    const cli = Cli.start(['write', at, '--yes', 'Speed=1', '--audit', folder], 'main.js', 'pipe', [
      'sh',
      '-c',
      script,
    ]);
    await cli.ended;
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o640, 0o640]);
  });

  test('by the variable EIP_AUDIT_FOLDER, with a name of the source', async () => {
    const { at } = await controller();
    const args = ['write', at, '--yes', 'Speed=1', '--source', 'press'];
    const cli = Cli.start(args, 'main.js', 'pipe', ['env', `EIP_AUDIT_FOLDER=${folder}`, 'SUDO_USER=alice']);
    expect(await cli.ended).toMatchObject({ code: 0 });
    expect(left()).toMatchObject([
      { source: 'press', who: { label: 'alice' } },
      { source: 'press', who: { label: 'alice' } },
    ]);
  });

  test('what the controller refuses is in the records too', async () => {
    const { plc, at } = await controller();
    plc.setMode('run', 'run');
    const ran = await write(at, 'Speed=1', 'Big=2');
    expect(ran.code).toBe(1);
    expect(
      left()
        .map(({ tag, result }) => [tag, result.status])
        .sort(),
    ).toEqual([
      ['Big', 'failed'],
      ['Big', 'unknown'],
      ['Speed', 'failed'],
      ['Speed', 'unknown'],
    ]);
  });

  test.each<[string, () => string, number]>([
    ['is not there', () => join(folder, 'none'), 2],
    [
      'is a file',
      () => {
        writeFileSync(join(folder, 'file'), '');
        return join(folder, 'file');
      },
      2,
    ],
    ['has no name', () => '', 2],
  ])('a folder that %s refuses the write', async (_, path, code) => {
    const { plc, writes, at } = await controller();
    const requests: unknown[] = [];
    plc.on('request', (request) => requests.push(request));
    const ran = await Cli.run(['write', at, '--yes', 'Speed=1', '--audit', path()]);
    expect([ran.code, writes.length, requests.length]).toEqual([code, 0, 0]);
    expect(ran.stderr).toMatch(/EIP_AUDIT_FOLDER_UNUSABLE|Expected the path of a folder/);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('a disk that takes nothing refuses the write', async () => {
    const { writes, at, plc } = await controller();
    const args = ['write', at, '--yes', 'Speed=1', '--audit', folder, '--json'];
    const cli = Cli.start(args, 'main.js', 'pipe', ['prlimit', '--fsize=0']);
    const { code } = await cli.ended;
    expect([code, writes.length, plc.read('Speed')]).toEqual([1, 0, 1200]);
    expect(cli.summary).toMatchObject({ written: 0, error: { code: 'EIP_AUDIT_UNAVAILABLE' } });
    expect(cli.stderr).toContain('EFBIG');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('killed between both records leaves the first one: unknown', async () => {
    const { plc, at } = await controller();
    const arrived = new Promise((resolve) =>
      plc.on('request', ({ tag, serviceCode }) => {
        if (tag === 'Speed' && serviceCode === 0x4d) resolve(undefined);
      }),
    );
    plc.addFault({ action: 'hold', service: 'writeTag' });
    const cli = Cli.start(['write', at, '--yes', 'Speed=900', '--audit', folder]);
    cleanups.push(() => cli.signal('SIGKILL'));
    await arrived;
    cli.signal('SIGKILL');
    expect(await cli.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(left().map(short)).toEqual([['Speed', 900, 1200, 'unknown']]);
  });

  test('ended by Ctrl-C while it is written, it tells that nobody knows', async () => {
    const { plc, at } = await controller();
    const arrived = new Promise((resolve) =>
      plc.on('request', ({ tag, serviceCode }) => {
        if (tag === 'Speed' && serviceCode === 0x4d) resolve(undefined);
      }),
    );
    plc.addFault({ action: 'hold', service: 'writeTag' });
    const cli = Cli.start(['write', at, '--yes', 'Speed=900', '--audit', folder]);
    cleanups.push(() => cli.signal('SIGKILL'));
    await arrived;
    cli.signal('SIGINT');
    await cli.ended;
    expect(left().map(({ intentId, result }) => [intentId !== undefined, result.status])).toEqual([
      [false, 'unknown'],
      [true, 'unknown'],
    ]);
  });
});

describe.runIf(hasStrace)('seen from the kernel', () => {
  const CALLS = 'trace=fsync,rename,renameat,renameat2,write,writev,sendto';

  async function traced(at: string, inject: readonly string[] = []) {
    const trace = join(folder, '..', `trace-${process.pid}`);
    cleanups.push(() => rmSync(trace, { force: true }));
    const prefix = [
      'env',
      'UV_USE_IO_URING=0',
      'UV_THREADPOOL_SIZE=1',
      'strace',
      '-f',
      '-s',
      '200',
      '-o',
      trace,
      '-e',
      CALLS,
      ...inject,
    ];
    const cli = Cli.start(['write', at, '--yes', 'Speed=900', '--audit', folder], 'main.js', 'pipe', prefix);
    const { code } = await cli.ended;
    const lines = readFileSync(trace, 'utf8').split('\n');
    return { code, calls: lines.map(eventOf).filter((event) => event !== undefined) };
  }

  /** The tag is written: a DINT, one of them, 900. */
  function eventOf(line: string): string | undefined {
    if (/\\304\\0\\1\\0\\204\\3\\0\\0/.test(line)) return 'sent';
    if (/(write|writev|sendto)/.test(line) || line.includes('<unfinished')) return undefined;
    const [, call, result] = /(fsync|rename)\w*\b.* = (-?\d+)/.exec(line) ?? [];
    return call && (result === '0' ? call : `${call} failed`);
  }

  test('file, name and folder are on the disk before the tag is sent, and again afterwards', async () => {
    const { at } = await controller();
    const { code, calls } = await traced(at);
    expect([code, calls]).toEqual([0, ['fsync', 'rename', 'fsync', 'sent', 'fsync', 'rename', 'fsync']]);
  });

  test.each([
    [1, 'the file'],
    [2, 'the folder'],
  ])('nothing is sent when fsync %i fails, of %s', async (when) => {
    const { at, writes } = await controller();
    const { code, calls } = await traced(at, ['-e', `inject=fsync:error=EIO:when=${when}`]);
    expect([code, writes.length]).toEqual([1, 0]);
    expect(calls).not.toContain('sent');
    expect(left().map(short)).toEqual([['Speed', 900, 1200, 'refused']]);
  });

  test('a write whose result can not be kept is told as carried out, and ends with exit code 1', async () => {
    const { at, plc } = await controller();
    const { code } = await traced(at, ['-e', 'inject=fsync:error=EIO:when=3']);
    expect([code, plc.read('Speed')]).toEqual([1, 900]);
    expect(left().map(short)).toEqual([['Speed', 900, 1200, 'unknown']]);
  });
});
