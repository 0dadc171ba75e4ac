/** What the facts of the machine mean. */
import { describe, expect, it } from 'vitest';
import { type AddonFacts, judgeAddon } from '../../../src/doctor/checks/addon.js';
import { type BrokerFacts, judgeBroker } from '../../../src/doctor/checks/broker.js';
import { judgeClock } from '../../../src/doctor/checks/clock.js';
import { judgeClockSource } from '../../../src/doctor/checks/clock-source.js';
import { judgeNode } from '../../../src/doctor/checks/node-version.js';
import { judgePackages, neededFor, type PackageFacts } from '../../../src/doctor/checks/packages.js';
import { type ControllerFacts, judgeController, judgeOriginator } from '../../../src/doctor/checks/plc.js';
import { judgeRealTime, type RealTimeFacts, readRealTime } from '../../../src/doctor/checks/real-time.js';
import { judgeSpool, type SpoolFacts } from '../../../src/doctor/checks/spool.js';
import type { Judgement } from '../../../src/doctor/finding.js';
import { usualSubject } from '../../../src/doctor/index.js';
import { EipConfigError, EipConnectionError, EipError } from '../../../src/errors.js';
import { systemOf } from './facts.js';

function expectTold(judgements: readonly Judgement[], expected: readonly [level: string, text: RegExp][]): void {
  expect(judgements.map(({ level }) => level)).toEqual(expected.map(([level]) => level));
  for (const [index, [, text]] of expected.entries()) expect(judgements[index]?.found).toMatch(text);
  for (const { level, remedy } of judgements) expect(remedy === null).toBe(level === 'ok' || level === 'skipped');
}

describe('node', () => {
  it.each([
    ['20.0.0', 'linux', 'ok'],
    ['24.1.0', 'linux', 'ok'],
    ['18.20.4', 'linux', 'problem'],
    ['21.7.3', 'linux', 'warning'],
    ['20.0.0', 'darwin', 'problem'],
    ['nonsense', 'linux', 'problem'],
  ])('%s on %s is %s', (version, platform, level) =>
    expectTold([judgeNode({ version, platform, arch: 'x64' })], [[level, new RegExp(`${version} on ${platform}-x64`)]]),
  );
});

describe('addon', () => {
  const missing = new EipError('EIP_NATIVE_MISSING', 'No native addon', {
    cause: new Error('GLIBC_2.28 not found\n at x'),
  });
  it.each<[AddonFacts, string, RegExp]>([
    [{ wanted: true, error: undefined }, 'ok', /loads/],
    [{ wanted: undefined, error: undefined }, 'ok', /loads/],
    [{ wanted: false, error: missing }, 'skipped', /clients need no native addon/],
    [{ wanted: true, error: missing }, 'problem', /^No native addon \(GLIBC_2\.28 not found\)$/],
    [{ wanted: undefined, error: missing }, 'warning', /clients need none/],
  ])('%#', (facts, level, text) => expectTold([judgeAddon(facts)], [[level, text]]));
});

describe('packages', () => {
  const one = (more: Partial<PackageFacts>): PackageFacts => ({
    name: 'lmdb',
    fault: undefined,
    neededFor: undefined,
    dispensable: false,
    ...more,
  });
  it.each<[string, PackageFacts[], [string, RegExp][]]>([
    ['all load', [one({}), one({ name: 'prom-client' })], [['ok', /^lmdb and prom-client load$/]]],
    [
      'one is missing, and not needed',
      [one({}), one({ name: 'prom-client', fault: 'x' })],
      [['ok', /lmdb load; prom-client can't be loaded, and nothing/]],
    ],
    ['none is there', [one({ fault: 'x' })], [['ok', /^lmdb can't be loaded/]]],
    [
      'one is missing, and needed',
      [one({ fault: 'Cannot find', neededFor: 'the spool' })],
      [['problem', /lmdb is needed for the spool, and can't be loaded: Cannot find/]],
    ],
    [
      'one is missing, and the service does without',
      [one({ name: 'prom-client', fault: 'x', neededFor: '/metrics', dispensable: true })],
      [['warning', /metrics/]],
    ],
  ])('%s', (_what, facts, expected) => expectTold(judgePackages(facts), expected));

  it.each([
    ['lmdb', { spool: { folder: 'x', mostBytes: 1, durability: 'process' } }, 'the spool'],
    ['lmdb', { commands: true }, 'the journal of commands'],
    ['lmdb', {}, undefined],
    ['rabbitmq-client', { broker: {} }, 'the broker'],
    ['rabbitmq-client', {}, undefined],
    ['prom-client', { http: { host: 'x', port: 1 } }, '/metrics'],
    ['prom-client', {}, undefined],
  ] as const)('%s with %j is needed for %s', (name, more, expected) =>
    expect(neededFor(name, { ...usualSubject(), ...more } as never)).toBe(expected),
  );
});

describe('real-time', () => {
  const facts = (more: Partial<RealTimeFacts>): RealTimeFacts => ({
    policy: 'auto',
    priority: 50,
    effective: false,
    bounding: true,
    limit: 0,
    noNewPrivileges: false,
    groupHasNone: false,
    container: false,
    ...more,
  });
  it.each<[string, RealTimeFacts, string, RegExp, RegExp]>([
    ['there', facts({ effective: true }), 'ok', /CAP_SYS_NICE is there/, /null/],
    ['by the limit', facts({ limit: 50 }), 'ok', /within the limit \(rtprio 50\)/, /null/],
    [
      'a limit that is too low',
      facts({ limit: 49 }),
      'warning',
      /the limit of 49 \(rtprio\) is below the priority 50/,
      /setcap/,
    ],
    [
      'not there',
      facts({}),
      'warning',
      /no CAP_SYS_NICE: beside a busy machine one slot in ten/,
      /AmbientCapabilities=CAP_SYS_NICE.*setcap cap_sys_nice\+ep/,
    ],
    [
      'not there, and nothing to be had by files',
      facts({ noNewPrivileges: true }),
      'warning',
      /no CAP/,
      /setcap does nothing here/,
    ],
    ['taken away', facts({ bounding: false }), 'warning', /no CAP/, /CapabilityBoundingSet/],
    ['in a container', facts({ container: true, bounding: false }), 'warning', /no CAP/, /cap_add: \[SYS_NICE\]/],
    ['real time or nothing', facts({ policy: 'fifo' }), 'problem', /the adapter does not start/, /Ambient/],
    ['not wanted', facts({ policy: 'other' }), 'skipped', /scheduling: other/, /null/],
    ['not told', facts({ effective: undefined }), 'skipped', /does not tell/, /null/],
    [
      'a group without real time',
      facts({ effective: true, groupHasNone: true }),
      'warning',
      /cpu\.rt_runtime_us is 0/,
      /CONFIG_RT_GROUP_SCHED/,
    ],
  ])('%s', (_what, given, level, text, remedy) => {
    const judged = judgeRealTime(given);
    expectTold([judged], [[level, text]]);
    expect(String(judged.remedy)).toMatch(remedy);
  });

  const status = (eff: string, bnd = '000001ffffffffff', nnp = 0) =>
    `Name:\tnode\nCapEff:\t${eff}\nCapBnd:\t${bnd}\nNoNewPrivs:\t${nnp}\n`;
  const limits = (soft: string) =>
    `Limit                     Soft Limit           Hard Limit           Units     \nMax realtime priority     ${soft}                    99                   \n`;
  it.each<[string, Record<string, string>, object]>([
    [
      'all of them',
      { 'proc/self/status': status('000001ffffffffff'), 'proc/self/limits': limits('0') },
      { effective: true, bounding: true, limit: 0, noNewPrivileges: false, groupHasNone: false },
    ],
    ['this one', { 'proc/self/status': status('0000000000800000') }, { effective: true }],
    [
      'all but this one',
      { 'proc/self/status': status('000001ffff7fffff', '000001ffff7fffff', 1) },
      { effective: false, bounding: false, noNewPrivileges: true },
    ],
    ['a limit', { 'proc/self/limits': limits('50') }, { effective: undefined, limit: 50 }],
    ['no limit', { 'proc/self/limits': limits('unlimited') }, { limit: Number.POSITIVE_INFINITY }],
    ['a mask that is none', { 'proc/self/status': status('zz') }, { effective: undefined }],
    ['a mask that is too long', { 'proc/self/status': status('f'.repeat(400)) }, { effective: undefined }],
    ['nothing', {}, { effective: undefined, bounding: undefined, limit: 0 }],
    [
      'a group without real time',
      { 'proc/self/cgroup': '3:cpu,cpuacct:/docker/a\n', 'sys/fs/cgroup/cpu/docker/a/cpu.rt_runtime_us': '0\n' },
      { groupHasNone: true },
    ],
    [
      'a group with real time',
      { 'proc/self/cgroup': '3:cpu:/\n', 'sys/fs/cgroup/cpu/cpu.rt_runtime_us': '950000\n' },
      { groupHasNone: false },
    ],
    [
      'a group that leads out',
      { 'proc/self/cgroup': '3:cpu:/../../x\n', 'sys/fs/x/cpu.rt_runtime_us': '0\n' },
      { groupHasNone: false },
    ],
  ])('reads %s', async (_what, files, expected) => expect(await readRealTime(systemOf(files))).toMatchObject(expected));
});

describe('clock-source', () => {
  it.each<[string | undefined, string[], string, RegExp]>([
    ['tsc', ['tsc'], 'ok', /tsc/],
    ['kvm-clock', [], 'ok', /kvm/],
    ['hpet', ['hpet', 'acpi_pm'], 'warning', /hpet: each look at the clock/],
    ['hpet', ['tsc', 'hpet'], 'warning', /tsc is there/],
    [undefined, [], 'skipped', /does not tell/],
    ['', [], 'skipped', /does not tell/],
    ['\u001b[2J', [], 'warning', /^\?\[2J/],
  ])('%s of %j', (current, available, level, text) =>
    expectTold([judgeClockSource({ current, available })], [[level, text]]),
  );
});

describe('clock', () => {
  const now = new Date('2026-11-28T12:00:00Z');
  it.each<[Date, boolean | undefined, boolean, string, RegExp]>([
    [now, true, false, 'ok', /synchronised, 2026-11-28/],
    [now, undefined, false, 'skipped', /can't be seen/],
    [now, false, false, 'warning', /records have wrong times/],
    [now, false, true, 'warning', /commands may be refused as too old/],
    [new Date(0), true, false, 'problem', /1970-01-01.*never set/],
    [new Date(Number.NaN), true, false, 'problem', /no time at all/],
  ])('%s, synchronised %s, commands %s', (time, synchronised, commands, level, text) =>
    expectTold([judgeClock({ now: time, synchronised, commands })], [[level, text]]),
  );
});

describe('spool', () => {
  const MIB = 1_024 * 1_024;
  const facts = (more: Partial<SpoolFacts>): SpoolFacts => ({
    folder: '/var/lib/eip-native/spool',
    mostBytes: 640 * MIB,
    durability: 'process',
    exists: true,
    nearest: '/var/lib/eip-native/spool',
    real: '/var/lib/eip-native/spool',
    isFolder: true,
    writable: true,
    owner: 997,
    user: 997,
    mount: { type: 'ext4', readOnly: false },
    freeBytes: 10_000 * MIB,
    usedBytes: 0,
    fault: null,
    container: false,
    ...more,
  });
  const on = (type: string) => ({ mount: { type, readOnly: false } });
  const { message, check } = new EipConfigError('EIP_SPOOL_VERSION', 'The spool is of version 9');
  const damaged = { message, check };
  it.each<[string, SpoolFacts, [string, RegExp][]]>([
    [
      'all is well',
      facts({}),
      [['ok', /^\/var\/lib\/eip-native\/spool, of user 997, on ext4: 10000 MiB free, 640 MiB wanted at most$/]],
    ],
    ['it will be made', facts({ exists: false, nearest: '/var/lib' }), [['ok', /can be made/]]],
    ['looked at as root', facts({ user: 0 }), [['ok', /looked at as root/]]],
    [
      'a file is in the way',
      facts({ isFolder: false, nearest: '/var/lib/eip-native' }),
      [['problem', /\/var\/lib\/eip-native is no folder/]],
    ],
    ['read-only', facts({ mount: { type: 'ext4', readOnly: true } }), [['problem', /mounted read-only/]]],
    [
      'of another user',
      facts({ writable: false, owner: 0 }),
      [['problem', /belongs to user 0, and this process, of user 997, may not write there/]],
    ],
    [
      'can not be made',
      facts({ writable: false, exists: false, nearest: '/var/lib', owner: 0 }),
      [['problem', /can't be made: \/var\/lib belongs to user 0/]],
    ],
    ['nfs', facts(on('nfs4')), [['problem', /over the network/]]],
    ['sshfs', facts(on('fuse.sshfs')), [['problem', /over the network/]]],
    ['another FUSE', facts(on('fuse.ext4')), [['ok', /fuse\.ext4/]]],
    ['memory', facts(on('tmpfs')), [['warning', /gone with the power/]]],
    [
      'memory, and it is to outlive the power',
      facts({ ...on('tmpfs'), durability: 'power' }),
      [['problem', /gone with the power/]],
    ],
    [
      "the container's own layer",
      facts({ ...on('overlay'), container: true }),
      [['problem', /gone with the container/]],
    ],
    ['an overlay of the host', facts(on('overlay')), [['warning', /upper layer/]]],
    ['a file system that is not told', facts({ mount: undefined }), [['ok', /on a file system/]]],
    ['little room', facts({ freeBytes: 639 * MIB }), [['warning', /639 MiB are free .* may grow by 640 MiB/]]],
    ['room that it has already', facts({ freeBytes: 139 * MIB, usedBytes: 501 * MIB }), [['ok', /./]]],
    ['room that is not told', facts({ freeBytes: null }), [['ok', /room unknown/]]],
    ['no room', facts({ freeBytes: 4 * MIB - 1 }), [['problem', /too few for anything/]]],
    ['of a newer release', facts({ fault: damaged }), [['problem', /^The spool is of version 9$/]]],
    [
      'two at once',
      facts({ ...on('nfs'), freeBytes: 0 }),
      [
        ['problem', /nfs/],
        ['problem', /too few/],
      ],
    ],
  ])('%s', (_what, given, expected) => expectTold(judgeSpool(given), expected));
});

describe('plc', () => {
  const refused = new EipConnectionError('EIP_CONNECT_FAILED', 'No connection to 192.168.1.10:44818: refused');
  const facts = (more: Partial<ControllerFacts>): ControllerFacts => ({
    name: 'press',
    at: '192.168.1.10:44818',
    device: undefined,
    controller: undefined,
    error: undefined,
    ...more,
  });
  it.each<[string, ControllerFacts, string, RegExp]>([
    [
      'it answers',
      facts({ controller: '1756-L83E/B 33.011' }),
      'ok',
      /press: 192\.168\.1\.10:44818 answers: 1756-L83E\/B 33\.011/,
    ],
    ['nobody is there', facts({ error: refused }), 'problem', /refused; and nobody there answers discovery/],
    [
      'a device without the controller',
      facts({ error: refused, device: 'ENBT 6.001' }),
      'problem',
      /but the device there is ENBT 6\.001/,
    ],
  ])('%s', (_what, given, level, text) => expectTold([judgeController(given)], [[level, text]]));

  it.each([
    ['PLC 1.001', 'ok'],
    [undefined, 'warning'],
  ])('a scanner that answers as %s is %s', (device, level) =>
    expectTold([judgeOriginator({ address: '192.168.1.10', device })], [[level, /192\.168\.1\.10, which may scan/]]),
  );
});

describe('broker', () => {
  const away = new EipConnectionError('EIP_BROKER_CONNECT_FAILED', 'No connection to the broker at b:5672: refused');
  const login = new EipConnectionError('EIP_BROKER_LOGIN_REFUSED', 'b:5672 refused user name or password of "x"');
  const fine: BrokerFacts = { at: 'a:5672', error: undefined, blocked: null };
  it.each<[string, BrokerFacts[], [string, RegExp][]]>([
    ['one', [fine], [['ok', /a:5672 takes this user, and messages/]]],
    ['one that may not be asked', [{ ...fine, blocked: undefined }], [['ok', /a:5672 takes this user$/]]],
    ['none answers', [{ ...fine, error: away }], [['problem', /refused$/]]],
    [
      'one of two',
      [fine, { ...fine, error: away }],
      [
        ['ok', /./],
        ['warning', /another node answers/],
      ],
    ],
    [
      'one of two refuses the user',
      [fine, { ...fine, error: login }],
      [
        ['ok', /./],
        ['problem', /refused user name/],
      ],
    ],
    [
      'one is away, the other takes no messages',
      [
        { ...fine, error: away },
        { ...fine, blocked: 'low on memory' },
      ],
      [
        ['problem', /refused/],
        ['problem', /no messages now: low on memory/],
      ],
    ],
  ])('%s', (_what, given, expected) => expectTold(judgeBroker(given), expected));
});
