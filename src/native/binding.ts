/**
 * The shape of the addon, declared once. `native/addon.cc` is the other side; `load.ts` finds it.
 *
 * Everything here is normalised already (units, ranges, defaults: `src/adapter/options.ts`); the addon checks
 * again only what would be unsafe. Cyclic data never crosses by a call: it lives in one SharedArrayBuffer
 * that both threads see, at the places that `SharedMap` names (docs/architecture.md, "Shared memory").
 */

import type { SharedInput, SharedMap, SharedOutput } from './shared-map.js';

export type NativeAssemblyKind = 'output' | 'input' | 'config' | 'explicit';

/** Its index in `NativeOptions.assemblies` is the assembly's index everywhere else. */
export interface NativeAssembly {
  instance: number;
  kind: NativeAssemblyKind;
  size: number;
  settable: boolean;
  /** Outputs; else 'hold'. */
  onLoss: 'hold' | 'zero';
  onIdle: 'hold' | 'zero' | 'apply';
  /** Outputs: values kept for JS in order, 0-65,536; 0 = the latest only. */
  history: number;
  /** Inputs: 0 = not watched. */
  watchdogMs: number;
  onWatchdog: 'hold' | 'zero' | 'idle' | 'close';
}

export interface NativePoint {
  type: 'exclusiveOwner' | 'inputOnly' | 'listenOnly';
  /** Instance numbers; of a heartbeat one without an assembly; config 0 = none. */
  output: number;
  input: number;
  config: number;
  outputFormat: 'modeless' | 'header32' | 'zeroLength' | 'heartbeat';
  inputFormat: 'modeless' | 'header32' | 'zeroLength' | 'heartbeat';
  /** At once, 0 = no limit of its own. */
  connections: number;
  /** With a range: the least bytes of data that an open may name. */
  outputLeast: number | undefined;
  inputLeast: number | undefined;
}

/** A CIP class whose requests JS answers (`service`): what it does not name the core refuses. */
export interface NativeClass {
  /** 1-65,535, none of the core's own. */
  classId: number;
  revision: number;
  /** Ascending by id: reached by Get_Attribute_Single, Set_Attribute_Single. */
  attributes: { id: number; get: boolean; set: boolean }[];
  /** By code, 1-127; they go before those of the core. */
  services: { code: number; onClass: boolean; onInstance: boolean }[];
  /** Ascending. */
  instances: number[];
}

/** IPv4 addresses that begin alike, as numbers: `address` has no bit outside `mask`; 0, 0 is everybody. */
export interface NativeNetwork4 {
  address: number;
  mask: number;
}

/** What comes while running. */
export interface NativeAddition {
  points: NativePoint[];
  assembly: NativeAssembly | undefined;
  /** Of the assembly: below limits.assemblies, no other's. */
  index: number;
  /** Of the assembly, prepared. Held until it is removed or the adapter closed. */
  memory: Int32Array | undefined;
}

/** Places in the memory of one assembly; one of them is undefined. */
export interface NativePlaces {
  output: SharedOutput | undefined;
  input: SharedInput | undefined;
}

export interface NativeOptions {
  /** IPv4 address of this machine. */
  address: string;
  /** TCP and UDP port of explicit messages; 0 = any free one. */
  port: number;
  /** UDP port of cyclic data; 0 = any free one. */
  ioPort: number;
  identity: {
    vendorId: number;
    deviceType: number;
    productCode: number;
    majorRevision: number;
    minorRevision: number;
    serialNumber: number;
    productName: string;
  };
  /** As in deps/opener/include/opener/limits.h. */
  limits: {
    peers: number;
    sessions: number;
    maxMessage: number;
    ioConnections: number;
    explicitConnections: number;
    maxIoData: number;
    assemblies: number;
    connectionPoints: number;
    classes: number;
    pendingRequests: number;
    delayedReplies: number;
  };
  /** Who may talk: up to 256 networks a list, an empty one is nobody. */
  access: {
    explicit: NativeNetwork4[];
    io: NativeNetwork4[];
    /** TCP connections of one address at once, 0 = no limit of its own. */
    sessionsPerPeer: number;
    /** Explicit messages change nothing. */
    readOnly: boolean;
  };
  minRpiUs: number;
  pendingTimeoutUs: number;
  requireConfiguration: boolean;
  /** To begin with. */
  settings: NativeSettings;
  /** Whether peers may set them. */
  allowSettings: boolean;
  /** 0 = liveness is not watched. */
  livenessMs: number;
  /** Least time between two wake-ups for data; 0 = each wakes. Connection events never wait. */
  eventMinIntervalUs: number;
  scheduling: { policy: 'auto' | 'fifo' | 'other'; priority: number; cpu: number | undefined };
  assemblies: NativeAssembly[];
  points: NativePoint[];
  /** Copied on the I/O thread: indexes of an output and an input assembly of equal size. */
  mirrors: { output: number; input: number }[];
  classes: NativeClass[];
}

/** What peers may set, as in deps/opener/include/opener/network.h. */
export interface NativeSettings {
  dscpUrgent: number;
  dscpScheduled: number;
  dscpHigh: number;
  dscpLow: number;
  dscpExplicit: number;
  multicastTtl: number;
  /** False: multicast addresses by the rule. */
  multicastExplicit: boolean;
  multicastCount: number;
  /** The first address as a number; only with multicastExplicit. */
  multicastFirst: number;
  inactivityTimeoutS: number;
}

/** The interface that carries the adapter's address. */
export interface NativeNetwork {
  /** Its name. */
  interface: string;
  /** False: no interface carries the address any more; the rest is as it was before. */
  present: boolean;
  enabled: boolean;
  link: boolean;
  address: string;
  mask: string;
  gateway: string | undefined;
  nameServer: string | undefined;
  nameServer2: string | undefined;
  domain: string;
  hostName: string;
  /** The address is leased. */
  dhcp: boolean;
  mac: string;
  /** 0 = not known. */
  speedMbit: number;
  fullDuplex: boolean;
}

export interface NativeConnectionInfo {
  slot: number;
  type: 'exclusiveOwner' | 'inputOnly' | 'listenOnly';
  output: number;
  input: number;
  config: number;
  connectionSerial: number;
  originatorVendor: number;
  originatorSerial: number;
  originatorAddress: string;
  originatorPort: number;
  outputConnectionId: number;
  inputConnectionId: number;
  outputApiUs: number;
  inputApiUs: number;
  outputSize: number;
  inputSize: number;
  timeoutUs: number;
  transportClass: number;
  trigger: 'cyclic' | 'changeOfState' | 'application';
  multicast: boolean;
}

export type NativeConnectionChange = 'opened' | 'closed' | 'timedOut' | 'aborted' | 'orphaned' | 'run' | 'idle';

/** What JS may have to answer; in the order of native/bridge/request_ring.h. */
export const REQUEST_KINDS = ['configuration', 'assembly', 'reset', 'settings', 'service'] as const;
export type NativeRequestKind = (typeof REQUEST_KINDS)[number];

/** A request of the wire that waits for `complete(token, ...)`, at most pendingTimeoutUs from `atUs` on. */
export interface NativeRequest {
  type: 'request';
  token: number;
  kind: NativeRequestKind;
  classId: number;
  instance: number;
  attribute: number;
  service: number;
  /** The candidate: `configuration` only. */
  connection: NativeConnectionInfo | undefined;
  /** What was sent with it; `reset`: the type, one byte. */
  data: Uint8Array;
  /** CLOCK_MONOTONIC microseconds. */
  atUs: number;
}

export type NativeEvent =
  | NativeRequest
  /** Whoever waited for the answer to this token has gone. After the request itself. */
  | { type: 'abandoned'; token: number }
  | { type: 'connection'; change: NativeConnectionChange; connection: NativeConnectionInfo; atUs: number }
  /** JS stood still for livenessMs: connections were ended, opens refused for `forMs`; now it moves again. */
  | { type: 'liveness'; forMs: number }
  /** The input of this index was not touched for its watchdogMs, or is again. */
  | { type: 'watchdog'; assembly: number; expired: boolean; atUs: number }
  /** Connection events were lost (the ring was full): `connections` is the whole table now. */
  | { type: 'resync'; lost: number; connections: NativeConnectionInfo[] }
  /** Since it was told last, this address (undefined: further ones) was denied so often what this counter counts. */
  | { type: 'denied'; address: string | undefined; counter: string; count: number; atUs: number }
  /** The network has changed: what it is now, not what it was at `atUs`. */
  | { type: 'network'; network: NativeNetwork | undefined; atUs: number }
  /** The oldest add(), removeAssembly() or removePoint() that was not told yet: done, or (`problem`) why nothing of it was. */
  | { type: 'done'; problem: string | undefined }
  /** The I/O thread ended by itself (it cannot go on); `message` says why. The adapter is closed. */
  | { type: 'failed'; message: string };

export interface NativeOpened {
  port: number;
  ioPort: number;
  scheduling: {
    policy: 'fifo' | 'other';
    /** FIFO priority, else undefined. */
    priority: number | undefined;
    /** Read back from the kernel (sched_getattr), else undefined. */
    sliceUs: number | undefined;
    /** Why FIFO was not to be had (EPERM ...), else undefined. */
    refused: string | undefined;
    cpu: number | undefined;
    timer: 'timerfd' | 'uv_timer';
    memoryLocked: boolean;
  };
}

/** One adapter: constructed closed; open() and close() once each. */
export interface NativeAdapter {
  readonly map: SharedMap;
  /**
   * Binds the sockets, starts the I/O thread, returns when it runs.
   * @throws Error with `code` (EADDRINUSE, EADDRNOTAVAIL, EACCES, EMFILE ...), `syscall`, `address`, `port`, `transport` ('tcp' | 'udp').
   */
  open(): NativeOpened;
  /** Ends connections, stops and joins the thread, closes the sockets. Idempotent. Events up to then stay in takeEvents(). */
  close(): void;
  /** Events since the last call, oldest first. The first call after close() gives the rest, and frees what held them. */
  takeEvents(): NativeEvent[];
  /** Wakes the I/O thread for what was noted (`SharedMap.notifiedWord`). Never waits; nothing when not open. */
  notify(): void;
  /**
   * Answers a request: CIP general and extended status (0 = none), and data of the reply for `service`. A token whose
   * time is over, or that never was, is ignored and counted (`answersLate`). On a closed adapter nothing happens.
   * @returns false when there is no room for more answers now: try again.
   */
  complete(token: number, generalStatus: number, extendedStatus: number, data?: Uint8Array): boolean;
  /** The network as it is now; undefined when the system does not tell, and once the adapter was closed. */
  network(): NativeNetwork | undefined;
  /**
   * Another class, while running; without effect when the id is taken. On a closed adapter nothing happens.
   * @returns false when there is no room for it now: try again.
   */
  defineClass(definition: NativeClass): boolean;
  /** Ends what defineClass() or the options brought; requests to it that wait are still answered. As defineClass(). */
  removeClass(classId: number): boolean;
  /** Others than those in effect, without a peer's Set. As defineClass(). */
  putSettings(settings: NativeSettings): boolean;
  /**
   * Adds points, and an assembly beneath them, while running. Acknowledged by an event `done`.
   * @returns false when there is no room for it now: try again.
   * @throws RangeError when there is not enough memory; TypeError for what was never prepared.
   */
  add(addition: NativeAddition): boolean;
  /** Removes an assembly with its connections and points, by its index. As add(); after `done` its memory is JS's again. */
  removeAssembly(index: number): boolean;
  /** Removes a point with its connections. As add(). */
  removePoint(output: number, input: number): boolean;
  /** Keep the process alive (true, as from open()) or not. */
  ref(on: boolean): void;
}

export interface NativeAddon {
  /** Moves whenever this file changes incompatibly; load.ts refuses any other. */
  readonly bridgeVersion: number;
  /** Bytes of the SharedArrayBuffer for these options. */
  memorySize(options: NativeOptions): number;
  /** Bytes of the SharedArrayBuffer for an assembly that is added while running. */
  assemblySize(assembly: NativeAssembly): number;
  /** Makes the images of such an assembly. @param memory over a zeroed SharedArrayBuffer of assemblySize bytes */
  prepareAssembly(assembly: NativeAssembly, memory: Int32Array): NativePlaces;
  /**
   * @param memory over a zeroed SharedArrayBuffer of memorySize bytes, used by this adapter alone; held until close().
   * @param wake called on the JS thread when there is data or an event; never re-entered. What it throws is raised as an uncaught exception.
   */
  readonly NativeAdapter: new (
    options: NativeOptions,
    memory: Int32Array,
    wake: () => void,
  ) => NativeAdapter;
}

/** The version of this file that the facade is written for. */
export const BRIDGE_VERSION = 5;
