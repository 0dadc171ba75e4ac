/** Requests to any object of the controller: attributes and services by number. */
import {
  ClassCode,
  decodePath,
  encodeRequest,
  objectPath,
  type Path,
  type RouterReply,
  ServiceCode,
} from '../cip/index.js';
import { understood } from '../link/failures.js';
import { type AttributeEntry, type AttributeSize, attributeListData, attributesOfList } from './attribute-list.js';
import type { Caller } from './caller.js';
import {
  readFailed,
  readRefused,
  requestUncertain,
  type Subject,
  type Target,
  writeFailed,
  writeRefused,
} from './failures.js';
import type { WriteGuard } from './guards/write-guard.js';
import { decodeIdentity, type ModuleIdentity } from './module-identity.js';
import type { ExplicitCallOptions } from './option-types.js';
import type { Question } from './question.js';
import type { ReplyView } from './reply-view.js';

/** An object: class and instance; instance 0 is the class itself. */
export interface ObjectPath {
  readonly classId: number;
  readonly instance: number;
}

export interface AttributePath extends ObjectPath {
  readonly attribute: number;
}

/** What the controller answered, whatever its status. */
export type GenericReply = Pick<RouterReply, 'status' | 'extendedStatus' | 'data'>;

export interface GenericOptions extends ExplicitCallOptions {
  /** Asking twice does the same as asking once: it is asked again when no reply comes. Default false. */
  readonly repeatable?: boolean;
}

const NOTHING = new Uint8Array(0);
const PARTLY_FAILED = 0x0a;

export class Services {
  constructor(
    private readonly caller: Caller,
    private readonly target: () => Target,
    private readonly guard: WriteGuard,
  ) {}

  async generic(
    service: number,
    path: ObjectPath | AttributePath | Uint8Array,
    data: Uint8Array,
    { repeatable = false, ...options }: GenericOptions = {},
  ) {
    const message = encodeRequest({ service, path: segmentsOf(path), data });
    const question: Question<GenericReply> = {
      service,
      message,
      isRead: repeatable,
      decode: genericReply,
      failure: (error, isUnknown) =>
        isUnknown && !repeatable ? requestUncertain(service, this.target(), error) : error,
    };
    return this.guarded(question, options);
  }

  /** What may write passes the guards first. */
  private async guarded<T>(question: Question<T>, options?: ExplicitCallOptions): Promise<T> {
    if (this.guard.isActive) await this.guard.admitGeneric(question.message, this.caller.budget(options));
    return this.caller.ask(question, options);
  }

  getAttributeSingle({ classId, instance, attribute }: AttributePath, options?: ExplicitCallOptions) {
    const path = objectPath(classId, instance, attribute);
    return this.read(
      ServiceCode.getAttributeSingle,
      path,
      NOTHING,
      attributeText(classId, instance, attribute),
      options,
    );
  }

  getAttributeAll({ classId, instance }: ObjectPath, options?: ExplicitCallOptions): Promise<Uint8Array> {
    const path = objectPath(classId, instance);
    return this.read(
      ServiceCode.getAttributesAll,
      path,
      NOTHING,
      `all attributes of ${objectText(classId, instance)}`,
      options,
    );
  }

  async getAttributeList(
    { classId, instance }: ObjectPath,
    sizes: Readonly<Record<number, AttributeSize>>,
    options?: ExplicitCallOptions,
  ): Promise<AttributeEntry[]> {
    const path = objectPath(classId, instance);
    const text = `attributes of ${objectText(classId, instance)}`;
    const data = attributeListData(sizes);
    const reply = await this.read(ServiceCode.getAttributeList, path, data, text, options, PARTLY_FAILED);
    return understood(this.target(), () => attributesOfList(reply, sizes));
  }

  setAttributeSingle(path: AttributePath, value: Uint8Array, options?: ExplicitCallOptions): Promise<void> {
    const { classId, instance, attribute } = path;
    const service = ServiceCode.setAttributeSingle;
    const subject = { text: attributeText(classId, instance, attribute) };
    const question: Question<void> = {
      service,
      message: encodeRequest({ service, path: objectPath(classId, instance, attribute), data: value }),
      isRead: false,
      decode: (reply) => {
        if (reply.status !== 0) throw writeRefused(subject, this.target(), reply);
      },
      failure: (error, isUnknown) => writeFailed(subject, this.target(), error, isUnknown),
    };
    return this.guarded(question, options);
  }

  async identity(options?: ExplicitCallOptions): Promise<ModuleIdentity> {
    const data = await this.getAttributeAll({ classId: ClassCode.identity, instance: 1 }, options);
    return understood(this.target(), () => decodeIdentity(data));
  }

  /** @param also a status besides 0 that brings data too */
  private read(
    service: number,
    path: Path,
    data: Uint8Array,
    text: string,
    options: ExplicitCallOptions | undefined,
    also = 0,
  ): Promise<Uint8Array> {
    const subject: Subject = { text };
    const question: Question<Uint8Array> = {
      service,
      message: encodeRequest({ service, path, data }),
      isRead: true,
      decode: (reply) => {
        if (reply.status !== 0 && reply.status !== also) throw readRefused(subject, this.target(), reply);
        return reply.toReply().data;
      },
      failure: (error) => readFailed(subject, this.target(), error),
    };
    return this.caller.ask(question, options);
  }
}

function genericReply(reply: ReplyView): GenericReply {
  const { status, extendedStatus, data } = reply.toReply();
  return { status, extendedStatus, data };
}

function objectText(classId: number, instance: number): string {
  return `class 0x${classId.toString(16)}, instance ${instance}`;
}

function attributeText(classId: number, instance: number, attribute: number): string {
  return `attribute ${attribute} of ${objectText(classId, instance)}`;
}

/** @throws CipDecodeError for bytes that are no path. */
function segmentsOf(path: ObjectPath | AttributePath | Uint8Array): Path {
  if (path instanceof Uint8Array) return decodePath(path);
  return objectPath(path.classId, path.instance, 'attribute' in path ? path.attribute : undefined);
}
