/** A peer that speaks just enough AMQP 0-9-1 to be believed, and then says what a test wants. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

const FRAME_END = 0xce;
export const FRAME_METHOD = 1;
const FRAME_BODY = 3;

/** Class and method in one number, as on the wire. */
export const Method = {
  connectionStart: 0x000a000a,
  connectionStartOk: 0x000a000b,
  connectionTune: 0x000a001e,
  connectionOpen: 0x000a0028,
  connectionOpenOk: 0x000a0029,
  connectionClose: 0x000a0032,
  connectionCloseOk: 0x000a0033,
  channelOpen: 0x0014000a,
  channelClose: 0x00140028,
  exchangeDeclare: 0x0028000a,
  queueDeclare: 0x0032000a,
  basicQos: 0x003c000a,
  basicConsume: 0x003c0014,
  basicCancel: 0x003c001e,
  basicPublish: 0x003c0028,
  basicDeliver: 0x003c003c,
  basicAck: 0x003c0050,
  confirmSelect: 0x0055000a,
} as const;

export interface MethodFrame {
  readonly channel: number;
  readonly id: number;
  readonly args: Buffer;
}

export function frame(type: number, channel: number, payload: Uint8Array, end = FRAME_END): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(type, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.of(end)]);
}

export function method(channel: number, id: number, ...args: readonly Uint8Array[]): Buffer {
  return frame(FRAME_METHOD, channel, Buffer.concat([long(id), ...args]));
}

export function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function longlong(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

export function shortString(text: string): Buffer {
  return Buffer.concat([Buffer.of(text.length), Buffer.from(text)]);
}

export function longString(text: string): Buffer {
  return Buffer.concat([long(text.length), Buffer.from(text)]);
}

const START = method(0, Method.connectionStart, Buffer.of(0, 9), long(0), longString('PLAIN'), longString('en_US'));

/** One connection of a client. */
export class FakePeer {
  private received: Buffer = Buffer.alloc(0);
  private published = 0n;

  constructor(
    readonly socket: Socket,
    private readonly script: Script,
  ) {
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => this.take(chunk));
  }

  send(...bytes: readonly Uint8Array[]): void {
    if (this.socket.writable) this.socket.write(Buffer.concat(bytes));
  }

  /** What a broker in good health says to it. */
  answer({ channel, id, args }: MethodFrame): void {
    const answers: Record<number, () => Buffer> = {
      [Method.connectionStartOk]: () => method(0, Method.connectionTune, short(2047), long(131_072), short(60)),
      [Method.connectionOpen]: () => method(0, Method.connectionOpenOk, shortString('')),
      [Method.connectionClose]: () => method(0, Method.connectionCloseOk),
      [Method.channelOpen]: () => method(channel, id + 1, longString('')),
      [Method.channelClose]: () => method(channel, id + 1),
      [Method.exchangeDeclare]: () => method(channel, id + 1),
      [Method.queueDeclare]: () => method(channel, id + 1, this.queueName(args), long(0), long(0)),
      [Method.basicQos]: () => method(channel, id + 1),
      [Method.basicConsume]: () => method(channel, id + 1, shortString('tag')),
      [Method.basicCancel]: () => method(channel, id + 1, shortString('tag')),
      [Method.confirmSelect]: () => method(channel, id + 1),
    };
    const bytes = answers[id]?.();
    if (bytes !== undefined) this.send(bytes);
    if (id === Method.connectionClose) this.socket.end();
  }

  private queueName(args: Buffer): Buffer {
    return args.subarray(2, 3 + args.readUInt8(2));
  }

  private take(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    if (this.received.subarray(0, 4).toString('latin1') === 'AMQP') {
      if (this.received.length < 8) return;
      this.received = this.received.subarray(8);
      if (this.script.onHeader === undefined) this.send(START);
      else this.script.onHeader(this);
    }
    while (this.received.length >= 7 && this.received.length >= 8 + this.received.readUInt32BE(3)) {
      const size = this.received.readUInt32BE(3);
      const [type, channel] = [this.received.readUInt8(0), this.received.readUInt16BE(1)];
      const payload = this.received.subarray(7, 7 + size);
      this.received = this.received.subarray(8 + size);
      this.takeFrame(type, channel, payload);
    }
  }

  private takeFrame(type: number, channel: number, payload: Buffer): void {
    if (type === FRAME_METHOD) {
      const arrived = { channel, id: payload.readUInt32BE(0), args: payload.subarray(4) };
      if (this.script.onMethod?.(this, arrived) !== true) this.answer(arrived);
    } else if (type === FRAME_BODY) {
      this.published++;
      if (this.script.onPublished?.(this, channel, this.published) === true) return;
      this.send(method(channel, Method.basicAck, longlong(this.published), Buffer.of(0)));
    }
  }
}

/** What is not given is what a broker in good health does. */
export interface Script {
  /** In place of connection.start. */
  readonly onHeader?: (peer: FakePeer) => void;
  /** True: it has said what there is to say. */
  readonly onMethod?: (peer: FakePeer, arrived: MethodFrame) => boolean;
  /** Of a message in one body frame; true: no confirm. */
  readonly onPublished?: (peer: FakePeer, channel: number, tag: bigint) => boolean;
}

export class FakeBroker implements AsyncDisposable {
  readonly peers: FakePeer[] = [];

  private constructor(private readonly server: Server) {}

  static async listen(script: Script): Promise<FakeBroker> {
    const server = createServer().listen(0, '127.0.0.1');
    const broker = new FakeBroker(server);
    server.on('connection', (socket) => broker.peers.push(new FakePeer(socket, script)));
    await once(server, 'listening');
    return broker;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.peers) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}
