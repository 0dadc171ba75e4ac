/**
 * What peers may set by explicit messages: attributes of the QoS and TCP/IP Interface objects (docs/protocol.md,
 * "Settings"), as options, in the settings file, and for the addon.
 */
import { isIPv4 } from 'node:net';
import type { z } from 'zod';
import { expected, ipv4, options, whole } from '../../config/schema.js';
import type { NativeSettings } from '../../native/binding.js';
import { addressFromNumber, numberFromAddress } from './address.js';

/** 224.0.0.0 to 224.0.0.255 are for protocols of the local network. */
const FIRST_GROUP = numberFromAddress('224.0.1.0');
const LAST_GROUP = numberFromAddress('239.255.255.255');
const MOST_ADDRESSES = 32;

const dscpValue = whole(0, 63);
const ttl = whole(1, 255);
const inactivityTimeoutS = whole(0, 3600);

const addresses = options({
  first: ipv4().describe('The first one, 224.0.1.0 or above'),
  count: whole(1, MOST_ADDRESSES).describe('How many'),
}).refine(
  ({ first, count }) => !isIPv4(first) || areGroups(numberFromAddress(first), count),
  expected('multicast addresses from 224.0.1.0 to 239.255.255.255'),
);

function areGroups(first: number, count: number): boolean {
  return first >= FIRST_GROUP && first + count - 1 <= LAST_GROUP;
}

/** In a file nothing has a default. */
export const settingsSchema = options({
  dscp: options({ urgent: dscpValue, scheduled: dscpValue, high: dscpValue, low: dscpValue, explicit: dscpValue }),
  multicast: options({ ttl, addresses: addresses.nullable() }),
  inactivityTimeoutS,
});

export type AdapterSettings = z.output<typeof settingsSchema>;

/** The same as options. */
export const dscpOption = options({
  urgent: dscpValue.default(55).describe('DSCP of connections of urgent priority'),
  scheduled: dscpValue.default(47).describe('DSCP of connections of scheduled priority'),
  high: dscpValue.default(43).describe('DSCP of connections of high priority'),
  low: dscpValue.default(31).describe('DSCP of connections of low priority'),
  explicit: dscpValue.default(27).describe('DSCP of explicit messages'),
});
export const multicastOption = options({
  ttl: ttl.default(1).describe('Hops that a packet may take; 1: it does not leave the subnet'),
  addresses: addresses.nullable().default(null).describe("Groups to take; null: 32, by the protocol's rule"),
});
export const inactivityOption = inactivityTimeoutS.default(120);

export function nativeSettings({ dscp, multicast, inactivityTimeoutS }: AdapterSettings): NativeSettings {
  const { addresses } = multicast;
  return {
    dscpUrgent: dscp.urgent,
    dscpScheduled: dscp.scheduled,
    dscpHigh: dscp.high,
    dscpLow: dscp.low,
    dscpExplicit: dscp.explicit,
    multicastTtl: multicast.ttl,
    multicastExplicit: addresses !== null,
    multicastCount: addresses?.count ?? MOST_ADDRESSES,
    multicastFirst: addresses === null ? 0 : numberFromAddress(addresses.first),
    inactivityTimeoutS,
  };
}

/** @param data of a request of the kind `settings`: words in the order of native/bridge/settings.h */
export function settingsFromRequest(data: Uint8Array): AdapterSettings {
  const words = new Uint32Array(data.slice().buffer);
  const at = (index: number) => words[index] ?? 0;
  return {
    dscp: { urgent: at(0), scheduled: at(1), high: at(2), low: at(3), explicit: at(4) },
    multicast: { ttl: at(5), addresses: at(6) === 0 ? null : { count: at(7), first: addressFromNumber(at(8)) } },
    inactivityTimeoutS: at(9),
  };
}
