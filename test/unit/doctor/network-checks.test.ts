/** What the facts of the network mean. */
import { describe, expect, it } from 'vitest';
import { type ContainerFacts, judgeContainer, readContainer } from '../../../src/doctor/checks/container.js';
import { judgeInterfaces } from '../../../src/doctor/checks/interfaces.js';
import { judgeMulticast } from '../../../src/doctor/checks/multicast.js';
import { judgePlcNetwork, type Plc, plcsOf } from '../../../src/doctor/checks/plc-network.js';
import { judgePorts, type PortFacts } from '../../../src/doctor/checks/ports.js';
import { judgeReversePath, type ReversePathFacts } from '../../../src/doctor/checks/reverse-path.js';
import type { Judgement } from '../../../src/doctor/finding.js';
import { usualSubject } from '../../../src/doctor/index.js';
import type { Interface } from '../../../src/doctor/system/interfaces.js';
import { numberOf } from '../../../src/doctor/system/ipv4.js';
import { anInterface, aRoute, LOOPBACK, systemOf } from './facts.js';

const ETH1 = anInterface({ name: 'eth1', address: '10.0.0.5' });
const adapter = (host?: string) => ({ ...usualSubject().adapter!, host });

/** Level and text in one line. */
const told = (judgements: readonly Judgement[]) => judgements.map(({ level, found }) => `${level}: ${found}`);

function expectTold(judgements: readonly Judgement[], expected: readonly [level: string, text: RegExp][]): void {
  expect(judgements.map(({ level }) => level)).toEqual(expected.map(([level]) => level));
  for (const [index, [, text]] of expected.entries()) expect(judgements[index]?.found).toMatch(text);
  for (const { level, remedy } of judgements) expect(remedy === null).toBe(level === 'ok' || level === 'skipped');
}

describe('interfaces', () => {
  const ETH0 = anInterface();
  const cases: [what: string, host: string | undefined, assumed: boolean, own: Interface[], [string, RegExp][]][] = [
    [
      'the only address',
      undefined,
      false,
      [LOOPBACK, ETH0],
      [['ok', /takes 192\.168\.1\.50 \(eth0, mask 255\.255\.255\.0\)/]],
    ],
    [
      'several',
      undefined,
      false,
      [LOOPBACK, ETH0, ETH1],
      [['problem', /several addresses: 192\.168\.1\.50 \(eth0\), 10\.0\.0\.5 \(eth1\)$/]],
    ],
    ['several, without a file', undefined, true, [LOOPBACK, ETH0, ETH1], [['warning', /several addresses/]]],
    [
      'several, of which one is a bridge',
      undefined,
      false,
      [ETH0, anInterface({ name: 'docker0', address: '172.17.0.1', kind: 'bridge' })],
      [['problem', /docker0 is a bridge, mostly of containers/]],
    ],
    ['none but loopback', undefined, false, [LOOPBACK], [['problem', /loopback addresses only/]]],
    ['none at all', undefined, false, [], [['problem', /loopback addresses only: none/]]],
    ['one of several', '10.0.0.5', false, [ETH0, ETH1], [['ok', /takes 10\.0\.0\.5 \(eth1/]]],
    ['an interface by its name', 'eth1', false, [ETH0, ETH1], [['ok', /takes 10\.0\.0\.5/]]],
    ['an interface that is not there', 'eth7', false, [ETH0], [['problem', /No interface "eth7"/]]],
    [
      'an address of another machine',
      '192.168.1.51',
      false,
      [ETH0],
      [['problem', /is to take 192\.168\.1\.51, which is no address of this machine; it has 192\.168\.1\.50 \(eth0/]],
    ],
    ['loopback', '127.0.0.1', false, [LOOPBACK, ETH0], [['warning', /only programs of this machine reach it/]]],
    [
      'a bridge',
      'docker0',
      false,
      [ETH0, anInterface({ name: 'docker0', address: '172.17.0.1', kind: 'bridge' })],
      [['warning', /172\.17\.0\.1 .* a bridge/]],
    ],
    [
      'one that nobody leased',
      undefined,
      false,
      [anInterface({ address: '169.254.7.7', netmask: '255.255.0.0' })],
      [['warning', /when no DHCP server answers/]],
    ],
    [
      'a subnet of one',
      undefined,
      false,
      [anInterface({ netmask: '255.255.255.255' })],
      [['warning', /nobody is in this subnet/]],
    ],
    [
      'two in one subnet',
      '192.168.1.50',
      false,
      [ETH0, anInterface({ name: 'wlan0', address: '192.168.1.77' })],
      [['warning', /192\.168\.1\.77 \(wlan0, mask 255\.255\.255\.0\) is in the same subnet/]],
    ],
  ];
  it.each(cases)('%s', (_what, host, assumed, interfaces, expected) =>
    expectTold(judgeInterfaces({ subject: { adapter: adapter(host), assumed }, interfaces }), expected),
  );

  it('without an adapter there is nothing to take', () =>
    expectTold(judgeInterfaces({ subject: { adapter: undefined, assumed: false }, interfaces: [] }), [
      ['skipped', /no adapter/],
    ]));

  it('a name that moves the cursor does not', () => {
    const interfaces = [anInterface({ name: 'e\u001b[2J' }), ETH1];
    expect(told(judgeInterfaces({ subject: { adapter: adapter(), assumed: false }, interfaces })).join()).not.toContain(
      '\u001b',
    );
  });
});

describe('plc-network', () => {
  const ETH0 = anInterface();
  const scans = (address: string): Plc => ({ address, scans: true });
  const asked = (address: string): Plc => ({ address, scans: false });
  const net = (text: string, mask: string, more = {}) =>
    aRoute({ destination: numberOf(text), mask: numberOf(mask), ...more });
  const cases: [what: string, plcs: Plc[], routes: ReturnType<typeof aRoute>[] | undefined, [string, RegExp][]][] = [
    ['none', [], [], [['skipped', /names no address/]]],
    ['in the subnet', [scans('192.168.1.10')], [], [['ok', /in a subnet of this machine: 192\.168\.1\.10/]]],
    ['the last address of the subnet', [asked('192.168.1.254')], [], [['ok', /192\.168\.1\.254/]]],
    ['the broadcast address', [asked('192.168.1.255')], [], [['problem', /no device has it/]]],
    ["the network's own", [asked('192.168.1.0')], [], [['problem', /no device has it/]]],
    ['our own', [scans('192.168.1.50')], [], [['problem', /is the address of this machine's eth0/]]],
    [
      'in the subnet of another interface',
      [scans('10.0.0.9')],
      [],
      [['warning', /in the subnet of 10\.0\.0\.5 \(eth1.*the adapter takes 192\.168\.1\.50/]],
    ],
    ['the same, asked by a client', [asked('10.0.0.9')], [], [['ok', /10\.0\.0\.9/]]],
    [
      'behind a router',
      [scans('192.168.2.10')],
      [aRoute()],
      [['warning', /in no subnet of this machine: it is reached through a router, by eth0; multicast/]],
    ],
    ['a client goes through a router', [asked('192.168.2.10')], [aRoute()], [['ok', /192\.168\.2\.10/]]],
    ['nowhere', [asked('192.168.2.10')], [net('192.168.1.0', '255.255.255.0')], [['problem', /no route leads there/]]],
    [
      'refused by a route',
      [asked('192.168.2.10')],
      [aRoute(), net('192.168.2.0', '255.255.255.0', { rejects: true })],
      [['problem', /no route leads there/]],
    ],
    [
      'routes that are not told',
      [scans('192.168.2.10')],
      undefined,
      [['warning', /in no subnet of this machine; multicast/]],
    ],
    [
      'one of two',
      [asked('192.168.1.10'), asked('192.168.1.255')],
      [],
      [
        ['ok', /: 192\.168\.1\.10$/],
        ['problem', /255/],
      ],
    ],
  ];
  it.each(cases)('%s', (_what, plcs, routes, expected) =>
    expectTold(judgePlcNetwork({ plcs, taken: ETH0, interfaces: [LOOPBACK, ETH0, ETH1], routes }), expected),
  );

  it('a subnet of two has no address that nobody has', () => {
    const own = anInterface({ netmask: '255.255.255.254' });
    expectTold(judgePlcNetwork({ plcs: [scans('192.168.1.51')], taken: own, interfaces: [own], routes: [] }), [
      ['ok', /51/],
    ]);
  });

  it('names of hosts are nobody known, and a controller that is asked twice is told once', () => {
    const options = (host: string) => ({ name: 'x', options: { host } as never });
    const controllers = [options('plc.example'), options('192.168.1.10'), options('192.168.1.10')];
    expect(plcsOf({ controllers, originators: ['192.168.1.11'] })).toEqual([
      { address: '192.168.1.11', scans: true },
      { address: '192.168.1.10', scans: false },
    ]);
  });
});

describe('ports', () => {
  const port = (more: Partial<PortFacts> = {}): PortFacts => ({
    transport: 'udp',
    address: '192.168.1.50',
    port: 2222,
    refusal: undefined,
    socket: undefined,
    holder: undefined,
    ...more,
  });
  const cases: [what: string, facts: PortFacts[], [string, RegExp][]][] = [
    [
      'free',
      [port(), port({ transport: 'tcp', port: 44818 })],
      [['ok', /^free: UDP 2222 of 192\.168\.1\.50 and TCP 44818 of/]],
    ],
    [
      'held',
      [port({ refusal: 'EADDRINUSE', holder: { pid: 812, command: 'codesys' } })],
      [['problem', /UDP 2222 of 192\.168\.1\.50 is held by process 812 \(codesys\)/]],
    ],
    [
      'held by this package',
      [port({ refusal: 'EADDRINUSE', holder: { pid: 9, command: 'node eip-native run x' } })],
      [['warning', /process 9 \(node eip-native run x\)/]],
    ],
    [
      'held by who can not be seen',
      [port({ refusal: 'EADDRINUSE', socket: { address: '0.0.0.0', uid: 997 } })],
      [['problem', /a process of user 997, which can not be seen from here/]],
    ],
    [
      'held by nobody that the tables show',
      [port({ refusal: 'EADDRINUSE' })],
      [['problem', /a program that can not be seen/]],
    ],
    ['not for this user', [port({ port: 80, refusal: 'EACCES' })], [['problem', /UDP 80 .* is not for this user/]]],
    ['an address that is gone', [port({ refusal: 'EADDRNOTAVAIL' })], [['problem', /can't be used: EADDRNOTAVAIL/]]],
    [
      'one of two',
      [port({ refusal: 'EACCES' }), port({ port: 44818 })],
      [
        ['problem', /2222/],
        ['ok', /44818/],
      ],
    ],
  ];
  it.each(cases)('%s', (_what, facts, expected) => expectTold(judgePorts(facts), expected));
});

describe('container', () => {
  const veth = anInterface({ kind: 'veth', address: '172.17.0.2', netmask: '255.255.0.0' });
  const facts = (more: Partial<ContainerFacts>): ContainerFacts => ({
    container: '/.dockerenv',
    interfaces: [LOOPBACK, veth],
    taken: veth,
    hasAdapter: true,
    assumed: false,
    ...more,
  });
  const hardware = anInterface();
  const cases: [what: string, facts: ContainerFacts, string, RegExp][] = [
    ['none', facts({ container: undefined }), 'ok', /^no container$/],
    ['behind a bridge', facts({}), 'problem', /in a container \(\/\.dockerenv\) behind a bridge, as 172\.17\.0\.2/],
    ['behind a bridge, without a file', facts({ assumed: true }), 'warning', /behind a bridge/],
    ['behind a bridge, the address not decided', facts({ taken: undefined }), 'problem', /behind a bridge/],
    [
      'the network of the host',
      facts({ interfaces: [LOOPBACK, hardware, veth], taken: hardware }),
      'ok',
      /network of the host/,
    ],
    [
      'of the host, the address not decided',
      facts({ interfaces: [hardware, veth], taken: undefined }),
      'ok',
      /network of the host/,
    ],
    ['an address of its own', facts({ taken: anInterface({ kind: 'own' }) }), 'ok', /address of its own/],
    [
      'the system does not tell, by the address',
      facts({ taken: anInterface({ kind: 'unknown', address: '172.31.0.2' }) }),
      'problem',
      /behind a bridge/,
    ],
    [
      'the system does not tell, another address',
      facts({ taken: anInterface({ kind: 'unknown', address: '172.32.0.2' }) }),
      'ok',
      /./,
    ],
    ['loopback only', facts({ interfaces: [LOOPBACK], taken: LOOPBACK }), 'ok', /./],
  ];
  it.each(cases)('%s', (_what, given, level, text) => expectTold([judgeContainer(given)], [[level, text]]));

  it.each([
    [{ '.dockerenv': '' }, '/.dockerenv'],
    [{ 'run/.containerenv': 'x' }, '/run/.containerenv'],
    [{ 'proc/self/cgroup': '0::/system.slice/docker-0a1b.scope\n' }, 'control group docker'],
    [{ 'proc/self/cgroup': '12:cpu:/kubepods/besteffort/pod1\n' }, 'control group kubepods'],
    [{ 'proc/self/cgroup': '0::/system.slice/eip-native.service\n' }, undefined],
    [{ 'proc/1/environ': 'PATH=/bin\0container=lxc\0' }, 'container=lxc'],
    [{ 'proc/1/environ': 'PATH=/bin\0mycontainer=lxc\0' }, undefined],
    [{ 'proc/1/environ': `container=${'x'.repeat(100_000)}` }, undefined],
    [{}, undefined],
  ])('%j is told as %s', async (files, expected) => {
    expect(await readContainer(systemOf(files as Record<string, string>))).toBe(expected);
  });
});

describe('multicast', () => {
  const group = '239.192.1.0';
  const via = (name: string) =>
    aRoute({ interface: name, destination: numberOf('239.192.0.0'), mask: numberOf('255.252.0.0') });
  const cases: [
    what: string,
    taken: Interface | undefined,
    routes: ReturnType<typeof aRoute>[] | undefined,
    string,
    RegExp,
  ][] = [
    ['no address', undefined, [], 'skipped', /no address/],
    ['switched off', anInterface({ multicast: false }), [], 'problem', /eth0 takes no part in multicast/],
    ['no route', anInterface(), [], 'ok', /no route leads there, and it needs none/],
    ['a route by it', anInterface(), [via('eth0')], 'ok', /as the route says/],
    ['a route by another', anInterface(), [via('eth1')], 'warning', /a route leads to eth1/],
    [
      'the default route by another',
      anInterface(),
      [aRoute({ interface: 'eth1' })],
      'ok',
      /default route leads to eth1/,
    ],
    ['routes that are not told', anInterface({ multicast: undefined }), undefined, 'ok', /239\.192\.1\.0/],
    ['loopback', LOOPBACK, [], 'ok', /lo/],
  ];
  it.each(cases)('%s', (_what, taken, routes, level, text) =>
    expectTold([judgeMulticast({ taken, group, routes })], [[level, text]]),
  );
});

describe('reverse-path', () => {
  const strict = anInterface({ reversePath: 1 });
  const facts = (more: Partial<ReversePathFacts>): ReversePathFacts => ({
    taken: strict,
    interfaces: [LOOPBACK, strict],
    routes: [aRoute({ destination: numberOf('192.168.1.0'), mask: numberOf('255.255.255.0') })],
    originators: [],
    ...more,
  });
  const both = [LOOPBACK, strict, ETH1];
  const cases: [what: string, facts: ReversePathFacts, [string, RegExp][]][] = [
    ['no address', facts({ taken: undefined }), [['skipped', /no address/]]],
    ['not told', facts({ taken: anInterface({ reversePath: undefined }) }), [['skipped', /does not tell/]]],
    ['off', facts({ taken: anInterface(), interfaces: both }), [['ok', /eth0: off/]]],
    ['loose', facts({ taken: anInterface({ reversePath: 2 }), interfaces: both }), [['ok', /loose/]]],
    ['strict, one interface', facts({}), [['ok', /the only interface/]]],
    ['strict, two interfaces', facts({ interfaces: both }), [['warning', /there is eth1 too/]]],
    ['strict, a PLC with the way back by it', facts({ originators: ['192.168.1.10'] }), [['ok', /only/]]],
    [
      'strict, a PLC with the way back elsewhere',
      facts({ interfaces: both, originators: ['10.0.0.9'], routes: [aRoute({ interface: 'eth1' })] }),
      [['problem', /what 10\.0\.0\.9 sends there is dropped.*leads to eth1/]],
    ],
    ['strict, a PLC without a way back', facts({ originators: ['10.0.0.9'] }), [['problem', /leads nowhere/]]],
    [
      'strict, routes not told, a PLC at the other',
      facts({ interfaces: both, originators: ['10.0.0.9'], routes: undefined }),
      [['problem', /leads to eth1/]],
    ],
    [
      'strict, routes not told, a PLC somewhere',
      facts({ originators: ['172.16.0.9'], routes: undefined }),
      [['ok', /only/]],
    ],
  ];
  it.each(cases)('%s', (_what, given, expected) => expectTold(judgeReversePath(given), expected));
});
