import * as cip from '../../src/cip/index.js';
import { dissect } from './dissect.js';
import { complaint, type Expected, expectedAnswer } from './expected-answer.js';
import { type Endpoint, type Heard, TcpPeer } from './raw-peer.js';

/**
 * A TCP connection to an adapter on which every message is held against what the adapter has to answer. It is opened
 * again whenever a message has ended it.
 */
export class AdapterLine {
  private peer: TcpPeer | undefined;
  private session: number | undefined;

  /** @param inSession whether to register a session and to send every message in it, instead of in its own. */
  constructor(
    private readonly target: Endpoint,
    private readonly maxMessage: number,
    private readonly inSession: boolean,
  ) {}

  /** What is wrong with the answer, nothing as a rule. */
  async check(bytes: Uint8Array): Promise<readonly string[]> {
    const peer = await this.ready(bytes);
    const sent = this.own(bytes);
    const message = cip.decodeEncapsulation(sent);
    const situation = { transport: 'tcp' as const, session: this.session, maxMessage: this.maxMessage };
    const expected = expectedAnswer(message, situation);
    const heard = await peer.exchange(sent, expectsAnswer(expected) ? 1 : 0);
    return faults(message, expected, heard);
  }

  /** Sends whatever it is, also what is no whole message. */
  async send(bytes: Uint8Array): Promise<Heard> {
    const peer = await this.ready(bytes);
    return isWhole(bytes) ? peer.exchange(this.own(bytes)) : peer.sendLast(bytes);
  }

  end(): void {
    this.peer?.destroy();
  }

  /** A RegisterSession of the capture's own finds a connection without a session. */
  private async ready(bytes: Uint8Array): Promise<TcpPeer> {
    const registers = !this.inSession && bytes[0] === cip.EncapsulationCommand.registerSession;
    if (this.peer !== undefined && !this.peer.closed && !registers) return this.peer;
    this.end();
    this.peer = await TcpPeer.open(this.target);
    this.session = this.inSession ? await this.peer.register() : undefined;
    return this.peer;
  }

  private own(bytes: Uint8Array): Uint8Array {
    if (this.session === undefined || !isWhole(bytes)) return bytes;
    return cip.encodeEncapsulation({ ...cip.decodeEncapsulation(bytes), session: this.session });
  }
}

/** The complaint about what was heard, and what the codec does not understand of it. */
export function faults(message: cip.EncapsulationMessage, expected: Expected, heard: Heard): readonly string[] {
  const wrong = complaint(message, expected, heard);
  const refused = heard.answers.flatMap((answer) => dissect(answer, 'tcp').refused);
  return [
    ...(wrong === undefined ? [] : [wrong]),
    ...refused.map((error) => `the answer can't be read: ${error.message}`),
  ];
}

function expectsAnswer({ kind }: Expected): boolean {
  return kind === 'status' || kind === 'reply';
}

function isWhole(bytes: Uint8Array): boolean {
  return cip.encapsulationSize(bytes) === bytes.byteLength;
}
