/** The options of an own CIP class as its user writes them. definition.ts checks them. */
import type { CipType, ValueOfType } from './types.js';

/** A peer asks for an attribute. */
export interface AttributeGet {
  readonly instance: number;
  /** Aborted when an answer goes nowhere any more: its time is over, whoever asked has gone, or the adapter stops. */
  readonly signal: AbortSignal;
}

/** A peer sets an attribute. */
export interface AttributeSet<V> extends AttributeGet {
  readonly value: V;
}

/** An attribute of every instance. Without `value` and `get` it is not readable, without `set` not settable. */
export interface AttributeOptions<X> {
  /** 1-65,535, each once. */
  readonly id: number;
  /** `uint`, `real`, `(at) => array(at, 4, int)`, `layout({...})`, `varString()` ... */
  readonly type: X;
  /** What it always holds. Not together with `get`. */
  readonly value?: NoInfer<ValueOfType<X>>;
  /**
   * What it holds now. A `CipRefusal` refuses (default 0x02). A value that the type can't hold is a mistake: the peer
   * gets 0x02, and the process an uncaught `EipWriteError` EIP_VALUE_REFUSED.
   */
  readonly get?: (request: AttributeGet) => NoInfer<ValueOfType<X>> | Promise<NoInfer<ValueOfType<X>>>;
  /** Takes a value, or refuses it with a `CipRefusal` (default 0x09). Returns nothing. */
  readonly set?: (request: AttributeSet<ValueOfType<X>>) => void | Promise<void>;
}

/** A peer calls a service. */
export interface ServiceRequest<V> {
  /** 0: on the class itself. */
  readonly instance: number;
  /** That the path names, 0 = none. */
  readonly attribute: number;
  readonly value: V;
  /** Aborted when an answer goes nowhere any more: its time is over, whoever asked has gone, or the adapter stops. */
  readonly signal: AbortSignal;
}

interface ServicePlace {
  /** 1-127. With attributes, those of the services on attributes are taken: 0x01, 0x03, 0x04, 0x0E, 0x10. */
  readonly code: number;
  /** Where it may be called. Default `instance`. */
  readonly on?: 'instance' | 'class' | 'both';
}

/** A service over bytes. */
export interface ServiceOptions extends ServicePlace {
  /** A `CipRefusal` refuses (default 0x02). Gives the bytes of the reply, or nothing for none. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler without a return is one that gives nothing.
  readonly run: (request: ServiceRequest<Uint8Array>) => Uint8Array | void | Promise<Uint8Array | void>;
}

/** A service whose data has types. Made by `service(...)`. */
export interface TypedServiceOptions<Q, P> extends ServicePlace {
  /** Of the request's data; default: bytes as they came. */
  readonly request?: Q;
  /** Of the reply's data; default: bytes, or nothing. */
  readonly reply?: P;
  readonly run: (request: ServiceRequest<RequestOf<Q>>) => ReplyOf<P> | Promise<ReplyOf<P>>;
}

type RequestOf<Q> = [Q] extends [CipType] ? ValueOfType<Q> : Uint8Array;
// biome-ignore lint/suspicious/noConfusingVoidType: as in ServiceOptions.
type ReplyOf<P> = [P] extends [CipType] ? ValueOfType<P> : Uint8Array | void;

/** What `service(...)` returns. */
export interface TypedService {
  readonly typed: true;
}

/** Checks the handler's types against those of its data: `service({ code: 0x4b, request: uint, reply: real, run })`. */
export function service<Q extends CipType | undefined = undefined, P extends CipType | undefined = undefined>(
  options: TypedServiceOptions<Q, P>,
): TypedService {
  return { ...options, typed: true };
}

/** A CIP class that this program answers. */
export interface ClassOptions<A extends Readonly<Record<string, CipType>> = Readonly<Record<string, CipType>>> {
  /** 1-65,535, none that the adapter has itself. Of vendors are 0x64-0xC7 and 0x300-0x4FF. */
  readonly classId: number;
  /** For messages. */
  readonly name: string;
  /** Class attribute 1. 1-65,535, default 1. */
  readonly revision?: number;
  /** How many, from 1 on: 0-4,096; or which: at most 4,096 numbers from 1. Default 1. */
  readonly instances?: number | readonly number[];
  /** By the name that this program gives them. */
  readonly attributes?: { readonly [N in keyof A]: AttributeOptions<A[N]> };
  readonly services?: Readonly<Record<string, ServiceOptions | TypedService>>;
}
