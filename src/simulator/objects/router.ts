/** Which object or tag a request is for; a Multiple Service Packet among them. */
import {
  CipDecodeError,
  ClassCode,
  decodeMultipleService,
  decodeReply,
  decodeRequest,
  encodeMultipleService,
  encodeReply,
  type Path,
  type RouterReply,
  type RouterRequest,
  ServiceCode,
} from '../../cip/index.js';
import { type TagPath, tagOfPath, tagText } from '../../logix/index.js';
import { locate } from '../controller/locate.js';
import { Refused, Status } from '../controller/refused.js';
import {
  type Answer,
  readModifyWrite,
  readTag,
  readTagFragment,
  writeTag,
  writeTagFragment,
} from '../controller/tag-services.js';
import { type Controller, firmware } from './controller.js';
import { programChanges, programName, wallClock } from './controller-objects.js';
import { identity } from './identity.js';
import type { ObjectHandler } from './request.js';
import { symbols } from './symbols.js';
import { templates } from './templates.js';

/** Bytes of a reply without data or extended status. */
const REPLY_HEAD = 4;
/** Room for the refusal of a request in a packet: extended status included. */
const LEAST_REPLY = REPLY_HEAD;

const OBJECTS: ReadonlyMap<number, ObjectHandler> = new Map<number, ObjectHandler>([
  [ClassCode.identity, identity],
  [ClassCode.messageRouter, withoutServices],
  [ClassCode.connectionManager, withoutServices],
  [ClassCode.programName, programName],
  [ClassCode.symbol, symbols],
  [ClassCode.template, templates],
  [ClassCode.wallClockTime, wallClock],
  [ClassCode.programChanges, programChanges],
]);

/** Their services are run elsewhere, and not within another message. */
function withoutServices(): never {
  throw new Refused(Status.notSupported);
}

/** A request as the router found it, with its reply. */
export interface Served {
  readonly request: RouterRequest;
  /** Name of the tag, as it stands in the path; undefined for objects. */
  readonly tag: string | undefined;
  /** Within a Multiple Service Packet. */
  readonly embedded: boolean;
  readonly reply: RouterReply;
}

/** Who looks at the requests: may refuse one before it is run, and hears of each that was. */
export interface Witness {
  refusal(request: RouterRequest, tag: string | undefined): Refused | undefined;
  served(served: Served): void;
}

export class Router {
  constructor(
    private readonly controller: Controller,
    private readonly witness: Witness,
  ) {}

  /**
   * Runs a request. Never throws for what a peer sent.
   * @param room bytes that the whole reply may have
   */
  answer(request: RouterRequest, room: number, embedded = false): RouterReply {
    const tagged = tagOfPath(request.path);
    const tag = tagged && isTagService(request) ? this.nameOf(tagged) : undefined;
    const reply = this.reply(request, tag, () => this.run(request, tagged, room - REPLY_HEAD, embedded));
    this.witness.served({ request, tag, embedded, reply });
    return reply;
  }

  private reply(request: RouterRequest, tag: string | undefined, run: () => Answer | RouterReply): RouterReply {
    const { service } = request;
    try {
      const refusal = this.witness.refusal(request, tag);
      if (refusal !== undefined) throw refusal;
      const answer = run();
      if ('status' in answer) return answer;
      const status = answer.partial === true ? Status.partial : Status.success;
      return { service, status, extendedStatus: [], data: answer.data };
    } catch (error) {
      const { status, extendedStatus } = refusedBy(error);
      return { service, status, extendedStatus, data: NOTHING };
    }
  }

  private run(
    request: RouterRequest,
    tagged: TagPath | undefined,
    room: number,
    embedded: boolean,
  ): Answer | RouterReply {
    const { controller } = this;
    const { service, path, data } = request;
    const [classId, instance, attribute] = objectOf(path);
    if (tagged !== undefined && isTagService(request)) return this.runTag(request, tagged, room);
    if (classId === ClassCode.messageRouter && service === ServiceCode.multipleServicePacket) {
      if (embedded) throw new Refused(Status.notSupported);
      return this.runPacket(request, room);
    }
    const handler = classId === undefined ? undefined : OBJECTS.get(classId);
    if (handler === undefined) throw new Refused(Status.pathUnknown);
    const answer = handler({ controller, service, path, data, instance, attribute, room });
    if (answer.data.byteLength > room) throw new Refused(Status.replyTooLarge);
    return answer;
  }

  private runTag({ service, data }: RouterRequest, path: TagPath, room: number): Answer {
    if (path.instance !== undefined && !firmware(this.controller).instancePaths) throw new Refused(Status.pathUnknown);
    const place = locate(this.controller.program, path);
    const rights = { locked: this.controller.key === 'run' };
    switch (service) {
      case ServiceCode.readTag:
        return readTag(place, data, room);
      case ServiceCode.readTagFragmented:
        return readTagFragment(place, data, room);
      case ServiceCode.writeTag:
        return writeTag(place, data, rights);
      case ServiceCode.writeTagFragmented:
        return writeTagFragment(place, data, rights);
      default:
        return readModifyWrite(place, data, rights);
    }
  }

  /** Replies one behind the other, each with what room is left; for those behind it room is kept for a refusal. */
  private runPacket({ service, data }: RouterRequest, room: number): RouterReply {
    const { messages } = decodeMultipleService(data);
    let left = room - 2 - 2 * messages.length;
    if (left < messages.length * LEAST_REPLY) throw new Refused(Status.replyTooLarge);
    let failed = false;
    const replies = messages.map((message, i) => {
      const kept = (messages.length - 1 - i) * LEAST_REPLY;
      const reply = fitted(this.embedded(message, left - kept), left - kept);
      failed ||= reply.status !== Status.success;
      const encoded = encodeReply(reply);
      left -= encoded.byteLength;
      return encoded;
    });
    const status = failed ? Status.embedded : Status.success;
    return { service, status, extendedStatus: [], data: encodeMultipleService({ messages: replies }) };
  }

  private embedded(message: Uint8Array, room: number): RouterReply {
    try {
      return this.answer(decodeRequest(message), room, true);
    } catch (error) {
      const { status, extendedStatus } = refusedBy(error);
      return { service: (message[0] ?? 0) & 0x7f, status, extendedStatus, data: NOTHING };
    }
  }

  private nameOf(path: TagPath): string {
    const text = tagText({ program: path.program, steps: path.steps, bit: undefined });
    if (path.instance === undefined) return text;
    const symbol = this.controller.program.controller.symbols.find(({ instance }) => instance === path.instance);
    return `${symbol?.name ?? `#${path.instance}`}${text}`;
  }
}

const NOTHING = new Uint8Array(0);

/** An extended status that has no room is left out. */
function fitted(reply: RouterReply, room: number): RouterReply {
  const bytes = REPLY_HEAD + 2 * reply.extendedStatus.length + reply.data.byteLength;
  if (bytes <= room) return reply;
  const status = reply.extendedStatus.length > 0 ? reply.status : Status.replyTooLarge;
  return { service: reply.service, status, extendedStatus: [], data: NOTHING };
}

const TAG_SERVICES: ReadonlySet<number> = new Set([
  ServiceCode.readTag,
  ServiceCode.readTagFragmented,
  ServiceCode.writeTag,
  ServiceCode.writeTagFragmented,
  ServiceCode.readModifyWriteTag,
]);

function isTagService({ service }: RouterRequest): boolean {
  return TAG_SERVICES.has(service);
}

/** Class, instance and attribute; a program's symbol may stand in front. */
function objectOf(path: Path): (number | undefined)[] {
  const [first, ...rest] = path;
  const segments = first?.kind === 'symbol' ? rest : path;
  return (['class', 'instance', 'attribute'] as const).map((type, i) => {
    const segment = segments[i];
    return segment?.kind === 'logical' && segment.type === type ? segment.value : undefined;
  });
}

/** Whether a packet holds a reply that had no room for all of its data. */
export function isCutShort({ status, data }: RouterReply): boolean {
  if (status === Status.replyTooLarge) return true;
  if (status !== Status.embedded) return false;
  return decodeMultipleService(data).messages.some((message) => CUT_SHORT.has(decodeReply(message).status));
}

const CUT_SHORT: ReadonlySet<number> = new Set([Status.partial, Status.replyTooLarge]);

/** A refusal in place of an error. @throws what is a fault of ours. */
export function refusedBy(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (!(error instanceof CipDecodeError)) throw error;
  const isPath = error.structure.endsWith('path') || error.field.endsWith('path');
  return new Refused(isPath ? Status.pathSegment : Status.notEnoughData);
}
