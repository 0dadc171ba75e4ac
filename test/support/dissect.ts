import * as cip from '../../src/cip/index.js';
import { ClassCode, EncapsulationCommand, ServiceCode } from '../../src/cip/index.js';

/**
 * Takes a whole message apart with the codec, layer by layer, and puts it together again from the decoded objects.
 *
 * A layer that the codec refuses stays bytes, and the refusal is kept: what a service's data means is known only from
 * its path (or, in a reply, from the request), and a message may be sound down to there.
 */

/** A reply says not to what; whoever asked knows. */
export type Asked = 'forward_open' | 'large_forward_open' | 'forward_close' | 'unconnected_send' | undefined;

export type Service =
  | { readonly kind: 'forwardOpen'; readonly value: cip.ForwardOpen }
  | { readonly kind: 'forwardClose'; readonly value: cip.ForwardClose }
  | { readonly kind: 'unconnectedSend'; readonly value: cip.UnconnectedSend }
  | { readonly kind: 'forwardOpenReply'; readonly value: cip.ForwardOpenReply }
  | { readonly kind: 'forwardCloseReply'; readonly value: cip.ForwardCloseReply }
  | { readonly kind: 'refusal'; readonly value: cip.Refusal }
  | { readonly kind: 'routingFailure'; readonly value: cip.RoutingFailure };

export interface RouterMessage {
  readonly request?: cip.RouterRequest;
  readonly reply?: cip.RouterReply;
  readonly service?: Service;
  /** Messages inside this one: of a Multiple Service Packet or an Unconnected Send. */
  readonly embedded: readonly RouterMessage[];
  readonly encoded: Uint8Array;
}

export type Listed =
  | { readonly kind: 'identity'; readonly value: cip.ListedIdentity }
  | { readonly kind: 'service'; readonly value: cip.ListedService };

export interface Dissection {
  readonly encapsulation?: cip.EncapsulationMessage;
  readonly items?: readonly cip.CpfItem[];
  /** Contents of the items of a List reply, by the item's index. */
  readonly listed: ReadonlyMap<number, Listed>;
  readonly sequenceCount?: number;
  readonly message?: RouterMessage;
  readonly io?: cip.IoDatagram;
  /** The message encoded again from all the objects above. */
  readonly encoded: Uint8Array;
  /** What the codec refused. */
  readonly refused: readonly cip.CipDecodeError[];
}

export function dissect(bytes: Uint8Array, proto: 'tcp' | 'udp' | 'io', asked?: Asked): Dissection {
  return new Dissector(asked).dissect(bytes, proto);
}

/** Whether some content was not looked into: data of a service that the codec does not know, or of an assembly. */
export function hasOpaqueData({ message, io }: Dissection): boolean {
  return (message !== undefined && isOpaque(message)) || (io !== undefined && io.data.byteLength > 0);
}

function isOpaque({ request, reply, service, embedded }: RouterMessage): boolean {
  const { data } = request ?? reply!;
  return embedded.length > 0 ? embedded.some(isOpaque) : service === undefined && data.byteLength > 0;
}

/** The router's message in a SendRRData or SendUnitData as bytes, without a sequence count. */
export function routerMessageOf({ data }: cip.EncapsulationMessage): Uint8Array | undefined {
  for (const item of cip.decodeSendData(data).items) {
    if (item.type === 'unconnectedData') return item.data;
    if (item.type === 'connectedData') return cip.splitSequenced(item.data).message;
  }
  return undefined;
}

class Dissector {
  private readonly refused: cip.CipDecodeError[] = [];

  constructor(private readonly asked: Asked) {}

  dissect(bytes: Uint8Array, proto: 'tcp' | 'udp' | 'io'): Dissection {
    const whole = this.attempt(() => (proto === 'io' ? this.datagram(bytes) : this.encapsulation(bytes)));
    return { listed: new Map(), encoded: bytes, ...whole, refused: this.refused };
  }

  private datagram(bytes: Uint8Array): Partial<Dissection> {
    const items = cip.decodeItems(bytes);
    const io = this.attempt(() => cip.decodeIoDatagram(bytes));
    return { items, ...(io && { io }), encoded: io ? cip.encodeIoDatagram(io) : cip.encodeItems(items) };
  }

  private encapsulation(bytes: Uint8Array): Partial<Dissection> {
    const encapsulation = cip.decodeEncapsulation(bytes);
    const inner = this.attempt(() => this.commandData(encapsulation));
    const data = inner?.encoded ?? encapsulation.data;
    return { ...inner, encapsulation, encoded: cip.encodeEncapsulation({ ...encapsulation, data }) };
  }

  private commandData({ command, data }: cip.EncapsulationMessage): Partial<Dissection> {
    if (data.byteLength === 0) return {};
    switch (command) {
      case EncapsulationCommand.registerSession:
        return { encoded: cip.encodeRegisterSession(cip.decodeRegisterSession(data)) };
      case EncapsulationCommand.listServices:
      case EncapsulationCommand.listIdentity:
      case EncapsulationCommand.listInterfaces:
        return this.list(cip.decodeItems(data));
      case EncapsulationCommand.sendRrData:
      case EncapsulationCommand.sendUnitData:
        return this.sendData(cip.decodeSendData(data));
      default:
        return {};
    }
  }

  private list(items: readonly cip.CpfItem[]): Partial<Dissection> {
    const listed = new Map<number, Listed>();
    const again = items.map((item, i): cip.CpfItem => {
      const content = item.type === 'other' ? this.attempt(() => listedContent(item.typeId, item.data)) : undefined;
      if (content === undefined) return item;
      listed.set(i, content.listed);
      return { type: 'other', typeId: cip.itemTypeId(item), data: content.data };
    });
    return { items, listed, encoded: cip.encodeItems(again) };
  }

  private sendData(value: cip.SendData): Partial<Dissection> {
    let found: Partial<Dissection> = {};
    const items = value.items.map((item): cip.CpfItem => {
      if (item.type === 'unconnectedData') {
        const message = this.attempt(() => this.routerMessage(item.data));
        if (message) found = { message };
        return { ...item, data: message?.encoded ?? item.data };
      }
      if (item.type !== 'connectedData') return item;
      const split = this.attempt(() => cip.splitSequenced(item.data));
      const message = split && this.attempt(() => this.routerMessage(split.message));
      if (split) found = { sequenceCount: split.sequenceCount, ...(message && { message }) };
      return {
        ...item,
        data: split ? cip.joinSequenced({ ...split, message: message?.encoded ?? split.message }) : item.data,
      };
    });
    return { items: value.items, ...found, encoded: cip.encodeSendData({ ...value, items }) };
  }

  private routerMessage(bytes: Uint8Array): RouterMessage {
    return cip.isReply(bytes) ? this.reply(cip.decodeReply(bytes)) : this.request(cip.decodeRequest(bytes));
  }

  private request(request: cip.RouterRequest): RouterMessage {
    const classId = cip.logicalValue(request.path, 'class');
    const inner =
      classId === ClassCode.connectionManager
        ? this.attempt(() => this.managerRequest(request))
        : classId === ClassCode.messageRouter
          ? this.attempt(() => this.multiple(request.service, request.data))
          : undefined;
    const { data = request.data, ...rest } = inner ?? {};
    return { request, embedded: [], ...rest, encoded: cip.encodeRequest({ ...request, data }) };
  }

  private managerRequest({ service, data }: cip.RouterRequest): Inner {
    switch (service) {
      case ServiceCode.forwardOpen:
      case ServiceCode.largeForwardOpen: {
        const value = cip.decodeForwardOpen(data, service === ServiceCode.largeForwardOpen);
        return { service: { kind: 'forwardOpen', value }, data: cip.encodeForwardOpen(value) };
      }
      case ServiceCode.forwardClose: {
        const value = cip.decodeForwardClose(data);
        return { service: { kind: 'forwardClose', value }, data: cip.encodeForwardClose(value) };
      }
      case ServiceCode.unconnectedSend:
        return this.unconnectedSend(cip.decodeUnconnectedSend(data));
      default:
        return { data };
    }
  }

  private unconnectedSend(value: cip.UnconnectedSend): Inner {
    const inner = this.attempt(() => this.routerMessage(value.message));
    const data = cip.encodeUnconnectedSend({ ...value, message: inner?.encoded ?? value.message });
    return { service: { kind: 'unconnectedSend', value }, embedded: inner ? [inner] : [], data };
  }

  private multiple(service: number, data: Uint8Array): Inner {
    if (service !== ServiceCode.multipleServicePacket) return { data };
    const value = cip.decodeMultipleService(data);
    const inner = value.messages.map((message) => this.attempt(() => this.routerMessage(message)));
    const messages = value.messages.map((message, i) => inner[i]?.encoded ?? message);
    const embedded = inner.filter((message) => message !== undefined);
    return { embedded, data: cip.encodeMultipleService({ ...value, messages }) };
  }

  private reply(reply: cip.RouterReply): RouterMessage {
    const inner = this.attempt(() => this.replyData(reply));
    const { data = reply.data, ...rest } = inner ?? {};
    return { reply, embedded: [], ...rest, encoded: cip.encodeReply({ ...reply, data }) };
  }

  private replyData(reply: cip.RouterReply): Inner {
    const { service, status, data } = reply;
    if (service === ServiceCode.multipleServicePacket && data.byteLength > 0) return this.multiple(service, data);
    if (this.asked === 'unconnected_send') {
      if (service !== ServiceCode.unconnectedSend || status === 0) return { data };
      const value = cip.decodeRoutingFailure(reply);
      return { service: { kind: 'routingFailure', value }, data: cip.encodeRoutingFailure(value) };
    }
    return this.asked === undefined ? { data } : connectionReply(this.asked, reply);
  }

  private attempt<T>(decode: () => T): T | undefined {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof cip.CipDecodeError)) throw error;
      this.refused.push(error);
      return undefined;
    }
  }
}

function listedContent(typeId: number, data: Uint8Array): { listed: Listed; data: Uint8Array } | undefined {
  if (typeId === cip.ItemType.identity) {
    const value = cip.decodeListedIdentity(data);
    return { listed: { kind: 'identity', value }, data: cip.encodeListedIdentity(value) };
  }
  if (typeId !== cip.ItemType.services) return undefined;
  const value = cip.decodeListedService(data);
  return { listed: { kind: 'service', value }, data: cip.encodeListedService(value) };
}

/** What was found in a service's data, and the data encoded again. */
interface Inner {
  readonly service?: Service;
  readonly embedded?: readonly RouterMessage[];
  readonly data: Uint8Array;
}

function connectionReply(asked: Exclude<Asked, undefined>, { status, data }: cip.RouterReply): Inner {
  if (status !== 0) {
    const value = cip.decodeRefusal(data);
    return { ...(value && { service: { kind: 'refusal', value } }), data: cip.encodeRefusal(value) };
  }
  if (asked === 'forward_close') {
    const value = cip.decodeForwardCloseReply(data);
    return { service: { kind: 'forwardCloseReply', value }, data: cip.encodeForwardCloseReply(value) };
  }
  const value = cip.decodeForwardOpenReply(data);
  return { service: { kind: 'forwardOpenReply', value }, data: cip.encodeForwardOpenReply(value) };
}
