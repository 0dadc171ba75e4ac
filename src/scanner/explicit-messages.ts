import {
  DEFAULT_TIMING,
  decodeMultipleService,
  decodeReply,
  encodeRequest,
  multipleServiceRequest,
  objectPath,
  type Path,
  type RouterReply,
  type RouterRequest,
  ServiceCode,
  unconnectedSendRequest,
} from '../cip/index.js';
import { replyInvalid, routeRefused, serviceRefused, understood } from '../link/failures.js';
import type { WireEnd } from '../link/wire-tap.js';
import type { RequestOptions } from './link.js';

/** An attribute of an object instance. */
export interface AttributePath {
  readonly classId: number;
  readonly instance: number;
  readonly attribute: number;
}

const EMBEDDED_SERVICE_ERROR = 0x1e;
const NOTHING = new Uint8Array(0);

/** What may be asked of a target, whichever way the messages go. */
export abstract class ExplicitMessages {
  abstract readonly remote: WireEnd;

  /** Gives the reply whatever its general status. The service of the reply is not looked at. */
  protected abstract ask(request: RouterRequest, options: RequestOptions | undefined): Promise<RouterReply>;

  /** @throws EipConnectionError with the status in words when the target refuses. */
  async getAttributeSingle(path: AttributePath, options?: RequestOptions): Promise<Uint8Array> {
    return this.attribute(ServiceCode.getAttributeSingle, path, NOTHING, options);
  }

  /** @throws EipConnectionError with the status in words when the target refuses. */
  async setAttributeSingle(path: AttributePath, value: Uint8Array, options?: RequestOptions): Promise<void> {
    await this.attribute(ServiceCode.setAttributeSingle, path, value, options);
  }

  /**
   * Several requests in one Multiple Service Packet: their replies in the same order, each whatever its status.
   * @throws EipConnectionError when the packet as a whole is refused, or the replies are not as many.
   */
  async requestAll(requests: readonly RouterRequest[], options?: RequestOptions): Promise<RouterReply[]> {
    const reply = await this.askedFor(multipleServiceRequest(requests.map(encodeRequest)), options);
    if (reply.status !== 0 && reply.status !== EMBEDDED_SERVICE_ERROR) throw serviceRefused(this.remote, reply);
    const replies = understood(this.remote, () => decodeMultipleService(reply.data).messages.map(decodeReply));
    if (replies.length === requests.length) return replies;
    throw replyInvalid(this.remote, `${replies.length} replies to ${requests.length} services in one packet`);
  }

  /**
   * A request wrapped in an Unconnected Send, to be passed on along a route; an empty one ends where it is sent.
   * Gives the reply of the one behind, whatever its status.
   * @throws EipConnectionError when a device on the way could not pass it on.
   */
  async requestThrough(route: Path, request: RouterRequest, options?: RequestOptions): Promise<RouterReply> {
    const wrapped = unconnectedSendRequest({ timing: DEFAULT_TIMING, message: encodeRequest(request), route });
    const reply = await this.ask(wrapped, options);
    if (reply.service === request.service) return reply;
    if (reply.service === ServiceCode.unconnectedSend && reply.status !== 0) throw routeRefused(this.remote, reply);
    throw this.unasked(reply);
  }

  /** As `ask`, for a reply that has to be that service's. */
  protected async askedFor(request: RouterRequest, options: RequestOptions | undefined): Promise<RouterReply> {
    const reply = await this.ask(request, options);
    if (reply.service === request.service) return reply;
    throw this.unasked(reply);
  }

  protected unasked({ service }: RouterReply) {
    return replyInvalid(this.remote, `it answers service 0x${service.toString(16)}, not the one asked`);
  }

  private async attribute(service: number, path: AttributePath, data: Uint8Array, options?: RequestOptions) {
    const { classId, instance, attribute } = path;
    const reply = await this.askedFor({ service, path: objectPath(classId, instance, attribute), data }, options);
    if (reply.status !== 0) throw serviceRefused(this.remote, reply);
    return reply.data;
  }
}
