import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  decodeEncapsulation,
  type EncapsulationInit,
  type EncapsulationMessage,
  EXPLICIT_PORT,
  encodeEncapsulation,
} from '../cip/index.js';
import { bounded } from '../link/bounded.js';
import { bindFailed, replyTimedOut, understood } from '../link/failures.js';
import type { WireEnd, WireTap } from '../link/wire-tap.js';

export interface DatagramOptions {
  /** IPv4 address of the target. */
  readonly host: string;
  /** UDP port, default 44818. */
  readonly port?: number;
  /** Our own IPv4 address; default: any, the system chooses. */
  readonly bind?: string;
  /** Milliseconds to wait for the reply, default 1,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly tap?: WireTap;
}

const DEFAULT_DATAGRAM_TIMEOUT_MS = 1_000;

/**
 * Sends one encapsulation message, or bytes as they are, by UDP and waits for the first datagram that comes back from
 * the target: ListIdentity and the like.
 * @throws EipTimeoutError when the target stays silent, EipConnectionError when `bind` is not to be had.
 */
export async function exchangeDatagram(
  message: EncapsulationInit | Uint8Array,
  options: DatagramOptions,
): Promise<EncapsulationMessage> {
  const { host, port = EXPLICIT_PORT, bind, timeoutMs = DEFAULT_DATAGRAM_TIMEOUT_MS, signal, tap } = options;
  const target: WireEnd = { address: host, port };
  const bytes = message instanceof Uint8Array ? message : encodeEncapsulation(message);
  const command = message instanceof Uint8Array ? 0 : message.command;
  const socket = createSocket('udp4');
  try {
    const local = await bound(socket, bind);
    const timeoutError = () => replyTimedOut(target, command, timeoutMs);
    const reply = await bounded<Uint8Array>({ timeoutMs, signal, timeoutError }, (resolve, reject) => {
      socket.on('message', (received, from) => {
        if (from.address === host) resolve(received);
      });
      socket.on('error', reject);
      tap?.({ transport: 'udp', from: local, to: target, bytes });
      socket.send(bytes, port, host);
      return () => socket.removeAllListeners('message');
    });
    tap?.({ transport: 'udp', from: target, to: local, bytes: reply });
    return understood(target, () => decodeEncapsulation(reply));
  } finally {
    socket.close();
  }
}

async function bound(socket: ReturnType<typeof createSocket>, bind: string | undefined): Promise<WireEnd> {
  const wanted: WireEnd = { address: bind ?? '0.0.0.0', port: 0 };
  try {
    socket.bind(wanted);
    await once(socket, 'listening');
  } catch (error) {
    throw bindFailed(wanted, error as Error);
  }
  return socket.address();
}
