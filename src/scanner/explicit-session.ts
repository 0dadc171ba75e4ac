import { type InspectOptions, inspect } from 'node:util';
import {
  CipDecodeError,
  type CpfItem,
  decodeReply,
  decodeSendData,
  EncapsulationCommand,
  type EncapsulationInit,
  type EncapsulationMessage,
  EncapsulationStatus,
  encodeRequest,
  type RouterReply,
  type RouterRequest,
  registerSessionRequest,
  sendRrData,
  sendUnitData,
} from '../cip/index.js';
import { encapsulationRefused, replyInvalid, understood } from '../link/failures.js';
import type { WireEnd } from '../link/wire-tap.js';
import { connectedMessage } from './connected-message.js';
import { ExplicitMessages } from './explicit-messages.js';
import { EncapsulationLink, type LinkOptions, type RequestOptions } from './link.js';

/** A reply of the message router, and the items behind it: socket addresses of a Forward Open. */
export interface UnconnectedReply extends RouterReply {
  readonly further: readonly CpfItem[];
}

/** A registered session for unconnected explicit messages. */
export class ExplicitSession extends ExplicitMessages {
  private constructor(
    private readonly link: EncapsulationLink,
    /** The handle that the target gave. */
    readonly handle: number,
  ) {
    super();
  }

  /** Connects and registers. @throws EipConnectionError, EipTimeoutError, or the signal's reason. */
  static async open(options: LinkOptions): Promise<ExplicitSession> {
    const link = await EncapsulationLink.connect(options);
    try {
      const reply = await link.request(registerSessionRequest(), { signal: options.signal });
      if (reply.status !== EncapsulationStatus.success) throw encapsulationRefused(link.remote, reply);
      return new ExplicitSession(link, reply.session);
    } catch (error) {
      link.destroy();
      throw error;
    }
  }

  get open(): boolean {
    return this.link.open;
  }

  get local(): WireEnd {
    return this.link.local;
  }

  get remote(): WireEnd {
    return this.link.remote;
  }

  /**
   * Sends any encapsulation message under this session, unless the message names another one, and gives the reply
   * whatever its status. @throws EipTimeoutError when the target stays silent.
   */
  exchange(message: EncapsulationInit, options?: RequestOptions): Promise<EncapsulationMessage> {
    return this.link.request({ session: this.handle, ...message }, options);
  }

  /**
   * An unconnected request in SendRRData. Gives the reply whatever its general status, and the items behind it.
   * @param further items behind the message: socket addresses of a Forward Open.
   * @throws EipConnectionError when the encapsulation layer refuses it, EipTimeoutError when no reply comes.
   */
  async request(
    request: RouterRequest,
    further: readonly CpfItem[] = [],
    options?: RequestOptions,
  ): Promise<UnconnectedReply> {
    const reply = await this.unconnected(request, further, options);
    if (reply.service !== request.service) throw this.unasked(reply);
    return reply;
  }

  /**
   * A message of a class 3 connection in SendUnitData, and the one that answers it.
   * @internal
   */
  async connectedRequest(
    ids: { readonly output: number; readonly input: number },
    sequenceCount: number,
    message: Uint8Array,
    options?: RequestOptions,
  ): Promise<RouterReply> {
    const { output, input } = ids;
    const request = sendUnitData(this.handle, output, sequenceCount, message);
    const reply = await this.link.connectedRequest(request, { connectionId: input, sequenceCount }, options);
    const connected = connectedMessage(reply.data);
    if (reply.status !== EncapsulationStatus.success) throw encapsulationRefused(this.remote, reply);
    if (connected === undefined) throw replyInvalid(this.remote, 'it is no connected message');
    return understood(this.remote, () => decodeReply(connected.message));
  }

  /** Unregisters and ends the TCP connection. */
  async close(): Promise<void> {
    if (this.link.open) this.link.send({ command: EncapsulationCommand.unregisterSession, session: this.handle });
    await this.link.end();
  }

  /** Ends the TCP connection at once, as a peer that lost power. */
  destroy(): void {
    this.link.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { open, handle, local, remote } = this;
    return `ExplicitSession ${inspect({ open, handle, local, remote }, options)}`;
  }

  protected ask(request: RouterRequest, options: RequestOptions | undefined): Promise<RouterReply> {
    return this.unconnected(request, [], options);
  }

  private async unconnected(request: RouterRequest, further: readonly CpfItem[], options: RequestOptions | undefined) {
    const reply = await this.link.request(sendRrData(this.handle, encodeRequest(request), further), options);
    if (reply.status !== EncapsulationStatus.success) throw encapsulationRefused(this.remote, reply);
    return understood(this.remote, () => unconnectedReply(reply.data));
  }
}

function unconnectedReply(data: Uint8Array): UnconnectedReply {
  const [, message, ...further] = decodeSendData(data).items;
  if (message?.type !== 'unconnectedData') {
    throw new CipDecodeError('SendRRData reply', 'second item', 0, 'an unconnected data item (0x00b2)');
  }
  return { ...decodeReply(message.data), further };
}
