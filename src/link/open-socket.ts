import { connect, type OnReadOpts, type Socket } from 'node:net';
import { EXPLICIT_PORT } from '../cip/index.js';
import { bounded } from './bounded.js';
import { connectFailed } from './failures.js';

export interface SocketOptions {
  /** Name or IPv4 address of the target. */
  readonly host: string;
  /** Default 44818. */
  readonly port?: number | undefined;
  /** Our own IPv4 address; default: the one the route to the target has. */
  readonly bind?: string | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Received bytes go to this callback instead of the event `data`. */
  readonly onread?: OnReadOpts | undefined;
}

/** A TCP connection to a target. @throws EipConnectionError, or the signal's reason; nothing is left open then. */
export function openSocket(options: SocketOptions): Promise<Socket> {
  const { host, port = EXPLICIT_PORT, bind, timeoutMs, signal, onread } = options;
  const target = { address: host, port };
  const local = { ...(bind && { localAddress: bind }), ...(onread && { onread }) };
  const socket = connect({ host, port, family: 4, noDelay: true, ...local });
  const timeoutError = () => connectFailed(target, bind, undefined);
  return bounded<Socket>({ timeoutMs, signal, timeoutError }, (resolve, reject) => {
    const onConnect = (): void => resolve(socket);
    const onError = (error: Error): void => reject(connectFailed(target, bind, error));
    socket.once('connect', onConnect).once('error', onError);
    return () => socket.off('connect', onConnect).off('error', onError);
  }).catch((error: unknown) => {
    socket.on('error', () => {});
    socket.destroy();
    throw error;
  });
}
