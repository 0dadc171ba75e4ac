/** Requests of the message router as they arrive, connected or not: what runs them, and what they name. */
import {
  ClassCode,
  decodeMultipleService,
  decodeRequest,
  decodeUnconnectedSend,
  encodeReply,
  logicalValue,
  type RouterReply,
  type RouterRequest,
  ServiceCode,
} from '../../cip/index.js';
import { tagOfPath, tagText } from '../../logix/index.js';
import { Status } from '../controller/refused.js';
import type { Seen } from '../faults/fault.js';
import { serviceName } from '../faults/service-name.js';
import { type Router, refusedBy } from '../objects/router.js';
import type { ConnectionManager } from './connection-manager.js';

export class Dispatcher {
  constructor(
    private readonly router: Router,
    private readonly manager: ConnectionManager,
    /** Asked for a refusal of requests that the router never sees. */
    private readonly refusalOf: (seen: Seen) => RouterReply | undefined,
    private readonly unconnectedSize: number,
  ) {}

  /** @param address of the originator */
  unconnected(message: Uint8Array, address: string): Uint8Array {
    return this.answered(message, (request) => {
      if (!isForManager(request)) return this.router.answer(request, this.unconnectedSize);
      const refusal = this.refusalOf({ service: serviceName(request), tag: undefined });
      return refusal === undefined ? this.manager.answer(request, address) : { ...refusal, service: request.service };
    });
  }

  /** @param room bytes that the reply may have */
  connected(message: Uint8Array, room: number): Uint8Array {
    return this.answered(message, (request) => this.router.answer(request, room));
  }

  /** In place of the reply to a request that is longer than its connection. */
  tooLong(message: Uint8Array): Uint8Array {
    return encodeReply({ service: serviceOf(message), status: Status.tooMuchData, extendedStatus: [], data: NOTHING });
  }

  private answered(message: Uint8Array, run: (request: RouterRequest) => RouterReply): Uint8Array {
    try {
      return encodeReply(run(decodeRequest(message)));
    } catch (error) {
      const { status, extendedStatus } = refusedBy(error);
      return encodeReply({ service: serviceOf(message), status, extendedStatus, data: NOTHING });
    }
  }
}

const NOTHING = new Uint8Array(0);

function serviceOf(message: Uint8Array): number {
  return (message[0] ?? 0) & 0x7f;
}

function isForManager({ path }: RouterRequest): boolean {
  const [first] = path;
  return first?.kind === 'logical' && logicalValue(path, 'class') === ClassCode.connectionManager;
}

/** All that a message asks for: those in a packet or behind a route included. Of bytes that are no request, nothing. */
export function requestsIn(message: Uint8Array): readonly Seen[] {
  try {
    return seenIn(message, 0);
  } catch (error) {
    refusedBy(error);
    return [];
  }
}

const MOST_DEPTH = 2;

function seenIn(message: Uint8Array, depth: number): Seen[] {
  const request = decodeRequest(message);
  const own = { service: serviceName(request), tag: tagNameOf(request) };
  if (depth === MOST_DEPTH) return [own];
  return [own, ...messagesIn(request).flatMap((inner) => seenIn(inner, depth + 1))];
}

function messagesIn(request: RouterRequest): readonly Uint8Array[] {
  if (request.service === ServiceCode.multipleServicePacket) return decodeMultipleService(request.data).messages;
  const isSend = isForManager(request) && request.service === ServiceCode.unconnectedSend;
  return isSend ? [decodeUnconnectedSend(request.data).message] : [];
}

function tagNameOf({ path }: RouterRequest): string | undefined {
  const tag = tagOfPath(path);
  if (tag === undefined || tag.instance !== undefined) return undefined;
  return tagText({ program: tag.program, steps: tag.steps, bit: undefined });
}
