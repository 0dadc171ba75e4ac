/** What the doctor finds on machines that are set up so: interfaces, routes, filters, users, file systems of one's own. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cli, type Ended, type JsonLine } from '../support/cli.js';
import { Namespace, plug, whyNoNamespaces } from './support/cable.js';
import { AdapterProcess, cleanups, ScannerProcess } from './support/remote.js';

const OWN = '192.168.1.50';
const PLC = '192.168.1.10';
const INTERFACE = 'enp3s0';
const NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
/** A view of the system of its own: its interfaces in /sys, nothing in /run. */
const OWN_SYSTEM = [
  'unshare',
  '-m',
  'sh',
  '-c',
  'mount -t sysfs none /sys && mount -t tmpfs none /run && exec "$@"',
  'sh',
];

/** Why no limit can be raised here: a capability is missing. */
const whyNoLimits: string | undefined = (() => {
  const { status, stderr } = spawnSync('prlimit', ['--rtprio=50', 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim() || 'prlimit failed';
})();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-doctor-'));
  // For other users too.
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function fileWith(text: string): string {
  const path = join(folder, `${++files}.yaml`);
  writeFileSync(path, text);
  return path;
}

const ADAPTER = `
  identity: { vendorId: 1, serialNumber: 1, productName: x }
  assemblies: { a: { instance: 150, kind: output, size: 4 } }
`;
const adapter = (more = '') => fileWith(`adapter:\n${more}${ADAPTER}`);

/**
 * A machine with one cable, at whose other end the PLC is.
 * @param others interfaces that the PLC has besides, so that the numbers of both ends differ
 */
async function machine(others = 0): Promise<{ readonly own: Namespace; readonly plc: Namespace }> {
  const [own, plc] = [await Namespace.make(), await Namespace.make()];
  for (let i = 0; i < others; i++) plc.ip(`link add b${i} type bridge`);
  plug(own, { name: INTERFACE, address: `${OWN}/24` }, plc, { name: 'plc0', address: `${PLC}/24` });
  for (const name of ['all', INTERFACE]) setFilter(own, name, 0);
  return { own, plc };
}

/** Another interface of that machine, whose other end is with nobody. */
function anotherInterface(own: Namespace, plc: Namespace, address = '10.0.0.5'): void {
  plug(own, { name: 'enp4s0', address: `${address}/24` }, plc, { name: 'far0', address: '10.0.0.1/24' });
  setFilter(own, 'enp4s0', 0);
}

function setFilter(own: Namespace, name: string, value: number): void {
  own.run('sysctl', '-qw', `net.ipv4.conf.${name}.rp_filter=${value}`);
}

async function doctor(own: Namespace, args: readonly string[], prefix: readonly string[] = []): Promise<Cli & Ended> {
  const cli = Cli.start(['doctor', ...args], 'main.js', 'pipe', [...(own.inside.prefix ?? []), ...prefix]);
  return Object.assign(cli, await cli.ended);
}

const findings = ({ json }: Cli, id: string): JsonLine[] =>
  json.filter((line) => line.type === 'finding' && line.id === id);
const told = (cli: Cli, id: string) =>
  findings(cli, id)
    .map(({ level, found }) => `${level}: ${found}`)
    .join('\n');

async function controllerIn(plc: Namespace): Promise<void> {
  const tags = fileWith('name: Bakery\ntags: { Speed: DINT }\n');
  const cli = Cli.start(['simulate', tags, '--bind', PLC, '--json'], 'main.js', 'pipe', plc.inside.prefix);
  cleanups.push(async () => {
    cli.signal('SIGKILL');
    await cli.ended;
  });
  await cli.line('listening');
}

/** Holds a UDP port until the end of the test; resolves to its pid. */
async function holderIn(own: Namespace, port: number): Promise<number> {
  const program = `const s = require('node:dgram').createSocket('udp4'); s.bind(${port}, () => console.log(process.pid))`;
  const [command = '', ...rest] = [...(own.inside.prefix ?? []), process.execPath, '-e', program];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return Number(line);
}

describe.skipIf(whyNoNamespaces)(
  `on machines of our own${whyNoNamespaces ? ` (skipped: ${whyNoNamespaces})` : ''}`,
  () => {
    test('the example of docs/doctor.md, line by line', async () => {
      const page = readFileSync(resolve(__dirname, '../../docs/doctor.md'), 'utf8');
      const [, config = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
      const [, command, output = ''] = /^```text\n\$ (.*)\n([\s\S]*?)^```$/m.exec(page) ?? [];
      expect(command).toBe('eip-native doctor edge.yaml');
      const { own, plc } = await machine();
      await controllerIn(plc);
      const cli = await doctor(own, [fileWith(config)]);
      const escaped = output.trimEnd().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const pattern = escaped.replace(/^\\\.\\\.\\\.$/gm, '[\\s\\S]*').replace(/\\\.\\\.\\\./g, '.*');
      expect(`${cli.stdout}${cli.stderr}`.trimEnd()).toMatch(new RegExp(`^${pattern}$`));
      expect(cli.code).toBe(1);
    });

    test('several interfaces and no host: the choices', async () => {
      const { own, plc } = await machine();
      anotherInterface(own, plc);
      const undecided = await doctor(own, [adapter(), '--json']);
      expect(told(undecided, 'interfaces')).toMatch(
        /^problem: No "host" is given, .*several addresses: 192\.168\.1\.50 \(enp3s0\), 10\.0\.0\.5 \(enp4s0\)$/,
      );
      expect(undecided.code).toBe(1);
      const decided = await doctor(own, [adapter('  host: enp4s0\n'), '--json']);
      expect(told(decided, 'interfaces')).toBe('ok: the adapter takes 10.0.0.5 (enp4s0, mask 255.255.255.0)');
      const general = await doctor(own, ['--json']);
      expect(told(general, 'interfaces')).toMatch(/^warning: No "host"/);
    });

    test('two interfaces in one subnet', async () => {
      const { own, plc } = await machine();
      anotherInterface(own, plc, '192.168.1.77');
      const cli = await doctor(own, [adapter(`  host: ${OWN}\n`), '--json']);
      expect(told(cli, 'interfaces')).toMatch(
        /^warning: .*192\.168\.1\.77 \(enp4s0, mask 255\.255\.255\.0\) is in the same subnet/,
      );
    });

    test('a machine without any address', async () => {
      const cli = await doctor(await Namespace.make(), [adapter(), '--json']);
      expect(told(cli, 'interfaces')).toMatch(/^problem: .*loopback addresses only: 127\.0\.0\.1 \(lo\)/);
      expect(told(cli, 'ports')).toBe('skipped: the adapter has no address yet');
    });

    test('a port that is held: by whom, for root; of which user, for others', async () => {
      const { own } = await machine();
      const pid = await holderIn(own, 2222);
      const root = await doctor(own, [adapter(), '--json']);
      expect(told(root, 'ports')).toContain(`problem: UDP 2222 of ${OWN} is held by process ${pid} (`);
      expect(told(root, 'ports')).toContain(`ok: free: TCP 44818 of ${OWN} and UDP 44818 of ${OWN}`);
      const other = await doctor(own, [adapter(), '--json'], NOBODY);
      expect(told(other, 'ports')).toContain('is held by a process of user 0, which can not be seen from here');
      expect(findings(other, 'ports')[0]?.remedy).toContain('ss -ulpn sport = :2222');
    });

    test('a strict reverse-path filter: with one interface, with two, and with the way back by the other', async () => {
      const { own, plc } = await machine();
      setFilter(own, 'all', 1);
      const config = adapter(`  host: ${OWN}\n  allow: { io: [10.9.0.7] }\n`);
      own.ip(`route add 10.9.0.0/24 via ${PLC}`);
      expect(told(await doctor(own, [config, '--json']), 'reverse-path')).toBe(
        'ok: enp3s0 is strict, and the only interface',
      );
      anotherInterface(own, plc);
      expect(told(await doctor(own, [config, '--json']), 'reverse-path')).toMatch(
        /^warning: enp3s0 is strict, and there is enp4s0 too/,
      );
      own.ip('route replace 10.9.0.0/24 via 10.0.0.1');
      const cli = await doctor(own, [config, '--json']);
      expect(told(cli, 'reverse-path')).toBe(
        'problem: enp3s0 is strict: what 10.9.0.7 sends there is dropped without a word, because the way back leads to enp4s0',
      );
      expect(await arrives(own, plc, '10.9.0.7')).toBe(false);
      // The remedy, as it stands there.
      const remedy = String(findings(cli, 'reverse-path')[0]?.remedy).replace(/ \(loose\).*/, '');
      own.run('sh', '-c', remedy);
      expect(told(await doctor(own, [config, '--json']), 'reverse-path')).toBe('ok: enp3s0: loose');
      expect(await arrives(own, plc, '10.9.0.7')).toBe(true);
    });

    test('multicast: switched off at the interface, and a route that leads elsewhere', async () => {
      const { own, plc } = await machine();
      anotherInterface(own, plc);
      const config = adapter(`  host: ${OWN}\n`);
      own.ip('route add 239.192.0.0/14 dev enp4s0');
      expect(told(await doctor(own, [config, '--json']), 'multicast')).toMatch(
        /^warning: .*by enp3s0, and a route leads to enp4s0/,
      );
      own.ip('route del 239.192.0.0/14 dev enp4s0');
      expect(told(await doctor(own, [config, '--json']), 'multicast')).toMatch(/^ok: .*needs none/);
      own.ip(`link set ${INTERFACE} multicast off`);
      const off = await doctor(own, [config, '--json'], OWN_SYSTEM);
      expect(told(off, 'multicast')).toMatch(/^problem: enp3s0 takes no part in multicast/);
    });

    test('multicast: the adapter sends to its groups by its interface, wherever a route leads', async () => {
      const { own, plc } = await machine();
      anotherInterface(own, plc);
      own.ip('route add 239.192.0.0/14 dev enp4s0');
      await AdapterProcess.start({ host: OWN, port: 44818, ioPort: 2222 }, own.inside);
      const scanner = await ScannerProcess.launch(plc.inside);
      await scanner.do('open', {
        host: OWN,
        bind: PLC,
        config: null,
        rpiMs: 10,
        input: { instance: 100, size: 32, multicast: true },
      });
      await scanner.hears(3);
    });

    test('a container behind a bridge, and one whose cable ends in it', async () => {
      const { own } = await machine(2);
      const inContainer = [
        ...OWN_SYSTEM.slice(0, -2),
        'mount -t sysfs none /sys && mount -t tmpfs none /run && touch /run/.containerenv && exec "$@"',
        'sh',
      ];
      const bridged = await doctor(own, [adapter(), '--json'], inContainer);
      expect(told(bridged, 'container')).toMatch(
        /^problem: in a container \(.*env\) behind a bridge, as 192\.168\.1\.50 \(enp3s0/,
      );
      const clientOnly = await doctor(
        own,
        [fileWith(`client: { protocol: explicit, host: ${PLC} }\n`), '--json', '--timeout', '1'],
        inContainer,
      );
      expect(told(clientOnly, 'container')).toMatch(/^skipped: .*clients get out of any/);
      const host = await Namespace.make();
      plug(host, { name: INTERFACE, address: `${OWN}/24` }, host, { name: 'other0', address: '10.0.0.1/24' });
      const config = adapter(`  host: ${OWN}\n`);
      expect(told(await doctor(host, [config, '--json'], inContainer), 'container')).toMatch(
        /^ok: in a container .*network of the host/,
      );
    });

    test.skipIf(whyNoLimits)(
      `real time as another user, with a limit${whyNoLimits ? ` (skipped: ${whyNoLimits})` : ''}`,
      async () => {
        const { own } = await machine();
        const cli = await doctor(own, [adapter(), '--json'], ['prlimit', '--rtprio=50', ...NOBODY]);
        expect(told(cli, 'real-time')).toBe('ok: priority 50 is within the limit (rtprio 50)');
      },
    );

    test.each([
      [
        'without the capability, and without the right to get it',
        ['setpriv', '--bounding-set', '-sys_nice'],
        'warning',
        'CapabilityBoundingSet|cap_add',
      ],
      ['as another user', NOBODY, 'warning', 'AmbientCapabilities|cap_add'],
      [
        'as another user, with the ambient capability',
        [...NOBODY, '--inh-caps', '+sys_nice', '--ambient-caps', '+sys_nice'],
        'ok',
        'null',
      ],
    ])('real time %s', async (_what, prefix, level, remedy) => {
      const { own } = await machine();
      const cli = await doctor(own, [adapter(), '--json'], prefix);
      expect(told(cli, 'real-time')).toMatch(new RegExp(`^${level}: `));
      expect(String(findings(cli, 'real-time')[0]?.remedy)).toMatch(new RegExp(remedy));
    });

    test.each([
      ['in memory', 'mount -t tmpfs -o size=1g none "$0"', /^warning: .* is on tmpfs: it is in memory/],
      ['without room', 'mount -t tmpfs -o size=3m none "$0"', /problem: 3 MiB are free for .*: too few/],
      ['read-only', 'mount -t tmpfs -o ro none "$0"', /^problem: .*mounted read-only/],
      [
        'of which a part is enough',
        'mount -t tmpfs -o size=100m none "$0"',
        /warning: 100 MiB are free .*may grow by 640 MiB/,
      ],
    ])('a spool on a disk %s', async (_what, mount, expected) => {
      const disk = mkdtempSync(join(folder, 'disk-'));
      const config = fileWith(`telemetry: { spool: { folder: ${disk}/spool, sinks: { x: {} } } }\n`);
      const prefix = ['unshare', '-m', 'sh', '-c', `${mount} && exec "$@"`, disk];
      const cli = await doctor(await Namespace.make(), [config, '--json'], prefix);
      expect(told(cli, 'spool')).toMatch(expected);
    });
  },
);

/** Whether a datagram from that address, sent by the PLC's side, gets to UDP 2222 of ours. */
async function arrives(own: Namespace, plc: Namespace, from: string): Promise<boolean> {
  const listen = `const s = require('node:dgram').createSocket('udp4'); s.on('message', (m, { address }) => { console.log(address); if (address !== '${from}') process.exit(); }); s.bind(2222, () => console.log('ready'))`;
  const [command = '', ...rest] = [...(own.inside.prefix ?? []), process.execPath, '-e', listen];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
  await once(reader, 'line');
  plc.run('sh', '-c', `ip addr show dev plc0 | grep -q ${from} || ip addr add ${from}/32 dev plc0`);
  // The second one is never dropped: when it is there, the first one was, or never will be.
  for (const address of [from, PLC]) {
    const send = `const s = require('node:dgram').createSocket('udp4'); s.bind(0, '${address}', () => s.send('x', 2222, '${OWN}', () => s.close()))`;
    plc.run(process.execPath, '-e', send);
  }
  await once(child, 'exit');
  reader.close();
  return lines.includes(from);
}
