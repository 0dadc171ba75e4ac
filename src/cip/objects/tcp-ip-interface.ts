/** TCP/IP Interface object (docs/protocol.md, "TCP/IP Interface object"). */
import { ClassCode } from '../codes.js';
import type { Reader } from '../reader.js';
import { attribute, ObjectClass } from './object-class.js';
import { address, bit, bytes, string, u8, u16, wordsAndPath } from './values.js';

/** Low bits of the status. */
const CONFIGURED = { 0: 'no', 1: 'valid', 2: 'byHardware' } as const;
/** Low bits of the control. */
const STARTUP = { 0: 'static', 1: 'bootp', 2: 'dhcp' } as const;

export interface TcpIpCapability {
  readonly bootpClient: boolean;
  readonly dnsClient: boolean;
  readonly dhcpClient: boolean;
  /** Address and names may be set. */
  readonly settable: boolean;
  readonly conflictDetection: boolean;
}

export interface TcpIpConfiguration {
  readonly address: string;
  readonly mask: string;
  readonly gateway: string;
  readonly nameServer: string;
  readonly nameServer2: string;
  readonly domain: string;
}

export interface MulticastConfiguration {
  /** `rule`: by the rule of the protocol; `explicit`: as set. */
  readonly allocation: 'rule' | 'explicit' | number;
  readonly count: number;
  readonly first: string;
}

function readStatus(reader: Reader) {
  const status = reader.u32('status');
  const configured = status & 0xf;
  return CONFIGURED[configured as keyof typeof CONFIGURED] ?? configured;
}

function readCapability(reader: Reader): TcpIpCapability {
  const flags = reader.u32('capability');
  return {
    bootpClient: bit(flags, 0),
    dnsClient: bit(flags, 1),
    dhcpClient: bit(flags, 2),
    settable: bit(flags, 4),
    conflictDetection: bit(flags, 7),
  };
}

function readControl(reader: Reader) {
  const startup = reader.u32('control') & 0xf;
  return STARTUP[startup as keyof typeof STARTUP] ?? startup;
}

function readConfiguration(reader: Reader): TcpIpConfiguration {
  return {
    address: address('address')(reader),
    mask: address('mask')(reader),
    gateway: address('gateway')(reader),
    nameServer: address('name server')(reader),
    nameServer2: address('second name server')(reader),
    domain: string('domain')(reader),
  };
}

function readMulticast(reader: Reader): MulticastConfiguration {
  const allocation = reader.u8('allocation');
  reader.u8('reserved');
  const count = reader.u16('number of addresses');
  const first = address('first address')(reader);
  return { allocation: allocation === 0 ? 'rule' : allocation === 1 ? 'explicit' : allocation, count, first };
}

export const tcpIpInterfaceObject = new ObjectClass(
  'TCP/IP Interface',
  ClassCode.tcpIp,
  {
    status: attribute(1, readStatus),
    capability: attribute(2, readCapability),
    control: attribute(3, readControl),
    physicalLink: attribute(4, wordsAndPath('physical link')),
    configuration: attribute(5, readConfiguration),
    hostName: attribute(6, string('host name')),
    safetyNetworkNumber: attribute(7, bytes(6, 'safety network number')),
    ttl: attribute(8, u8('TTL')),
    multicast: attribute(9, readMulticast),
    detectsConflicts: attribute(10, (reader) => reader.u8('conflict detection') !== 0),
    lastConflict: attribute(11, bytes(35, 'last conflict')),
    quickConnect: attribute(12, (reader) => reader.u8('quick connect') !== 0),
    /** Seconds, 0 = never. */
    inactivityTimeout: attribute(13, u16('inactivity timeout')),
  },
  'inactivityTimeout',
);
