/** The HTTP server: opens, and is gone when it is closed. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EipConnectionError } from '../../errors.js';
import { Connections } from './connections.js';
import { LIMITS } from './limits.js';

export class Listener {
  private constructor(
    private readonly server: Server,
    private readonly connections: Connections,
    readonly host: string,
    readonly port: number,
  ) {}

  /** @throws EipConnectionError EIP_PORT_IN_USE, EIP_PORT_DENIED, EIP_ADDRESS_UNAVAILABLE, EIP_OPEN_FAILED */
  static async open(host: string, port: number, listener: RequestListener): Promise<Listener> {
    const server = createServer({
      requestTimeout: LIMITS.requestMs,
      headersTimeout: LIMITS.requestMs,
      keepAliveTimeout: LIMITS.idleMs,
      connectionsCheckingInterval: LIMITS.checkMs,
      maxHeaderSize: LIMITS.headerBytes,
    });
    server.maxHeadersCount = LIMITS.headers;
    server.maxRequestsPerSocket = LIMITS.requests;
    server.timeout = LIMITS.stalledMs;
    const connections = new Connections(server);
    server.on('request', listener);
    await listening(server, host, port);
    const { address, port: given } = server.address() as AddressInfo;
    return new Listener(server, connections, address, given);
  }

  /** Others than this machine can reach it. */
  get isPublic(): boolean {
    return !/^(127\.|::1$|::ffff:127\.)/.test(this.host);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((done) => this.server.close(() => done()));
    const settle = this.connections.close();
    await closed;
    settle();
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // Later ones are of a connection that could not be taken, and there will be others.
    server.on('error', (error: NodeJS.ErrnoException) => reject(notOpened(error, host, port)));
    server.listen({ host, port }, () => resolve());
  });
}

function notOpened(cause: NodeJS.ErrnoException, address: string, port: number): EipConnectionError {
  const details = { cause, address, port, transport: 'tcp' as const };
  const where = `TCP port ${port} of ${address}, for health and metrics`;
  if (cause.syscall === 'getaddrinfo') {
    return new EipConnectionError('EIP_ADDRESS_UNAVAILABLE', `${address} is no name that is known here`, details);
  }
  switch (cause.code) {
    case 'EADDRINUSE':
      return new EipConnectionError('EIP_PORT_IN_USE', `${where}, is in use by another program`, details);
    case 'EADDRNOTAVAIL':
      return new EipConnectionError('EIP_ADDRESS_UNAVAILABLE', `${address} is no address of this machine`, details);
    case 'EACCES':
      return new EipConnectionError('EIP_PORT_DENIED', `${where}, may not be opened by this user`, details);
    default:
      return new EipConnectionError('EIP_OPEN_FAILED', `${where}, could not be opened: ${cause.message}`, details);
  }
}
