/** Ethernet Link object (docs/protocol.md, "Ethernet Link object"). */
import { ClassCode } from '../codes.js';
import type { Reader } from '../reader.js';
import { attribute, ObjectClass } from './object-class.js';
import { bit, mac, named, shortString, u8, u32 } from './values.js';

const NEGOTIATION = { 0: 'underWay', 1: 'failed', 2: 'failedButSpeed', 3: 'done', 4: 'none' } as const;

export interface LinkFlags {
  readonly link: boolean;
  readonly fullDuplex: boolean;
  readonly negotiation: (typeof NEGOTIATION)[keyof typeof NEGOTIATION] | number;
}

export interface LinkControl {
  readonly negotiate: boolean;
  readonly forcedFullDuplex: boolean;
  /** Mbit/s. */
  readonly forcedSpeed: number;
}

export interface LinkCapability {
  readonly canNegotiate: boolean;
  readonly settable: boolean;
  readonly speeds: readonly { readonly speed: number; readonly fullDuplex: boolean }[];
}

const INTERFACE_COUNTERS = [
  'inOctets',
  'inUnicast',
  'inOther',
  'inDiscards',
  'inErrors',
  'inUnknownProtocols',
  'outOctets',
  'outUnicast',
  'outOther',
  'outDiscards',
  'outErrors',
] as const;

const MEDIA_COUNTERS = [
  'alignmentErrors',
  'fcsErrors',
  'singleCollisions',
  'multipleCollisions',
  'sqeErrors',
  'deferred',
  'lateCollisions',
  'excessiveCollisions',
  'macTransmitErrors',
  'carrierSenseErrors',
  'frameTooLong',
  'macReceiveErrors',
] as const;

export type InterfaceCounters = Readonly<Record<(typeof INTERFACE_COUNTERS)[number], number>>;
export type MediaCounters = Readonly<Record<(typeof MEDIA_COUNTERS)[number], number>>;

function counters<const N extends readonly string[]>(names: N) {
  return (reader: Reader) =>
    Object.fromEntries(names.map((name) => [name, reader.u32(name)])) as Readonly<Record<N[number], number>>;
}

function readFlags(reader: Reader): LinkFlags {
  const flags = reader.u32('flags');
  const negotiation = (flags >>> 2) & 7;
  return {
    link: bit(flags, 0),
    fullDuplex: bit(flags, 1),
    negotiation: NEGOTIATION[negotiation as keyof typeof NEGOTIATION] ?? negotiation,
  };
}

function readControl(reader: Reader): LinkControl {
  const bits = reader.u16('control');
  return { negotiate: bit(bits, 0), forcedFullDuplex: bit(bits, 1), forcedSpeed: reader.u16('forced speed') };
}

function readCapability(reader: Reader): LinkCapability {
  const bits = reader.u32('capability');
  const count = reader.u8('number of speeds');
  const part = reader.part(3 * count, 'speeds', 'speeds');
  const speeds = Array.from({ length: count }, () => ({
    speed: part.u16('speed'),
    fullDuplex: part.u8('duplex') === 1,
  }));
  return { canNegotiate: bit(bits, 1), settable: bit(bits, 3), speeds };
}

export const ethernetLinkObject = new ObjectClass(
  'Ethernet Link',
  ClassCode.ethernetLink,
  {
    /** Mbit/s, 0 = not known. */
    speed: attribute(1, u32('speed')),
    flags: attribute(2, readFlags),
    mac: attribute(3, mac('MAC')),
    interfaceCounters: attribute(4, counters(INTERFACE_COUNTERS)),
    mediaCounters: attribute(5, counters(MEDIA_COUNTERS)),
    control: attribute(6, readControl),
    type: attribute(7, named({ 0: 'unknown', 1: 'internal', 2: 'copper', 3: 'fibre' }, u8('type'))),
    state: attribute(8, named({ 0: 'unknown', 1: 'up', 2: 'down', 3: 'testing' }, u8('state'))),
    adminState: attribute(9, named({ 1: 'enabled', 2: 'disabled' }, u8('administrative state'))),
    label: attribute(10, shortString('label')),
    capability: attribute(11, readCapability),
  },
  'capability',
);
