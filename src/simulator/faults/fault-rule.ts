/** What may go wrong between a client and a controller, as data. */

/**
 * - `delay`: the reply leaves `delayMs` later, those behind it do not wait
 * - `hold`: the reply waits until `Fault.release()` is called
 * - `reorder`: the reply leaves behind the next one of the same TCP connection
 * - `duplicate`: the reply leaves twice
 * - `dropRequest`: the request is never run
 * - `dropReply`: the request is run, its reply never leaves
 * - `refuse`: the request is not run; `status` and `extendedStatus` are the reply
 * - `cutBefore`: the TCP connection ends in place of the request
 * - `cutAfter`: the request is run, then the TCP connection ends without its reply
 */
export const FAULT_ACTIONS = [
  'delay',
  'hold',
  'reorder',
  'duplicate',
  'dropRequest',
  'dropReply',
  'refuse',
  'cutBefore',
  'cutAfter',
] as const;

export type FaultAction = (typeof FAULT_ACTIONS)[number];

/** Services by the names that faults and events have for them. */
export const SERVICE_NAMES = [
  'readTag',
  'readTagFragmented',
  'writeTag',
  'writeTagFragmented',
  'readModifyWriteTag',
  'multipleServicePacket',
  'getInstanceAttributeList',
  'getAttributeList',
  'setAttributeList',
  'getAttributesAll',
  'getAttributeSingle',
  'setAttributeSingle',
  'readTemplate',
  'forwardOpen',
  'largeForwardOpen',
  'forwardClose',
] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

export interface FaultRule {
  readonly action: FaultAction;
  /** Only requests of this service; default: any. */
  readonly service?: ServiceName;
  /** Only requests for this tag, as it stands in the path: `Speed`, `Recipes[3].Name`. Default: any. */
  readonly tag?: string;
  /** Leaves so many matches alone first; default 0. */
  readonly skip?: number;
  /** How many matches it harms; default 1, 0 = all. */
  readonly times?: number;
  /** Of `delay`: 1 to 600,000 ms, default 100. */
  readonly delayMs?: number;
  /** Of `refuse`: general status, default 0x02. */
  readonly status?: number;
  /** Of `refuse`: one extended status word; default none. */
  readonly extendedStatus?: number;
}

/** With its defaults. */
export interface CompleteFaultRule extends FaultRule {
  readonly skip: number;
  readonly times: number;
  readonly delayMs: number;
  readonly status: number;
}
