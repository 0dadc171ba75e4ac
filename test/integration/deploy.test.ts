/** deploy/: the unit by systemd's own check, the configuration by ours, and the entry point of the image, run. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { gatewaySchema } from '../../src/eip-config/gateway/index.js';
import { Cli } from '../support/cli.js';

const root = resolve(__dirname, '../..');
const text = readFileSync(join(root, 'deploy/eip-native.service'), 'utf8');
const settings = new Map([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-deploy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whyNoSystemd = spawnSync('systemd-analyze', ['--version']).status === 0 ? '' : ' (skipped: no systemd-analyze)';

describe('deploy/eip-native.service', () => {
  /** With programs that this machine has: `verify` looks for them. */
  function unitHere(): string {
    const path = join(folder, 'eip-native.service');
    writeFileSync(path, text.replace('/usr/bin/node', process.execPath));
    return path;
  }

  test.skipIf(whyNoSystemd)(`systemd-analyze verify finds nothing${whyNoSystemd}`, () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', unitHere()], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    // It does find what is wrong.
    const wrong = join(folder, 'wrong.service');
    writeFileSync(wrong, text.replace('/usr/bin/node', process.execPath).replace('WatchdogSec=30', 'WatchdgoSec=30'));
    expect(spawnSync('systemd-analyze', ['verify', wrong], { encoding: 'utf8' }).stderr).toContain('WatchdgoSec');
  });

  test.skipIf(whyNoSystemd)(`its exposure is what docs/deployment.md says, or less${whyNoSystemd}`, () => {
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', unitHere()], { encoding: 'utf8' });
    const found = Number(/exposure level for eip-native\.service: ([\d.]+)/.exec(stdout)?.[1]);
    const page = readFileSync(join(root, 'docs/deployment.md'), 'utf8');
    const told = Number(/systemd-analyze security eip-native` says ([\d.]+) or less/.exec(page)?.[1]);
    expect(found).toBeLessThanOrEqual(told);
  });

  test('starts a command of ours, and ends it after the gateway would have ended', () => {
    const [, name, file] = /dist\/cli\/main\.js (\S+) (\S+)$/.exec(settings.get('ExecStart') ?? '') ?? [];
    expect(createProgram().commands.map((command) => command.name())).toContain(name);
    expect(file).toBe('/etc/eip-native/edge.yaml');
    const { stopMs } = gatewaySchema.parse({});
    expect(Number(settings.get('TimeoutStopSec'))).toBeGreaterThan(2 * (stopMs / 1_000));
    expect(settings.get('ExecReload')).toBe('/bin/kill -HUP $MAINPID');
  });

  test.each([
    ['Type', 'notify'],
    ['NotifyAccess', 'all'],
    ['Restart', 'on-failure'],
    ['AmbientCapabilities', 'CAP_SYS_NICE'],
    ['CapabilityBoundingSet', 'CAP_SYS_NICE'],
    ['RestrictRealtime', 'no'],
    ['MemoryDenyWriteExecute', 'no'],
    ['StateDirectory', 'eip-native'],
  ])('%s=%s', (key, value) => expect(settings.get(key)).toBe(value));

  test('has a user that its other file makes', () => {
    const users = readFileSync(join(root, 'deploy/eip-native.sysusers.conf'), 'utf8');
    expect(users).toMatch(new RegExp(`^u ${settings.get('User')} `));
  });
});

test('deploy/edge.yaml is in order', async () => {
  const cli = await Cli.run(['check', join(root, 'deploy/edge.yaml')]);
  expect([cli.code, cli.stderr]).toEqual([0, '']);
});

describe('deploy/entrypoint.sh', () => {
  /** What stands in for the command of ours: it tells its arguments and its capabilities. */
  const MAIN = `const status = require('node:fs').readFileSync('/proc/self/status', 'utf8');
console.log(JSON.stringify({ args: process.argv.slice(2), capable: (BigInt('0x' + /CapEff:\\s*(\\w+)/.exec(status)[1]) >> 23n) & 1n ? true : false }));
process.exit(Number(process.argv[3] ?? 0));`;

  function image(realtime: boolean): Record<string, string> {
    const bin = mkdtempSync(join(tmpdir(), 'eip-image-'));
    symlinkSync(process.execPath, join(bin, 'node'));
    const main = join(bin, 'main.cjs');
    writeFileSync(main, MAIN);
    spawnSync('chmod', ['-R', 'a+rX', bin]);
    if (realtime) {
      copyFileSync(process.execPath, join(bin, 'node-realtime'));
      const { status, stderr } = spawnSync('setcap', ['cap_sys_nice+ep', join(bin, 'node-realtime')], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(stderr);
    }
    return { EIP_NODE_BIN: bin, EIP_MAIN: main };
  }

  function start(env: Record<string, string>, prefix: readonly string[], ...args: string[]) {
    const script = readFileSync(join(root, 'deploy/entrypoint.sh'), 'utf8');
    // By its text, because another user may not get at this folder.
    const words = [
      ...prefix,
      'setpriv',
      '--reuid',
      '65534',
      '--regid',
      '65534',
      '--clear-groups',
      'sh',
      '-c',
      script,
      'entrypoint.sh',
      ...args,
    ];
    const [command = '', ...rest] = words;
    const { status, stdout, stderr } = spawnSync(command, rest, {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...env },
    });
    rmSync(env.EIP_NODE_BIN ?? '', { recursive: true, force: true });
    return { status, told: stdout === '' ? stderr : JSON.parse(stdout) };
  }

  const isRoot = process.getuid?.() === 0;
  test.skipIf(!isRoot)('in real time where the container may', () =>
    expect(start(image(true), [], 'run', '7')).toEqual({ status: 7, told: { args: ['run', '7'], capable: true } }),
  );

  test.skipIf(!isRoot)('without, where the container may not: the kernel would refuse', () =>
    expect(start(image(true), ['setpriv', '--bounding-set', '-sys_nice', '--inh-caps', '-sys_nice'], 'run')).toEqual({
      status: 0,
      told: { args: ['run'], capable: false },
    }),
  );

  test.skipIf(!isRoot)('without, where new privileges are not to be had', () =>
    expect(start(image(true), ['setpriv', '--no-new-privs'], 'run').told).toMatchObject({ capable: false }),
  );

  test.skipIf(!isRoot)('in an image without it', () =>
    expect(start(image(false), [], 'x y').told).toEqual({ args: ['x y'], capable: false }),
  );
});
