/** What the system tells, and what only looks like it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interface, readInterfaces } from '../../../src/doctor/system/interfaces.js';
import { addressOfNumber, isReservedIn, isSameSubnet, numberOf } from '../../../src/doctor/system/ipv4.js';
import { mountIn } from '../../../src/doctor/system/mounts.js';
import { readRoutes, routesIn, routeTo } from '../../../src/doctor/system/routes.js';
import { holderOf, meets, readSockets, socketsIn } from '../../../src/doctor/system/sockets.js';
import { listed, printable } from '../../../src/doctor/system/words.js';
import { systemOf } from './facts.js';

describe('addresses', () => {
  it.each([
    ['192.168.1.50', 0xc0a80132],
    ['255.255.255.255', 0xffffffff],
    ['0.0.0.0', 0],
  ])('%s is %i', (text, number) => {
    expect(numberOf(text)).toBe(number);
    expect(addressOfNumber(number)).toBe(text);
  });

  it.each([
    ['192.168.1.1', '192.168.1.254', '255.255.255.0', true],
    ['192.168.1.1', '192.168.2.1', '255.255.255.0', false],
    ['192.168.1.1', '10.0.0.1', '0.0.0.0', true],
    ['224.0.0.1', '224.0.0.2', '255.255.255.255', false],
  ])('%s and %s with %s: %s', (one, other, mask, expected) => expect(isSameSubnet(one, other, mask)).toBe(expected));

  it.each([
    ['192.168.1.0', '255.255.255.0', true],
    ['192.168.1.255', '255.255.255.0', true],
    ['192.168.1.1', '255.255.255.0', false],
    ['192.168.1.1', '255.255.255.254', false],
    ['192.168.1.3', '255.255.255.252', true],
    ['192.168.1.1', '255.255.255.255', false],
  ])('%s with %s is nobody: %s', (address, mask, expected) => expect(isReservedIn(address, mask)).toBe(expected));
});

describe('routes', () => {
  const text = [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0',
    'eth1\t00000000\t0102A8C0\t0003\t0\t0\t50\t00000000\t0\t0\t0',
    'eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    'eth2\t0003A8C0\t00000000\t0000\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    '*\t0004A8C0\t00000000\t0201\t0\t0\t0\t00FFFFFF\t0\t0\t0',
  ].join('\n');

  it('are read as the kernel writes them, those that are down left out', () =>
    expect(routesIn(text).map(({ interface: name, mask }) => [name, addressOfNumber(mask)])).toEqual([
      ['eth0', '0.0.0.0'],
      ['eth1', '0.0.0.0'],
      ['eth0', '255.255.255.0'],
      ['*', '255.255.255.0'],
    ]));

  it.each([
    ['192.168.1.7', 'eth0', false],
    ['10.0.0.1', 'eth1', false],
    ['192.168.4.7', '*', true],
  ])('%s goes by %s', (address, name, rejects) =>
    expect(routeTo(address, routesIn(text))).toMatchObject({ interface: name, rejects }),
  );

  it('without one there is none', () => expect(routeTo('10.0.0.1', [])).toBeUndefined());

  it('that can not be read are not told', async () => expect(await readRoutes(systemOf({}))).toBeUndefined());

  it('any text is a table or none', () => {
    fc.assert(fc.property(fc.string(), (any) => Array.isArray(routesIn(any))));
    const mangled = fc
      .tuple(fc.nat(text.length), fc.string())
      .map(([at, with_]) => text.slice(0, at) + with_ + text.slice(at + 1));
    fc.assert(fc.property(mangled, (any) => routesIn(any).every(({ mask }) => mask >= 0 && mask <= 0xffffffff)));
  });
});

describe('sockets', () => {
  const row = (local: string, state: string, uid: number, inode: number) =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 1 00000000d5d20c51 100 0 0 10 0`;
  const tables = {
    'proc/net/tcp': ['  sl  local_address', row('3201A8C0:AF12', '0A', 0, 11), row('3201A8C0:AF12', '01', 0, 12)].join(
      '\n',
    ),
    'proc/net/tcp6': row('00000000000000000000000000000000:AF12', '0A', 997, 13),
    'proc/net/udp': row('00000000:08AE', '07', 33, 14),
    'proc/net/udp6': [
      row('0000000000000000FFFF00003201A8C0:08AE', '07', 33, 15),
      row('B80D0120000000000000000001000000:08AE', '07', 33, 16),
    ].join('\n'),
  };

  it('are those that listen, of both families', async () => {
    const files = systemOf(tables);
    expect(await readSockets(files, 'tcp')).toEqual([
      { transport: 'tcp', address: '192.168.1.50', port: 44818, uid: 0, inode: '11' },
      { transport: 'tcp', address: '0.0.0.0', port: 44818, uid: 997, inode: '13' },
    ]);
    expect(await readSockets(files, 'udp')).toEqual([
      { transport: 'udp', address: '0.0.0.0', port: 2222, uid: 33, inode: '14' },
      { transport: 'udp', address: '192.168.1.50', port: 2222, uid: 33, inode: '15' },
    ]);
  });

  it.each([
    ['0.0.0.0', '192.168.1.50', 2222, true],
    ['192.168.1.50', '0.0.0.0', 2222, true],
    ['192.168.1.50', '192.168.1.50', 2222, true],
    ['192.168.1.51', '192.168.1.50', 2222, false],
    ['0.0.0.0', '0.0.0.0', 2223, false],
  ])('one at %s meets %s:%i: %s', (address, wanted, port, expected) =>
    expect(meets({ transport: 'udp', address, port: 2222, uid: 0, inode: '1' }, { address: wanted, port })).toBe(
      expected,
    ),
  );

  it.each<[string, Record<string, string>, object | undefined]>([
    [
      'with its command line',
      { 'proc/7/fd/3': '->socket:[14]', 'proc/7/cmdline': 'node\0server.js\0\0' },
      { pid: 7, command: 'node server.js' },
    ],
    [
      'without one, by its name',
      { 'proc/7/fd/3': '->socket:[14]', 'proc/7/cmdline': '', 'proc/7/comm': 'kworker\n' },
      { pid: 7, command: 'kworker' },
    ],
    ['without any', { 'proc/7/fd/3': '->socket:[14]' }, { pid: 7, command: 'without a name' }],
    [
      'that plays with the terminal',
      { 'proc/7/fd/3': '->socket:[14]', 'proc/7/cmdline': '\u001b[2Jx\n\0y' },
      { pid: 7, command: '?[2Jx? y' },
    ],
    [
      'with a name without end',
      { 'proc/7/fd/3': '->socket:[14]', 'proc/7/cmdline': 'x'.repeat(100_000) },
      { pid: 7, command: `${'x'.repeat(160)}...` },
    ],
    [
      'that another process has',
      { 'proc/7/fd/3': '->socket:[15]', 'proc/7x/fd/3': '->socket:[14]', 'proc/8': 'a file' },
      undefined,
    ],
    ['nobody', {}, undefined],
  ])('the holder: %s', async (_what, files, expected) =>
    expect(await holderOf('14', systemOf(files))).toEqual(expected),
  );

  it('any text is a table or none', () => {
    const line = row('3201A8C0:AF12', '0A', 0, 11);
    fc.assert(fc.property(fc.string(), (any) => Array.isArray(socketsIn(any, 'tcp'))));
    const mangled = fc
      .tuple(fc.nat(line.length), fc.string())
      .map(([at, with_]) => line.slice(0, at) + with_ + line.slice(at + 1));
    fc.assert(fc.property(mangled, (any) => socketsIn(any, 'udp').every(({ port }) => port <= 0xffff)));
  });

  it('a line without end is looked at once', () => {
    expect(socketsIn(`0: ${'0'.repeat(4_000_000)}`, 'tcp')).toEqual([]);
    expect(socketsIn(`0: 00000000:0001 00000000:0000 07 ${' '.repeat(1_000_000)}x`, 'udp')).toEqual([]);
  });
});

describe('interfaces', () => {
  type Systems = Parameters<typeof readInterfaces>[1] & {};
  const systems = (name: string, internal = false) =>
    (() => ({
      [name]: [
        { address: '10.0.0.1', netmask: '255.255.255.0', family: 'IPv4', mac: '', internal, cidr: null },
        { address: 'fe80::1', netmask: 'ffff::', family: 'IPv6', mac: '', internal, cidr: null, scopeid: 1 },
      ],
    })) as Systems;
  const net = (name: string, texts: Record<string, string>) =>
    Object.fromEntries(Object.entries(texts).map(([file, text]) => [`sys/class/net/${name}/${file}`, text]));
  const indices = { ifindex: '2\n', iflink: '2\n' };
  it.each<[string, Record<string, string>, Partial<Interface>]>([
    ['hardware', net('eth0', { ...indices, 'device/x': '', flags: '0x1003\n' }), { kind: 'hardware', multicast: true }],
    [
      'wireless',
      net('eth0', { ...indices, 'device/x': '', 'wireless/x': '' }),
      { kind: 'wireless', multicast: undefined },
    ],
    ['a bridge', net('eth0', { ...indices, 'bridge/x': '', flags: '0x3\n' }), { kind: 'bridge', multicast: false }],
    ['a tunnel', net('eth0', { ...indices, tun_flags: '1' }), { kind: 'tunnel' }],
    ['a bond', net('eth0', { ...indices, uevent: 'DEVTYPE=bond\n' }), { kind: 'hardware' }],
    ['a VLAN', net('eth0', { ifindex: '5', iflink: '2', uevent: 'INTERFACE=x\nDEVTYPE=vlan\n' }), { kind: 'own' }],
    [
      'a cable out of the namespace',
      net('eth0', { ifindex: '5', iflink: '6', uevent: 'IFINDEX=5\n' }),
      { kind: 'veth' },
    ],
    [
      'a cable with both ends here',
      { ...net('eth0', { ifindex: '5', iflink: '6' }), ...net('eth1', { ifindex: '6', iflink: '5' }) },
      { kind: 'unknown' },
    ],
    [
      'a cable out, and another interface with the number of its end',
      { ...net('eth0', { ifindex: '5', iflink: '6' }), ...net('eth1', { ifindex: '6', iflink: '6' }) },
      { kind: 'veth' },
    ],
    ['something else', net('eth0', indices), { kind: 'unknown' }],
    ['not told', {}, { kind: 'unknown', multicast: undefined, reversePath: undefined }],
    ['flags that are none', net('eth0', { flags: '0x'.padEnd(60_000, 'f') }), { multicast: undefined }],
    [
      'the filter of all is the larger',
      { 'proc/sys/net/ipv4/conf/all/rp_filter': '2\n', 'proc/sys/net/ipv4/conf/eth0/rp_filter': '1\n' },
      { reversePath: 2 },
    ],
    [
      'its own is the larger',
      { 'proc/sys/net/ipv4/conf/all/rp_filter': '0\n', 'proc/sys/net/ipv4/conf/eth0/rp_filter': '1\n' },
      { reversePath: 1 },
    ],
    ['the filter is no number', { 'proc/sys/net/ipv4/conf/eth0/rp_filter': 'yes\n' }, { reversePath: undefined }],
  ])('%s', async (_what, files, expected) => {
    const found = await readInterfaces(systemOf(files), systems('eth0'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ name: 'eth0', address: '10.0.0.1', ...expected });
  });

  it('loopback is known by the system', async () =>
    expect(await readInterfaces(systemOf({}), systems('lo', true))).toMatchObject([{ kind: 'loopback' }]));
});

describe('mounts', () => {
  const text = [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard',
    '40 27 0:50 / /data rw,relatime shared:5 - nfs4 server:/x rw,vers=4.2',
    '41 27 0:51 / /data/local\\040disk ro,relatime - xfs /dev/vdb rw',
    '42 27 0:52 / /data rw - tmpfs tmpfs rw',
    'nonsense',
    '43 27 0:53 / /with rw - ',
    `44 27 0:54 / /with rw - ${'x'.repeat(100)} y z`,
  ].join('\n');
  it.each([
    ['/var/lib/x', 'ext4', false],
    ['/data', 'tmpfs', false],
    ['/data/spool', 'tmpfs', false],
    ['/database', 'ext4', false],
    ['/data/local disk/spool', 'xfs', true],
    ['/with/in', 'ext4', false],
  ])('%s is on %s', (path, type, readOnly) => expect(mountIn(text, path)).toEqual({ type, readOnly }));

  it('of an empty table nothing is told', () => expect(mountIn('', '/')).toBeUndefined());
});

describe('files', () => {
  it('are cut off where they are too long', async () => {
    const files = systemOf({ long: 'x'.repeat(200_000) });
    expect((await files.text('long', 70_000))?.length).toBe(70_000);
    expect((await files.text('long'))?.length).toBe(200_000);
  });

  it('that are folders, or not there, are not told', async () => {
    const files = systemOf({ 'folder/x': '' });
    expect([
      await files.text('folder'),
      await files.text('none'),
      await files.names('none'),
      await files.link('folder'),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('words', () => {
  it.each([
    [['a'], 'a'],
    [['a', 'b', 'c'], 'a, b and c'],
    [[], ''],
  ])('%j is listed as "%s"', (names, text) => expect(listed(names)).toBe(text));
  it('long ones are cut', () => expect(printable('abc', 2)).toBe('ab...'));
});
