import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { bindFailed } from '../link/failures.js';
import type { WireEnd, WireTap } from '../link/wire-tap.js';
import { joinFailed } from './failures.js';

/** Enough for some hundred packets that wait while the event loop is busy. */
const RECEIVE_BUFFER_BYTES = 1 << 20;

export type DatagramHandler = (bytes: Uint8Array, from: WireEnd) => void;

/** A UDP socket of cyclic data. */
export class IoSocket {
  onDatagram: DatagramHandler = () => {};
  /** The system refused to send one datagram; the next one may pass. */
  onSendError: () => void = () => {};
  onError: (error: Error) => void = () => {};

  private constructor(
    private readonly socket: Socket,
    readonly local: WireEnd,
    private readonly tap: WireTap | undefined,
  ) {
    socket.on('message', (bytes, { address, port }) => {
      const from = { address, port };
      tap?.({ transport: 'udp', from, to: local, bytes });
      this.onDatagram(bytes, from);
    });
    socket.on('error', (error) => this.onError(error));
  }

  /** @param local port 0 = any free one. @throws EipConnectionError when the address or port is not to be had. */
  static async bind(local: WireEnd, tap?: WireTap): Promise<IoSocket> {
    const socket = newSocket({});
    await opened(socket, local, (error) => bindFailed(local, error));
    return new IoSocket(socket, { address: local.address, port: socket.address().port }, tap);
  }

  /**
   * Receives what is sent to a group, as any number of others on this machine may do. Bound to the group, the socket
   * gets nothing that is meant for somebody else on that port.
   * @param ours address of the interface. @throws EipConnectionError when the group is not to be had.
   */
  static async join(group: WireEnd, ours: string, tap?: WireTap): Promise<IoSocket> {
    const socket = newSocket({ reuseAddr: true });
    await opened(
      socket,
      group,
      (error) => joinFailed(group, ours, error),
      () => socket.addMembership(group.address, ours),
    );
    return new IoSocket(socket, group, tap);
  }

  send(bytes: Uint8Array, to: WireEnd): void {
    this.socket.send(bytes, to.port, to.address, (error) => {
      if (error) this.onSendError();
    });
    this.tap?.({ transport: 'udp', from: this.local, to, bytes });
  }

  /** The port is free when this returns. Once only. */
  close(): void {
    this.socket.close();
  }
}

/** The addresses are numbers already; Node would look each of them up for every packet. */
function newSocket(options: { readonly reuseAddr?: boolean }): Socket {
  return createSocket({
    ...options,
    type: 'udp4',
    lookup: (address, _options, callback) => callback(null, address, 4),
  });
}

/** Binds, and closes the socket when that or `then` fails. */
async function opened(
  socket: Socket,
  local: WireEnd,
  failure: (error: Error) => Error,
  then: () => void = () => {},
): Promise<void> {
  try {
    // Without a look-up the event comes before bind() returns.
    const listening = once(socket, 'listening');
    socket.bind({ ...local, exclusive: true });
    await listening;
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    then();
  } catch (error) {
    socket.close();
    throw failure(error as Error);
  }
}
