/** Who listens where on this machine: the kernel's tables of sockets, and the processes that have them. */
import { addressOfNumber } from './ipv4.js';
import { ofKernel } from './routes.js';
import type { SystemFiles } from './system-files.js';
import { printable } from './words.js';

export type Transport = 'tcp' | 'udp';

/** A socket that others can't bind beside. */
export interface BoundSocket {
  readonly transport: Transport;
  /** `0.0.0.0`: every address. */
  readonly address: string;
  readonly port: number;
  readonly uid: number;
  readonly inode: string;
}

/** A process as a person knows it. */
export interface Holder {
  readonly pid: number;
  readonly command: string;
}

const LISTENING = '0A';
const EVERY = '0.0.0.0';
/** Of one search: more than a machine has. */
const MOST_DESCRIPTORS = 200_000;
const LINE =
  /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) \S+ \S+ \S+\s+(\d{1,10})\s+\d+\s+(\d{1,20})\b/i;

/** Listening TCP sockets, and bound UDP ones. */
export async function readSockets(files: SystemFiles, transport: Transport): Promise<BoundSocket[]> {
  const tables = [transport, `${transport}6`].map((name) => files.text(`/proc/net/${name}`));
  const texts = await Promise.all(tables);
  return texts.flatMap((text) => socketsIn(text ?? '', transport));
}

/** What is no line of such a table is passed over. */
export function socketsIn(text: string, transport: Transport): BoundSocket[] {
  return text.split('\n').flatMap((line) => {
    const [, local = '', port = '', state = '', uid, inode = ''] = LINE.exec(line) ?? [];
    if (inode === '' || (transport === 'tcp' && state.toUpperCase() !== LISTENING)) return [];
    const address = addressIn(local);
    if (address === undefined) return [];
    return { transport, address, port: Number.parseInt(port, 16), uid: Number(uid), inode };
  });
}

/** Undefined: of IPv6 alone, which nobody of ours binds beside. */
function addressIn(hex: string): string | undefined {
  if (hex.length === 8) return addressOfNumber(ofKernel(hex));
  if (/^0+$/.test(hex)) return EVERY;
  const mapped = /^0{16}(?:FFFF0000|0000FFFF)([0-9A-F]{8})$/i.exec(hex)?.[1];
  return mapped === undefined ? undefined : addressOfNumber(ofKernel(mapped));
}

/** Whether a socket at that address and port would meet this one. */
export function meets(
  { address, port }: BoundSocket,
  wanted: { readonly address: string; readonly port: number },
): boolean {
  const same = address === wanted.address || address === EVERY || wanted.address === EVERY;
  return same && port === wanted.port;
}

/** The process that has a socket; undefined where it can't be seen from here. */
export async function holderOf(inode: string, files: SystemFiles): Promise<Holder | undefined> {
  const wanted = `socket:[${inode}]`;
  const pids = ((await files.names('/proc')) ?? []).filter((name) => /^\d{1,10}$/.test(name));
  let looked = 0;
  for (const pid of pids) {
    const descriptors = (await files.names(`/proc/${pid}/fd`)) ?? [];
    for (const descriptor of descriptors) {
      if (++looked > MOST_DESCRIPTORS) return undefined;
      if ((await files.link(`/proc/${pid}/fd/${descriptor}`)) === wanted)
        return { pid: Number(pid), command: await commandOf(pid, files) };
    }
  }
  return undefined;
}

async function commandOf(pid: string, files: SystemFiles): Promise<string> {
  const line = ((await files.text(`/proc/${pid}/cmdline`, 4_096)) ?? '').replace(/\0+$/, '').replace(/\0/g, ' ');
  return printable(line === '' ? ((await files.line(`/proc/${pid}/comm`)) ?? 'without a name') : line);
}
