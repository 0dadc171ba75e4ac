import { reservedNumber } from './reserved.js';

/** 0 to 3 on the wire. `reserved` is what a target refuses. */
export const CONNECTION_TYPES = ['null', 'multicast', 'pointToPoint', 'reserved'] as const;
export type ConnectionType = (typeof CONNECTION_TYPES)[number];

/** 0 to 3 on the wire. */
export const CONNECTION_PRIORITIES = ['low', 'high', 'scheduled', 'urgent'] as const;
export type ConnectionPriority = (typeof CONNECTION_PRIORITIES)[number];

/** The largest connection size of a Forward Open that is not a large one. */
export const LARGEST_SMALL_SIZE = 511;

/** Network connection parameters of one direction. */
export interface ConnectionParameters {
  /**
   * Bytes of a packet, sequence count and run/idle header counted: 0 to 511 in a Forward Open, 65,535 in a Large
   * Forward Open.
   */
  readonly size: number;
  /** Packets may be shorter than `size`. */
  readonly variable: boolean;
  readonly priority: ConnectionPriority;
  readonly type: ConnectionType;
  readonly redundantOwner: boolean;
  /** Reserved bits, in place, when they are not zero. */
  readonly reserved?: number;
}

/** Where the bits above the size stand: the 32-bit form is the 16-bit one moved up by 16, with a 16-bit size. */
interface Form {
  readonly sizeMask: number;
  readonly shift: 0 | 16;
  readonly reservedMask: number;
}

const SMALL: Form = { sizeMask: 0x1ff, shift: 0, reservedMask: 0x1000 };
const LARGE: Form = { sizeMask: 0xffff, shift: 16, reservedMask: 0x11ff_0000 };

const VARIABLE_BIT = 9;
const PRIORITY_BIT = 10;
const TYPE_BIT = 13;
const REDUNDANT_OWNER_BIT = 15;

/** @param large whether `word` is the 32-bit form of a Large Forward Open. */
export function decodeConnectionParameters(word: number, large: boolean): ConnectionParameters {
  const form = large ? LARGE : SMALL;
  const bits = word >>> form.shift;
  return {
    size: word & form.sizeMask,
    variable: ((bits >> VARIABLE_BIT) & 1) === 1,
    priority: at(CONNECTION_PRIORITIES, bits >> PRIORITY_BIT),
    type: at(CONNECTION_TYPES, bits >> TYPE_BIT),
    redundantOwner: ((bits >> REDUNDANT_OWNER_BIT) & 1) === 1,
    ...reservedNumber((word & form.reservedMask) >>> 0),
  };
}

/** @throws RangeError for a size beyond the form's. */
export function encodeConnectionParameters(parameters: ConnectionParameters, large: boolean): number {
  const form = large ? LARGE : SMALL;
  const { size } = parameters;
  if (!Number.isInteger(size) || size < 0 || size > form.sizeMask) {
    const hint = large ? '' : '; a Large Forward Open holds up to 65535';
    throw new RangeError(`connection size: ${size} is no integer from 0 to ${form.sizeMask}${hint}`);
  }
  const bits =
    (Number(parameters.variable) << VARIABLE_BIT) |
    (CONNECTION_PRIORITIES.indexOf(parameters.priority) << PRIORITY_BIT) |
    (CONNECTION_TYPES.indexOf(parameters.type) << TYPE_BIT) |
    (Number(parameters.redundantOwner) << REDUNDANT_OWNER_BIT);
  return ((bits << form.shift) | size | ((parameters.reserved ?? 0) & form.reservedMask)) >>> 0;
}

/** The two bits index a table of four, so there is always a name. */
function at<T>(names: readonly [T, T, T, T], bits: number): T {
  return names[(bits & 3) as 0 | 1 | 2 | 3];
}
