/** Whether the ports of the adapter, and that of health and metrics, are free; if not, who has them. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Check, Surroundings } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';
import { type BoundSocket, type Holder, holderOf, meets, readSockets, type Transport } from '../system/sockets.js';
import { listed } from '../system/words.js';
import { takenBy } from './interfaces.js';

/** A port that is wanted. */
export interface Wanted {
  readonly transport: Transport;
  readonly address: string;
  readonly port: number;
}

export interface PortFacts extends Wanted {
  /** Why it could not be bound; undefined: it could. */
  readonly refusal: string | undefined;
  /** A socket that stands in the way, where one was seen. */
  readonly socket: Pick<BoundSocket, 'address' | 'uid'> | undefined;
  /** Undefined: it can't be seen from here. */
  readonly holder: Holder | undefined;
}

/** Its command line names this package: likely the service that the doctor is asked about. */
const OURS = /eip-native|cli\/main\.js (?:run|adapter)\b/;
const IN_USE = 'EADDRINUSE';

export function judgePorts(ports: readonly PortFacts[]): Judgement[] {
  const taken = ports.flatMap((port) => (port.refusal === undefined ? [] : refused(port)));
  const free = ports.filter(({ refusal }) => refusal === undefined).map(shown);
  return free.length === 0 ? taken : [...taken, ok(`free: ${listed(free)}`)];
}

function shown({ transport, address, port }: Wanted): string {
  return `${transport.toUpperCase()} ${port} of ${address}`;
}

function refused(port: PortFacts): Judgement {
  const { refusal, holder, socket } = port;
  if (refusal === 'EACCES') {
    return problem(
      `${shown(port)} is not for this user`,
      'Ports below 1024 need CAP_NET_BIND_SERVICE; or use the usual ports',
    );
  }
  if (refusal !== IN_USE)
    return problem(`${shown(port)} can't be used: ${refusal}`, 'See that the address is one of this machine');
  if (holder !== undefined && OURS.test(holder.command)) {
    return warning(
      `${shown(port)} is held by process ${holder.pid} (${holder.command})`,
      'When that is the service that you look at, all is well; else end it',
    );
  }
  return problem(`${shown(port)} is held by ${holderText(holder, socket)}`, remedyFor(port));
}

function holderText(holder: Holder | undefined, socket: PortFacts['socket']): string {
  if (holder !== undefined) return `process ${holder.pid} (${holder.command})`;
  if (socket === undefined) return 'a program that can not be seen from here';
  return `a process of user ${socket.uid}, which can not be seen from here (another user's, or in a container)`;
}

function remedyFor({ holder, transport, port }: PortFacts): string {
  const other = 'or give the adapter another address, or another port';
  if (holder !== undefined) return `End it (kill ${holder.pid}, or its service), ${other}`;
  return `Find it as root ("ss -${transport[0]}lpn sport = :${port}") and end it, ${other}`;
}

async function factsOf(wanted: Wanted, { files }: Surroundings): Promise<PortFacts> {
  const refusal = await refusalOf(wanted);
  if (refusal !== IN_USE) return { ...wanted, refusal, socket: undefined, holder: undefined };
  const socket = (await readSockets(files, wanted.transport)).find((one) => meets(one, wanted));
  return { ...wanted, refusal, socket, holder: socket && (await holderOf(socket.inode, files)) };
}

/** It is bound, and given back at once: nobody is answered meanwhile. */
async function refusalOf({ transport, address, port }: Wanted): Promise<string | undefined> {
  try {
    await (transport === 'tcp' ? bindTcp(address, port) : bindUdp(address, port));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

async function bindTcp(host: string, port: number): Promise<void> {
  const server = createServer((socket) => socket.destroy()).listen({ host, port, exclusive: true });
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

async function bindUdp(address: string, port: number): Promise<void> {
  const socket = createSocket('udp4');
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, 'listening');
  } finally {
    socket.close();
  }
}

/** Port 0 is any that is free. */
async function judged(wanted: readonly Wanted[], around: Surroundings): Promise<readonly Judgement[]> {
  const fixed = wanted.filter(({ port }) => port !== 0);
  if (fixed.length === 0) return [skipped('the system chooses the port')];
  return judgePorts(await Promise.all(fixed.map((one) => factsOf(one, around))));
}

export const ports: Check = {
  id: 'ports',
  async run({ adapter, assumed }, around) {
    if (adapter === undefined) return [skipped('no adapter is configured')];
    const address = takenBy(adapter, around.interfaces)?.address ?? (assumed ? '0.0.0.0' : undefined);
    if (address === undefined) return [skipped('the adapter has no address yet')];
    const { port, ioPort } = adapter;
    return judged(
      [
        { transport: 'tcp', address, port },
        { transport: 'udp', address, port },
        { transport: 'udp', address, port: ioPort },
      ],
      around,
    );
  },
};

export const httpPort: Check = {
  id: 'http-port',
  async run({ http }, around) {
    if (http === undefined) return [skipped('no server for health and metrics is configured')];
    return judged([{ transport: 'tcp', address: http.host, port: http.port }], around);
  },
};
