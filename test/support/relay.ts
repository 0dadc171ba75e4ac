import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Reassembly } from '../../src/link/reassembly.js';
import type { WireEnd, WirePacket } from '../../src/testing.js';

/** What becomes of a reply: `send` may be called never, late, or often. */
export type ReplyScript = (bytes: Uint8Array, send: (bytes: Uint8Array) => void) => void;

/** A TCP relay in front of a target that keeps every encapsulation message that goes through it. */
export class Relay {
  readonly packets: WirePacket[] = [];
  /** Of what the target sends; changed at any time. */
  onReply: ReplyScript = (bytes, send) => send(bytes);
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly to: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async listen(
    host: string,
    port: number,
    to: { readonly host: string; readonly port: number },
  ): Promise<Relay> {
    const server = createServer().listen(port, host);
    await once(server, 'listening');
    return new Relay(server, to);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** All connections through it have ended. */
  async ended(): Promise<void> {
    for (const socket of this.sockets) if (!socket.closed) await once(socket, 'close');
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    const target = connect({ ...this.to, noDelay: true });
    const clientEnd = { address: client.remoteAddress ?? '', port: client.remotePort ?? 0 };
    const targetEnd = { address: client.localAddress ?? '', port: client.localPort ?? 0 };
    const send = (sink: Socket) => (bytes: Uint8Array) => void (sink.writable && sink.write(bytes));
    const toClient = send(client);
    this.pass(client, target, clientEnd, targetEnd, send(target));
    this.pass(target, client, targetEnd, clientEnd, (bytes) => this.onReply(bytes, toClient));
  }

  private pass(source: Socket, sink: Socket, from: WireEnd, to: WireEnd, forward: (bytes: Uint8Array) => void): void {
    const reassembly = new Reassembly();
    this.sockets.add(source);
    source.on('error', () => sink.destroy());
    source.on('close', () => {
      this.sockets.delete(source);
      sink.end();
    });
    source.on('data', (chunk) => {
      for (const message of reassembly.push(chunk)) {
        const bytes = Uint8Array.from(message);
        this.packets.push({ transport: 'tcp', from, to, bytes });
        forward(bytes);
      }
    });
  }
}
