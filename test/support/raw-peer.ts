import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  decodeEncapsulation,
  EncapsulationCommand,
  encapsulationSize,
  encodeEncapsulation,
} from '../../src/cip/index.js';

/**
 * Sends bytes as they are and hears what comes back.
 *
 * Silence is proven, not waited for: behind every message goes a ListServices with a context of its own, and answers
 * keep the order of their requests, so what is not there when its answer comes does not come.
 */

const ANSWER_TIMEOUT_MS = 2_000;

/** What came back for one message: whole encapsulation messages, and whether the peer hung up. */
export interface Heard {
  readonly answers: readonly Uint8Array[];
  readonly closed: boolean;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

let fences = 0;

/** A ListServices request that no captured message equals. */
function newFence(): Uint8Array {
  fences++;
  return encodeEncapsulation({
    command: EncapsulationCommand.listServices,
    context: Uint8Array.from(Buffer.from(`fn${String(fences).padStart(6, '0')}`, 'latin1')),
  });
}

function answersFence(answer: Uint8Array, fence: Uint8Array): boolean {
  const context = (bytes: Uint8Array) => Buffer.from(bytes.subarray(12, 20)).toString('hex');
  return answer[0] === EncapsulationCommand.listServices && context(answer) === context(fence);
}

/** A TCP connection to port 44818 of a target. */
export class TcpPeer {
  private received: Uint8Array = new Uint8Array(0);
  private answers: Uint8Array[] = [];
  private wake = () => {};
  private gone = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes) => this.take(bytes));
    socket.on('error', () => this.end());
    socket.on('close', () => this.end());
  }

  static async open({ host, port }: Endpoint): Promise<TcpPeer> {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    return new TcpPeer(socket);
  }

  get closed(): boolean {
    return this.gone;
  }

  /** Registers a session; its handle. */
  async register(): Promise<number> {
    const request = encodeEncapsulation({
      command: EncapsulationCommand.registerSession,
      data: Uint8Array.of(1, 0, 0, 0),
    });
    const [answer] = (await this.exchange(request)).answers;
    if (answer === undefined) throw new Error('no answer to RegisterSession');
    return decodeEncapsulation(answer).session;
  }

  /** @param expected how many answers are worth waiting for when the fence's has come before them. */
  async exchange(message: Uint8Array, expected = 0): Promise<Heard> {
    const fence = newFence();
    this.socket.write(Buffer.concat([message, fence]));
    return this.hear(fence, expected);
  }

  /** For bytes that are no whole message: nothing can follow them, so the stream is ended behind them. */
  async sendLast(bytes: Uint8Array): Promise<Heard> {
    this.socket.end(bytes);
    await this.until(() => this.gone);
    return this.heard(() => true);
  }

  destroy(): void {
    this.socket.destroy();
  }

  private async hear(fence: Uint8Array, expected: number): Promise<Heard> {
    const fenced = () => this.answers.some((answer) => answersFence(answer, fence));
    await this.until(() => this.gone || (fenced() && this.answers.length > expected));
    if (!this.gone && !fenced()) throw new Error(`no answer to ListServices within ${ANSWER_TIMEOUT_MS} ms`);
    return this.heard((answer) => !answersFence(answer, fence));
  }

  private heard(wanted: (answer: Uint8Array) => boolean): Heard {
    const answers = this.answers.filter(wanted);
    this.answers = [];
    return { answers, closed: this.gone };
  }

  private take(bytes: Uint8Array): void {
    this.received = Buffer.concat([this.received, bytes]);
    for (let size = encapsulationSize(this.received); size !== undefined; size = encapsulationSize(this.received)) {
      if (this.received.byteLength < size) break;
      this.answers.push(this.received.slice(0, size));
      this.received = this.received.slice(size);
    }
    this.wake();
  }

  private end(): void {
    this.gone = true;
    this.wake();
  }

  private until(condition: () => boolean): Promise<void> {
    return untilOrTimeout(condition, (wake) => {
      this.wake = wake;
    });
  }
}

/** A UDP socket that talks to one port of a target. */
export class UdpPeer {
  private answers: Uint8Array[] = [];
  private wake = () => {};

  private constructor(
    private readonly socket: UdpSocket,
    private readonly to: Endpoint,
  ) {
    socket.on('message', (bytes) => {
      this.answers.push(Uint8Array.from(bytes));
      this.wake();
    });
  }

  static async open(to: Endpoint, bindAddress: string): Promise<UdpPeer> {
    const socket = createSocket('udp4');
    socket.bind(0, bindAddress);
    await once(socket, 'listening');
    return new UdpPeer(socket, to);
  }

  async exchange(message: Uint8Array): Promise<Heard> {
    const fence = newFence();
    this.send(message);
    this.send(fence);
    const fenced = () => this.answers.some((answer) => answersFence(answer, fence));
    await untilOrTimeout(fenced, (wake) => {
      this.wake = wake;
    });
    if (!fenced()) throw new Error(`no answer to ListServices over UDP within ${ANSWER_TIMEOUT_MS} ms`);
    const answers = this.answers.filter((answer) => !answersFence(answer, fence));
    this.answers = [];
    return { answers, closed: false };
  }

  /** For a port that has no ListServices. */
  send(message: Uint8Array): void {
    this.socket.send(message, this.to.port, this.to.host);
  }

  /** What came since the last time. */
  takeAnswers(): readonly Uint8Array[] {
    const { answers } = this;
    this.answers = [];
    return answers;
  }

  close(): void {
    this.socket.close();
  }
}

function untilOrTimeout(condition: () => boolean, onWake: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ANSWER_TIMEOUT_MS);
    function done() {
      clearTimeout(timer);
      onWake(() => {});
      resolve();
    }
    const check = () => condition() && done();
    onWake(check);
    check();
  });
}
