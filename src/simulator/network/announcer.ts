/** UDP: says who the controller is, asked alone or by broadcast (docs/protocol.md, "ListIdentity"). */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import {
  CipDecodeError,
  decodeEncapsulation,
  EncapsulationCommand,
  encodeEncapsulation,
  encodeListIdentityReply,
  type ListedIdentity,
} from '../../cip/index.js';
import { broadcastOf, LIMITED_BROADCAST } from '../../link/broadcast.js';
import { bindFailed } from '../../link/failures.js';

export class Announcer {
  private constructor(
    /** Answers leave from here: their address is the controller's. */
    private readonly own: Socket,
    private readonly identity: () => ListedIdentity,
  ) {}

  private readonly sockets: Socket[] = [];

  /**
   * A socket on one address gets no broadcasts on Linux, so those have sockets of their own, shared with whoever else
   * listens on this machine. Where they can't be had the controller is found by its address alone.
   * @throws EipConnectionError when the port of its own address can't be had.
   */
  static async open(host: string, port: number, identity: () => ListedIdentity): Promise<Announcer> {
    const own = await bound(host, port, false);
    const announcer = new Announcer(own, identity);
    announcer.listen(own);
    const heard = await Promise.allSettled(broadcastsTo(host).map((address) => bound(address, port, true)));
    for (const result of heard) if (result.status === 'fulfilled') announcer.listen(result.value);
    return announcer;
  }

  async close(): Promise<void> {
    await Promise.all(this.sockets.map((socket) => new Promise<void>((done) => socket.close(() => done()))));
  }

  private listen(socket: Socket): void {
    this.sockets.push(socket);
    // What the system tells of answers that did not arrive ends nothing.
    socket.on('error', () => {});
    socket.on('message', (bytes, from) => this.hear(bytes, from));
  }

  private hear(bytes: Uint8Array, from: RemoteInfo): void {
    const context = contextOf(bytes);
    if (context === undefined) return;
    const data = encodeListIdentityReply(this.identity());
    const reply = encodeEncapsulation({ command: EncapsulationCommand.listIdentity, context, data });
    this.own.send(reply, from.port, from.address, () => {});
  }
}

/** Sender context of a ListIdentity request; undefined for anything else. */
function contextOf(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const { command, status, options, context } = decodeEncapsulation(bytes);
    return command === EncapsulationCommand.listIdentity && status === 0 && options === 0 ? context : undefined;
  } catch (error) {
    if (error instanceof CipDecodeError) return undefined;
    throw error;
  }
}

/** An address that stands for all of this machine gets broadcasts by itself. */
function broadcastsTo(host: string): string[] {
  if (host === '0.0.0.0') return [];
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  // Every 127.x.x.x is an address of the loopback interface, which names only one.
  const isOwn = ({ address }: { address: string }) => address === host || (isLoopback(host) && isLoopback(address));
  const netmask = all.find(isOwn)?.netmask ?? '';
  return [...new Set([broadcastOf(host, netmask), LIMITED_BROADCAST])];
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}

async function bound(address: string, port: number, reuseAddr: boolean): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr });
  try {
    socket.bind(port, address);
    await once(socket, 'listening');
    return socket;
  } catch (error) {
    socket.close();
    throw bindFailed({ address, port }, error as Error);
  }
}
