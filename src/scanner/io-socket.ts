import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { bindFailed } from './failures.js';
import type { WireEnd, WireTap } from './wire-tap.js';

/** Enough for some hundred packets that wait while the event loop is busy. */
const RECEIVE_BUFFER_BYTES = 1 << 20;

export type DatagramHandler = (bytes: Uint8Array, from: WireEnd) => void;

/** The UDP socket of cyclic data. */
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
    // The addresses are numbers already; Node would look each of them up for every packet.
    const socket = createSocket({ type: 'udp4', lookup: (address, _options, callback) => callback(null, address, 4) });
    try {
      // Without a look-up the event comes before bind() returns.
      const listening = once(socket, 'listening');
      socket.bind({ ...local, exclusive: true });
      await listening;
      socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    } catch (error) {
      socket.close();
      throw bindFailed(local, error as Error);
    }
    return new IoSocket(socket, { address: local.address, port: socket.address().port }, tap);
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
