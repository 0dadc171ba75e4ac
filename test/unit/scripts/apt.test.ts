import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { aptArguments, decide, installHint, withDaemonsHeld } from '../../../scripts/lib/apt.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'eip-apt-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const need = { name: 'make', packages: ['make'], present: () => false };

describe('decide', () => {
  test.each([
    ['nothing is missing', { missing: [] }, 'nothing'],
    ['nothing is missing, installing forbidden', { missing: [], env: { EIP_NO_INSTALL: '1' } }, 'nothing'],
    ['root with apt', {}, 'install'],
    ['EIP_NO_INSTALL=1', { env: { EIP_NO_INSTALL: '1' } }, 'hint'],
    ['EIP_NO_INSTALL=0 is off', { env: { EIP_NO_INSTALL: '0' } }, 'install'],
    ['EIP_NO_INSTALL empty is off', { env: { EIP_NO_INSTALL: '' } }, 'install'],
    ['not root', { uid: 1000 }, 'hint'],
    ['no apt', { aptPresent: false }, 'hint'],
  ])('%s', (_rule, change, want) => {
    expect(decide({ missing: [need], env: {}, uid: 0, aptPresent: true, ...change })).toBe(want);
  });
});

test('apt installs without recommended packages and without a question', () => {
  const { update, install } = aptArguments(['cmake', 'tshark']);
  expect(update).toContain('update');
  expect(install).toEqual(expect.arrayContaining(['install', '-y', '--no-install-recommends', 'cmake', 'tshark']));
});

test.each([
  ['root', 0, 'apt-get update && apt-get install -y --no-install-recommends make'],
  ['another user', 1000, "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends make'"],
])('the hint for %s is one command', (_who, uid, want) => {
  expect(installHint(['make'], uid)).toBe(want);
});

describe('withDaemonsHeld', () => {
  const policy = join(scratch, 'policy-rc.d');
  const saved = `${policy}.eip-native-saved`;

  test('forbids starting daemons while the body runs, leaves nothing behind', () => {
    const result = withDaemonsHeld(() => spawnSync(policy).status, { policy });
    expect(result).toBe(101);
    expect(existsSync(policy)).toBe(false);
  });

  test('puts a policy of the machine back, also after a body that throws', () => {
    writeFileSync(policy, '#!/bin/sh\nexit 7\n', { mode: 0o700 });
    const body = () => {
      expect(spawnSync(policy).status).toBe(101);
      throw new Error('apt failed');
    };
    expect(() => withDaemonsHeld(body, { policy })).toThrow('apt failed');
    expect(spawnSync(policy).status).toBe(7);
    expect(statSync(policy).mode & 0o777).toBe(0o700);
    rmSync(policy);
  });

  test('restores what a killed run had put aside', () => {
    writeFileSync(saved, 'the machine’s own');
    writeFileSync(policy, '#!/bin/sh\nexit 101\n');
    withDaemonsHeld(() => undefined, { policy });
    expect(readFileSync(policy, 'utf8')).toBe('the machine’s own');
    expect(existsSync(saved)).toBe(false);
    rmSync(policy);
  });

  test('says what it writes', () => {
    const said: string[] = [];
    withDaemonsHeld(() => undefined, { policy, say: (text: string) => said.push(text) });
    expect(said.join('\n')).toContain(policy);
  });
});

describe('setup.mjs on a machine without tools', () => {
  const bin = mkdtempSync(join(scratch, 'bin-'));
  symlinkSync(process.execPath, join(bin, 'node'));
  const setup = (level: string, env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [resolve('scripts/setup.mjs'), level], {
      encoding: 'utf8',
      env: { PATH: bin, EIP_NO_INSTALL: '1', ...env },
    });

  test('EIP_NO_INSTALL=1 prints one command, installs nothing, exit code 1', () => {
    const { status, stdout, stderr } = setup('start');
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/missing: C compiler, C\+\+ compiler, make, python3/);
    expect(stderr.match(/apt-get install/g)).toHaveLength(1);
    expect(stderr).not.toContain('$ apt-get');
  });

  test('prestart asks for compiler, make and python3 only', () => {
    expect(setup('start').stderr).not.toMatch(/cmake|tshark|libuv|clang/);
  });

  test('pretest asks for the rest too', () => {
    expect(setup('test').stderr).toMatch(/--no-install-recommends .*cmake.*libuv1-dev.*tshark/);
  });

  test('an unknown level is wrong usage', () => {
    expect(setup('everything').status).toBe(2);
  });
});

test.skipIf(process.getuid?.() !== 0)('setup.mjs with apt (root) prints every command before it runs', () => {
  const bin = mkdtempSync(join(scratch, 'apt-'));
  symlinkSync(process.execPath, join(bin, 'node'));
  const log = join(scratch, 'apt.log');
  const apt = `#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> ${log}\ncase "$*" in *install*) exit 100;; esac\n`;
  writeFileSync(join(bin, 'apt-get'), apt, { mode: 0o755 });
  symlinkSync('/bin/sh', join(bin, 'sh'));
  const policyBefore = existsSync('/usr/sbin/policy-rc.d');
  const { status, stderr } = spawnSync(process.execPath, [resolve('scripts/setup.mjs'), 'start'], {
    encoding: 'utf8',
    env: { PATH: bin },
  });
  expect(status).toBe(100);
  const ran = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('noninteractive '));
  expect(ran).toHaveLength(2);
  for (const line of ran) expect(stderr).toContain(`$ apt-get ${line.slice('noninteractive '.length)}`);
  expect(existsSync('/usr/sbin/policy-rc.d')).toBe(policyBefore);
  expect(ran[1]).toContain('--no-install-recommends');
});
