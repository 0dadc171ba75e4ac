/** A TCP relay in front of a broker that can be a bad line: slow, cut, or silent. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly target: Socket;
}

export class Wire {
  private readonly pairs = new Set<Pair>();
  private readonly onBytes: ((bytes: number) => void)[] = [];
  private isSilent = false;
  private isRefusing = false;
  private bytesPerTick = Number.POSITIVE_INFINITY;
  /** Connections made so far. */
  connections = 0;
  /** Bytes that came from clients so far. */
  bytesFromClients = 0;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async listen(targetPort: number): Promise<Wire> {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Wire(server, targetPort);
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get openConnections(): number {
    return this.pairs.size;
  }

  /** Both sides get a reset. */
  cut(): void {
    for (const { client, target } of this.pairs) {
      client.resetAndDestroy();
      target.resetAndDestroy();
    }
  }

  /** New connections are reset at once, until `accept`. */
  refuse(): void {
    this.isRefusing = true;
    this.cut();
  }

  accept(): void {
    this.isRefusing = false;
  }

  /** As a pulled cable: nothing passes any more, nobody is told. */
  silence(): void {
    this.isSilent = true;
    for (const { client, target } of this.pairs) {
      client.pause();
      target.pause();
    }
  }

  /** What waited passes, and new connections do. */
  unsilence(): void {
    this.isSilent = false;
    for (const { client, target } of this.pairs) {
      client.resume();
      target.resume();
    }
  }

  /** Passes so many bytes in a turn of the event loop, each way. */
  slowDown(bytesPerTick: number): void {
    this.bytesPerTick = bytesPerTick;
  }

  /** Resolves when so many more bytes have come from clients. */
  async passed(bytes: number): Promise<void> {
    const wanted = this.bytesFromClients + bytes;
    await new Promise<void>((resolve) => {
      this.onBytes.push((count) => {
        if (count >= wanted) resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    this.connections++;
    if (this.isRefusing) {
      client.resetAndDestroy();
      return;
    }
    const target = connect({ host: '127.0.0.1', port: this.targetPort, noDelay: true, allowHalfOpen: true });
    const pair = { client, target };
    this.pairs.add(pair);
    client.on('data', (chunk) => this.count(chunk.length));
    this.pass(client, target, pair);
    this.pass(target, client, pair);
    if (this.isSilent) client.pause();
  }

  private count(bytes: number): void {
    this.bytesFromClients += bytes;
    for (const notify of this.onBytes) notify(this.bytesFromClients);
  }

  private pass(source: Socket, sink: Socket, pair: Pair): void {
    source.on('error', () => sink.destroy());
    source.on('close', () => {
      this.pairs.delete(pair);
      sink.destroy();
    });
    source.on('end', () => sink.end());
    source.on('data', (chunk) => {
      if (chunk.length <= this.bytesPerTick) forward(source, sink, chunk);
      else void this.drip(source, sink, chunk);
    });
  }

  private async drip(source: Socket, sink: Socket, chunk: Buffer): Promise<void> {
    source.pause();
    for (let offset = 0; offset < chunk.length && sink.writable; offset += this.bytesPerTick) {
      sink.write(chunk.subarray(offset, offset + this.bytesPerTick));
      await new Promise((next) => setImmediate(next));
    }
    if (!this.isSilent) source.resume();
  }
}

function forward(source: Socket, sink: Socket, chunk: Buffer): void {
  if (sink.write(chunk)) return;
  source.pause();
  sink.once('drain', () => source.resume());
}
