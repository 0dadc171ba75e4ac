import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import * as cip from '../../src/cip/index.js';
import * as logix from '../../src/logix/index.js';
import {
  ExplicitConnection,
  ExplicitSession,
  LogixSimulator,
  type LogixSimulatorOptions,
  type RouterReply,
} from '../../src/testing.js';
import { pathOf } from '../support/simulated-controller.js';

/** A simulated controller and those who talk to it. */

const TAGS = { A: { type: 'DINT', value: 1 }, B: { type: 'DINT', value: 2 }, List: 'DINT[2000]' } as const;

export const read = (name: string, count = 1) => logix.readTagRequest(pathOf(name), count);
export const write = (name: string, value: number) =>
  logix.writeTagRequest(pathOf(name), { type: 0xc4, count: 1, data: Uint8Array.of(value, 0, 0, 0) });

export class SimulatorRig {
  private running: LogixSimulator | undefined;

  /** An address of its own for each file. */
  constructor(readonly host: string) {}

  get plc(): LogixSimulator {
    if (this.running === undefined) throw new Error('no simulator was started');
    return this.running;
  }

  async start(options: LogixSimulatorOptions = {}): Promise<LogixSimulator> {
    this.running = new LogixSimulator({ host: this.host, port: 0, tags: TAGS, ...options });
    await this.running.start();
    return this.running;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }

  session(): Promise<ExplicitSession> {
    return ExplicitSession.open(this.target());
  }

  connection(options: object = {}): Promise<ExplicitConnection> {
    return ExplicitConnection.open({ ...this.target(), ...options });
  }

  raw(): Promise<Raw> {
    return Raw.open(this.host, this.plc.port);
  }

  private target() {
    return { host: this.host, port: this.plc.port, timeoutMs: 2_000 };
  }
}

/** The value of a reply to a read of a DINT. */
export function dintOf({ data }: RouterReply): unknown {
  return logix.decodeElement(logix.DINT, logix.decodeTagData(data).data);
}

/** What a SendRRData or SendUnitData carries. */
export function messageOf({ data }: cip.EncapsulationMessage): RouterReply {
  const [, item] = cip.decodeSendData(data).items;
  if (item?.type === 'unconnectedData') return cip.decodeReply(item.data);
  if (item?.type === 'connectedData') return cip.decodeReply(cip.splitSequenced(item.data).message);
  throw new Error('no message');
}

/** A plain socket: sends bytes, collects whole messages. */
export class Raw {
  private readonly heard: cip.EncapsulationMessage[] = [];
  private stream = Buffer.alloc(0);
  ended = false;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.ended = true;
      socket.emit('heard');
    });
  }

  static async open(host: string, port: number): Promise<Raw> {
    const socket = connect({ host, port });
    await once(socket, 'connect');
    return new Raw(socket);
  }

  send(...messages: cip.EncapsulationInit[]): void {
    this.socket.write(Buffer.concat(messages.map(cip.encodeEncapsulation)));
  }

  /** The next message, or undefined when the socket ended. */
  async next(): Promise<cip.EncapsulationMessage | undefined> {
    while (this.heard.length === 0 && !this.ended) await once(this.socket, 'heard');
    return this.heard.shift();
  }

  async ask(message: cip.EncapsulationInit): Promise<cip.EncapsulationMessage | undefined> {
    this.send(message);
    return this.next();
  }

  async register(): Promise<number> {
    return (await this.ask(cip.registerSessionRequest()))!.session;
  }

  private take(chunk: Buffer): void {
    this.stream = Buffer.concat([this.stream, chunk]);
    for (let size = cip.encapsulationSize(this.stream); size !== undefined && size <= this.stream.byteLength; ) {
      this.heard.push(cip.decodeEncapsulation(this.stream.subarray(0, size)));
      this.stream = this.stream.subarray(size);
      size = cip.encapsulationSize(this.stream);
      this.socket.emit('heard');
    }
  }
}
