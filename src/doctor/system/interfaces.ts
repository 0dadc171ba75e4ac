/** The addresses of this machine, and what kind of interface has each. */
import { networkInterfaces } from 'node:os';
import type { SystemFiles } from './system-files.js';

/**
 * `hardware`: a network card, or what a virtual machine has for one. `veth`: one end of a cable whose other end is in
 * another network namespace, as of a container on a bridge. `own`: has an address of its own on the wire of another interface
 * (macvlan, ipvlan, VLAN). `bridge`, `tunnel`, `wireless` as they say. `unknown`: the system does not tell.
 */
export type InterfaceKind = 'hardware' | 'wireless' | 'veth' | 'own' | 'bridge' | 'tunnel' | 'loopback' | 'unknown';

export interface Interface {
  readonly name: string;
  readonly address: string;
  readonly netmask: string;
  readonly internal: boolean;
  readonly kind: InterfaceKind;
  /** Takes part in multicast; undefined: the system does not tell. */
  readonly multicast: boolean | undefined;
  /** Reverse-path filter in force: 0 off, 1 strict, 2 loose; undefined: the system does not tell. */
  readonly reversePath: number | undefined;
}

const MULTICAST_FLAG = 0x1000;

type Systems = ReturnType<typeof networkInterfaces>;

/** Those that are up and have an IPv4 address, one for each. */
export async function readInterfaces(
  files: SystemFiles,
  systems: () => Systems = networkInterfaces,
): Promise<Interface[]> {
  const all = await reversePathOf(files, 'all');
  const found = Object.entries(systems()).flatMap(([name, addresses = []]) =>
    addresses.filter(({ family }) => family === 'IPv4').map((address) => ({ name, address })),
  );
  return Promise.all(
    found.map(async ({ name, address: { address, netmask, internal } }) => {
      const own = await reversePathOf(files, name);
      return {
        name,
        address,
        netmask,
        internal,
        kind: internal ? 'loopback' : await kindOf(files, name),
        multicast: await isMulticast(files, name),
        // The kernel takes the larger one.
        reversePath: own === undefined ? all : Math.max(own, all ?? 0),
      };
    }),
  );
}

async function reversePathOf(files: SystemFiles, name: string): Promise<number | undefined> {
  const text = await files.line(`/proc/sys/net/ipv4/conf/${name}/rp_filter`);
  return text !== undefined && /^[012]$/.test(text) ? Number(text) : undefined;
}

async function isMulticast(files: SystemFiles, name: string): Promise<boolean | undefined> {
  const text = await files.line(`/sys/class/net/${name}/flags`);
  if (text === undefined || !/^0x[0-9a-f]{1,8}$/i.test(text)) return undefined;
  return (Number(text) & MULTICAST_FLAG) !== 0;
}

async function kindOf(files: SystemFiles, name: string): Promise<InterfaceKind> {
  const at = `/sys/class/net/${name}`;
  const [index, link] = [await files.line(`${at}/ifindex`), await files.line(`${at}/iflink`)];
  if (index === undefined || link === undefined) return 'unknown';
  if (await files.exists(`${at}/wireless`)) return 'wireless';
  if (await files.exists(`${at}/device`)) return 'hardware';
  if (await files.exists(`${at}/bridge`)) return 'bridge';
  if (await files.exists(`${at}/tun_flags`)) return 'tunnel';
  const type = /^DEVTYPE=(\w+)/m.exec((await files.text(`${at}/uevent`, 4_096)) ?? '')?.[1];
  if (type === 'bond' || type === 'team') return 'hardware';
  if (type === 'vlan' || type === 'macvlan' || type === 'ipvlan') return 'own';
  return index === link || (await leadsBack(files, index, link)) ? 'unknown' : 'veth';
}

/** Both ends of the cable are in this namespace. */
async function leadsBack(files: SystemFiles, index: string, link: string): Promise<boolean> {
  for (const name of (await files.names('/sys/class/net')) ?? []) {
    const at = `/sys/class/net/${name}`;
    if ((await files.line(`${at}/ifindex`)) === link && (await files.line(`${at}/iflink`)) === index) return true;
  }
  return false;
}
