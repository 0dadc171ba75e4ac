/** Connection Manager: class 3 connections, and messages without one (docs/protocol.md, "Connection Manager object"). */
import {
  type ConnectionTriad,
  decodeForwardClose,
  decodeForwardOpen,
  decodeRequest,
  decodeUnconnectedSend,
  encodeForwardCloseReply,
  encodeForwardOpenReply,
  encodeRefusal,
  encodeRoutingFailure,
  type ForwardOpen,
  type Path,
  type RouterReply,
  type RouterRequest,
  ServiceCode,
} from '../../cip/index.js';
import { Refused, Status } from '../controller/refused.js';
import { type Controller, firmware } from '../objects/controller.js';
import { isCutShort, type Router, refusedBy } from '../objects/router.js';
import type { ClassThreeTable } from './class-three.js';
import { checkRoute } from './route.js';

const NOTHING = new Uint8Array(0);

const Extended = {
  inUse: 0x0100,
  transport: 0x0103,
  notFound: 0x0107,
  size: 0x0109,
  rpi: 0x0112,
  outOfConnections: 0x0113,
  oToTType: 0x0123,
  tToOType: 0x0124,
  multiplier: 0x0133,
  segment: 0x0315,
} as const;

const EXPLICIT_CLASS = 3;
const MOST_MULTIPLIER = 7;
/** The sequence count, and a reply that says no more than its status. */
const LEAST_SIZE = 8;

/** Hears of connections that open and close. */
export interface ConnectionEvents {
  opened(triad: ConnectionTriad, address: string): void;
  closed(triad: ConnectionTriad, address: string): void;
}

export class ConnectionManager {
  constructor(
    private readonly controller: Controller,
    private readonly router: Router,
    private readonly table: ClassThreeTable,
    private readonly slot: number | undefined,
    private readonly events: ConnectionEvents,
  ) {}

  /** @param address of the originator */
  answer({ service, data }: RouterRequest, address: string): RouterReply {
    switch (service) {
      case ServiceCode.largeForwardOpen:
      case ServiceCode.forwardOpen:
        return this.open(service, data, address);
      case ServiceCode.forwardClose:
        return this.close(data, address);
      case ServiceCode.unconnectedSend:
        return this.send(data);
      default:
        return { service, status: Status.notSupported, extendedStatus: [], data: NOTHING };
    }
  }

  private open(service: number, data: Uint8Array, address: string): RouterReply {
    const large = service === ServiceCode.largeForwardOpen;
    let open: ForwardOpen | undefined;
    try {
      if (large && !firmware(this.controller).largeForwardOpen) throw new Refused(Status.notSupported);
      open = decodeForwardOpen(data, large);
      return success(service, this.opened(open, address));
    } catch (error) {
      const remaining = open === undefined ? undefined : { triad: open.triad, remainingPathWords: 0 };
      return failure(service, refusedBy(error), encodeRefusal(remaining));
    }
  }

  private opened(open: ForwardOpen, address: string): Uint8Array {
    const { triad, oToT, tToO } = open;
    this.check(open);
    const connection = this.table.open(open, address);
    if (connection === undefined) throw refused(Extended.outOfConnections);
    this.events.opened(triad, address);
    return encodeForwardOpenReply({
      oToT: { connectionId: connection.id, apiUs: oToT.rpiUs },
      tToO: { connectionId: connection.replyId, apiUs: tToO.rpiUs },
      triad,
      applicationData: NOTHING,
    });
  }

  private check({ oToT, tToO, triad, transport, timeoutMultiplier, path }: ForwardOpen): void {
    const { connectionSize } = this.controller.limits;
    if (oToT.parameters.type !== 'pointToPoint') throw refused(Extended.oToTType);
    if (tToO.parameters.type !== 'pointToPoint') throw refused(Extended.tToOType);
    if (this.table.byTriad(triad) !== undefined) throw refused(Extended.inUse);
    if (transport.class !== EXPLICIT_CLASS) throw refused(Extended.transport);
    if (timeoutMultiplier > MOST_MULTIPLIER) throw refused(Extended.multiplier);
    this.checkPath(path);
    if (oToT.rpiUs === 0 || tToO.rpiUs === 0) throw refused(Extended.rpi);
    const sizes = [oToT.parameters.size, tToO.parameters.size];
    if (sizes.some((size) => size < LEAST_SIZE || size > connectionSize)) throw refused(Extended.size, connectionSize);
  }

  /** A route, an electronic key, and the message router. */
  private checkPath(path: Path): void {
    const [instance, router] = [...path].reverse();
    const isRouter =
      router?.kind === 'logical' &&
      router.type === 'class' &&
      router.value === 2 &&
      instance?.kind === 'logical' &&
      instance.type === 'instance' &&
      instance.value === 1;
    if (!isRouter) throw refused(Extended.segment);
    checkRoute(
      path.slice(0, -2).filter(({ kind }) => kind !== 'key' && kind !== 'network'),
      this.slot,
    );
  }

  private close(data: Uint8Array, address: string): RouterReply {
    const service = ServiceCode.forwardClose;
    let triad: ConnectionTriad | undefined;
    try {
      ({ triad } = decodeForwardClose(data));
      const connection = this.table.byTriad(triad);
      if (connection === undefined || connection.address !== address) throw refused(Extended.notFound);
      this.table.close(connection);
      this.events.closed(triad, address);
      return success(service, encodeForwardCloseReply({ triad, applicationData: NOTHING }));
    } catch (error) {
      return failure(service, refusedBy(error), encodeRefusal(triad && { triad, remainingPathWords: 0 }));
    }
  }

  /** A failure of the router's own says so with the code of this service; else the embedded reply is the reply. */
  private send(data: Uint8Array): RouterReply {
    const { unconnectedSize } = this.controller.limits;
    try {
      const { message, route } = decodeUnconnectedSend(data);
      checkRoute(route, this.slot);
      if (message.byteLength > unconnectedSize) throw new Refused(Status.routeRequestTooLarge);
      return this.passed(decodeRequest(message), unconnectedSize);
    } catch (error) {
      const remaining = encodeRoutingFailure({ remainingRouteWords: 0 });
      return failure(ServiceCode.unconnectedSend, refusedBy(error), remaining);
    }
  }

  /** The router on the way has no room for what the controller would have to cut: it was run, and nobody hears of it. */
  private passed(request: RouterRequest, room: number): RouterReply {
    const reply = this.router.answer(request, room);
    const isPacket = request.service === ServiceCode.multipleServicePacket;
    if (isPacket && isCutShort(reply)) throw new Refused(Status.routeReplyTooLarge);
    return reply;
  }
}

function refused(...extended: number[]): Refused {
  return new Refused(Status.connectionFailure, ...extended);
}

function success(service: number, data: Uint8Array): RouterReply {
  return { service, status: Status.success, extendedStatus: [], data };
}

function failure(service: number, { status, extendedStatus }: Refused, data: Uint8Array): RouterReply {
  return { service, status, extendedStatus, data };
}
