/** What an adapter tells: the payloads of its events. */
import type { EipError } from '../errors.js';
import type { NetworkEvent } from './network.js';
import type { AdapterSettings } from './settings/settings.js';

/** Who opened a connection. */
export interface Originator {
  /** IPv4 address that T->O data goes to. */
  readonly address: string;
  readonly port: number;
  readonly vendorId: number;
  readonly serialNumber: number;
}

/** One I/O connection. The names are those of the option `assemblies`. */
export interface ConnectionInfo {
  /** Place in the adapter's table: unique among live connections, used again later. */
  readonly slot: number;
  readonly type: 'exclusiveOwner' | 'inputOnly' | 'listenOnly';
  /** Null for a heartbeat, which carries no data. */
  readonly output: string | null;
  readonly input: string | null;
  /** Null when the Forward Open names no configuration assembly. */
  readonly config: string | null;
  readonly originator: Originator;
  /** With the originator's vendor and serial number: the triad that names the connection. */
  readonly connectionSerial: number;
  readonly outputConnectionId: number;
  readonly inputConnectionId: number;
  /** Interval kept O->T, in ms. */
  readonly outputApiMs: number;
  /** Interval kept T->O, in ms. */
  readonly inputApiMs: number;
  /** Application bytes O->T, without sequence count and header. */
  readonly outputSize: number;
  readonly inputSize: number;
  /** Without O->T packets for so long (ms) the connection ends. */
  readonly timeoutMs: number;
  /** 1: packets carry a sequence count that tells new data from repeated data. 0: they do not, each one counts as new. */
  readonly transportClass: 0 | 1;
  /** What makes T->O data leave: the interval alone, also a changed value, or also `trigger()`. */
  readonly trigger: 'cyclic' | 'changeOfState' | 'application';
  /** T->O data goes to a multicast group that several connections share; `originator` is who opened this one. */
  readonly multicast: boolean;
}

/**
 * - `opened`: a Forward Open was accepted
 * - `closed`: the originator closed it
 * - `timedOut`: its packets stayed away for `timeoutMs`
 * - `aborted`: ended by this side
 * - `orphaned`: a listen-only connection whose last other connection on the same input has ended
 * - `run`, `idle`: the originator's run/idle header changed
 */
export type ConnectionEventKind = 'opened' | 'closed' | 'timedOut' | 'aborted' | 'orphaned' | 'run' | 'idle';

export interface ConnectionEvent {
  readonly kind: ConnectionEventKind;
  /** In words. */
  readonly reason: string;
  readonly connection: ConnectionInfo;
  /** When the I/O thread saw it, in microseconds of `process.hrtime()`'s clock. */
  readonly atUs: number;
}

/** The event loop stood still for `livenessMs`: I/O connections were ended and opens refused. */
export interface LivenessEvent {
  /** How long this process did not look alive to the I/O thread, in ms. */
  readonly forMs: number;
}

/** An input that this process has not stood by for its `watchdogMs`, or stands by again. Told as soon as JavaScript runs. */
export interface WatchdogEvent {
  /** The input's name. */
  readonly input: string;
  /** False: it was written, set or touched again. */
  readonly expired: boolean;
  /** What is done while it has run out. */
  readonly action: 'hold' | 'zero' | 'idle' | 'close';
  /** When the I/O thread did so, in microseconds of `process.hrtime()`'s clock. */
  readonly atUs: number;
}

/** More connection events than JavaScript took in time: some are lost, the table is right again. */
export interface ResyncEvent {
  /** Connection events that are not told. */
  readonly lost: number;
  /** The connections that are open now. */
  readonly connections: readonly ConnectionInfo[];
}

/** A peer has set settings, or they went back to the options; they are in effect. */
export interface SettingsEvent {
  /** All of them. */
  readonly settings: AdapterSettings;
  /** When it was asked, in microseconds of `process.hrtime()`'s clock. */
  readonly atUs: number;
}

/** Value types are argument lists, as `EventEmitter` wants them. */
export interface AdapterEvents {
  connection: [ConnectionEvent];
  /** Told afterwards, when the event loop moves again. */
  liveness: [LivenessEvent];
  watchdog: [WatchdogEvent];
  resync: [ResyncEvent];
  /** The interface that carries the address has changed, or carries it no more. */
  network: [NetworkEvent];
  /** A peer has set what the option `allowSettings` lets it set, or that went back to the options. */
  settings: [SettingsEvent];
  /**
   * Something that does not end the adapter but should not go unseen: its address is gone, settings could not be kept, a peer
   * was denied something.
   * Without a listener it is a warning of the process.
   */
  warning: [EipError];
  /** The I/O thread ended by itself; the adapter is closed. Without a listener it is thrown as an uncaught exception. */
  error: [EipError];
}

/** New data of an assembly that the other side writes. */
export interface DataEvent<V> {
  readonly value: V;
  /** False: the originator says idle (`value` is then as `onIdle` says), or its connection has ended (as `onLoss` says). */
  readonly run: boolean;
  /** False: the connection that it came by has ended, which is what this event tells; or it came by none. */
  readonly connected: boolean;
  /** Whose data it is; `undefined` when it came by an explicit message. */
  readonly connection: ConnectionInfo | undefined;
  /** When it arrived, in microseconds of `process.hrtime()`'s clock. */
  readonly receivedUs: number;
  /** Values that arrived since the event before this one and were overwritten unseen. */
  readonly overwritten: number;
  /** With `history`: values right before this one that found no room in it. */
  readonly dropped: number;
}

export interface DataEvents<V> {
  data: [DataEvent<V>];
}
