/** The TCP server: opens, hands over its connections, and is gone when it is closed. */
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { EipConnectionError } from '../../errors.js';

export class Listener {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: NetServer,
    readonly port: number,
  ) {}

  /** @throws EipConnectionError with what the system said. */
  static async open(
    host: string,
    port: number,
    mostSockets: number,
    connected: (socket: Socket) => void,
  ): Promise<Listener> {
    const server = createServer({ noDelay: true });
    await listening(server, host, port);
    const listener = new Listener(server, (server.address() as { port: number }).port);
    server.maxConnections = mostSockets;
    server.on('connection', (socket) => {
      listener.sockets.add(socket);
      socket.once('close', () => listener.sockets.delete(socket));
      connected(socket);
    });
    return listener;
  }

  /** Every connection at once, as when the cable is pulled and plugged in again. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  get connections(): number {
    return this.sockets.size;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((done) => this.server.close(() => done()));
    this.cutAll();
    await closed;
  }
}

function listening(server: NetServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => reject(notOpened(error, host, port)));
    server.listen({ host, port }, () => resolve());
  });
}

function notOpened(cause: NodeJS.ErrnoException, address: string, port: number): EipConnectionError {
  const details = { cause, address, port, transport: 'tcp' as const };
  const where = `TCP port ${port} of ${address}`;
  switch (cause.code) {
    case 'EADDRINUSE':
      return new EipConnectionError('EIP_PORT_IN_USE', `${where} is in use by another program`, details);
    case 'EADDRNOTAVAIL':
      return new EipConnectionError('EIP_ADDRESS_UNAVAILABLE', `${address} is no address of this machine`, details);
    case 'EACCES':
      return new EipConnectionError('EIP_PORT_DENIED', `${where} may not be opened by this user`, details);
    default:
      return new EipConnectionError('EIP_OPEN_FAILED', `${where} could not be opened: ${cause.message}`, details);
  }
}
