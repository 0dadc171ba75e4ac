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
  objectPath,
  type RouterReply,
  type RouterRequest,
  registerSessionRequest,
  ServiceCode,
  sendRrData,
} from '../cip/index.js';
import { encapsulationRefused, replyInvalid, serviceRefused, understood } from './failures.js';
import { EncapsulationLink, type LinkOptions, type RequestOptions } from './link.js';
import type { WireEnd } from './wire-tap.js';

/** An attribute of an object instance. */
export interface AttributePath {
  readonly classId: number;
  readonly instance: number;
  readonly attribute: number;
}

/** A reply of the message router, and the items behind it: socket addresses of a Forward Open. */
export interface UnconnectedReply extends RouterReply {
  readonly further: readonly CpfItem[];
}

/** A registered session for unconnected explicit messages. */
export class ExplicitSession {
  private constructor(
    private readonly link: EncapsulationLink,
    /** The handle that the target gave. */
    readonly handle: number,
  ) {}

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
    const reply = await this.link.request(sendRrData(this.handle, encodeRequest(request), further), options);
    if (reply.status !== EncapsulationStatus.success) throw encapsulationRefused(this.remote, reply);
    const routed = understood(this.remote, () => unconnectedReply(reply.data));
    if (routed.service !== request.service) {
      throw replyInvalid(this.remote, `it answers service 0x${routed.service.toString(16)}, not the one asked`);
    }
    return routed;
  }

  /** @throws EipConnectionError with the status in words when the target refuses. */
  async getAttributeSingle(path: AttributePath, options?: RequestOptions): Promise<Uint8Array> {
    return this.attribute(ServiceCode.getAttributeSingle, path, new Uint8Array(0), options);
  }

  /** @throws EipConnectionError with the status in words when the target refuses. */
  async setAttributeSingle(path: AttributePath, value: Uint8Array, options?: RequestOptions): Promise<void> {
    await this.attribute(ServiceCode.setAttributeSingle, path, value, options);
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

  private async attribute(service: number, path: AttributePath, data: Uint8Array, options?: RequestOptions) {
    const { classId, instance, attribute } = path;
    const reply = await this.request({ service, path: objectPath(classId, instance, attribute), data }, [], options);
    if (reply.status !== 0) throw serviceRefused(this.remote, reply);
    return reply.data;
  }
}

function unconnectedReply(data: Uint8Array): UnconnectedReply {
  const [, message, ...further] = decodeSendData(data).items;
  if (message?.type !== 'unconnectedData') {
    throw new CipDecodeError('SendRRData reply', 'second item', 0, 'an unconnected data item (0x00b2)');
  }
  return { ...decodeReply(message.data), further };
}
