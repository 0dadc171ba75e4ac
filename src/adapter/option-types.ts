/** The options of an adapter as its user writes them. options.ts checks them and fills in the defaults. */
import type { LogTarget } from '../logging/logger.js';
import type { Assemblies, NameOf } from './assembly-options.js';
import type { ConnectionOptions } from './connection-options.js';

export type { Assemblies, AssemblyKind, AssemblyOptions, AssemblyValue, NameOf } from './assembly-options.js';

/** An input that always holds what an output received: copied on the I/O thread, JavaScript is not asked. */
export interface MirrorOptions<A extends Assemblies = Assemblies> {
  readonly output: NameOf<A, 'output'>;
  /** As large as the output, and then not to be written from JavaScript. */
  readonly input: NameOf<A, 'input'>;
}

/** What the Identity object tells. */
export interface IdentityOptions {
  /** 0-65,535, assigned by ODVA. */
  readonly vendorId: number;
  /** 0-65,535. Default 12, communications adapter. */
  readonly deviceType?: number;
  /** 0-65,535. Default 1. */
  readonly productCode?: number;
  /** Major 1-127, minor 1-255. Default [1, 1]. A scanner's electronic key is compared with it. */
  readonly revision?: readonly [major: number, minor: number];
  /** 0-4,294,967,295, different for every device of a vendor. */
  readonly serialNumber: number;
  /** 1-32 printable ASCII characters. */
  readonly productName: string;
}

/** Bounds of what the network can make this adapter hold. Beyond one it refuses in order, it never stalls. */
export interface LimitOptions {
  /** TCP connections at once, registered or not. 1-4,096, default 512. */
  readonly peers?: number;
  /** Encapsulation sessions at once. 1-4,096, default 512. */
  readonly sessions?: number;
  /** I/O connections at once. 1-4,096, default 512. */
  readonly ioConnections?: number;
  /** Class 3 connections (explicit messages of HMIs and tools) at once. 1-4,096, default 128. */
  readonly explicitConnections?: number;
  /** Bytes of one encapsulation message, its header included. 128-65,535, default 1,024. Class 3: up to 44 less. */
  readonly maxMessage?: number;
  /** Requests that wait for a handler's answer at once; one more is refused with 0x02. 1-1,024, default 32. */
  readonly pendingRequests?: number;
  /** Assemblies at once, those that `addAssembly` adds too. 1-4,096, default 16 more than the option `assemblies` has. */
  readonly assemblies?: number;
  /** The same for `connections` and `addConnection`. 1-4,096, default 16 more than the option `connections` has. */
  readonly connectionPoints?: number;
  /** Bytes of an output or input. 0-65,000, default 512, or as many as the largest of the option `assemblies` has. */
  readonly maxIoData?: number;
}

/**
 * Who may talk to the adapter: IPv4 addresses (`192.168.1.10`) and networks (`192.168.1.0/24`), 1-256 a list.
 * A plain list holds for everything.
 */
export type AllowOptions =
  | readonly string[]
  | {
      /** Who reaches TCP and UDP `port`: explicit messages, discovery, and the opening of connections. Default: everybody. */
      readonly explicit?: readonly string[];
      /** Who may open I/O connections; must be within `explicit`. Default: all of `explicit`. */
      readonly io?: readonly string[];
    };

/** `fifo`: real time or an error; `auto`: real time where permitted, else a scheduler slice; `other`: never real time. */
export type SchedulingPolicy = 'auto' | 'fifo' | 'other';

export interface SchedulingOptions {
  /** Default `auto`. */
  readonly policy?: SchedulingPolicy;
  /** Real-time priority, 1-99, default 50. */
  readonly priority?: number;
  /** Bind the I/O thread to this CPU, from 0. Default: not bound. */
  readonly cpu?: number;
}

/** DSCP of what the adapter sends, 0-63 each: of T->O data by the priority of its connection, and of explicit messages. */
export interface DscpOptions {
  /** Default 55. */
  readonly urgent?: number;
  /** Default 47. */
  readonly scheduled?: number;
  /** Default 43. */
  readonly high?: number;
  /** Default 31. */
  readonly low?: number;
  /** Everything on port 44818. Default 27. */
  readonly explicit?: number;
}

/** For connections whose T->O data goes to a group. */
export interface MulticastOptions {
  /** 1-255, default 1: the group does not leave the subnet. */
  readonly ttl?: number;
  /** So many (1-32) addresses from the first on, 224.0.1.0 or above. Default null: 32, by the protocol's rule. */
  readonly addresses?: { readonly first: string; readonly count: number } | null;
}

export interface AdapterOptions<A extends Assemblies = Assemblies> {
  /**
   * IPv4 address of this machine, or the name of an interface that has exactly one. Default: its only one that is not
   * loopback; an error when there are several.
   */
  readonly host?: string;
  /** TCP and UDP port of explicit messages. 0-65,535, 0 = any free one, default 44,818. */
  readonly port?: number;
  /** UDP port of cyclic data. 0-65,535, 0 = any free one, default 2,222. */
  readonly ioPort?: number;
  readonly identity: IdentityOptions;
  /** By the name that this process gives them. */
  readonly assemblies: A;
  /** Default: none, so that explicit messages alone reach the assemblies. */
  readonly connections?: readonly ConnectionOptions<NoInfer<A>>[];
  /** Default: none. */
  readonly mirror?: readonly MirrorOptions<NoInfer<A>>[];
  /** Shortest interval (RPI) that is granted, in ms: 0.1-1,000, default 1. */
  readonly minRpiMs?: number;
  /**
   * When this process's event loop stands still for so long (ms), the I/O thread ends the I/O connections and
   * refuses new ones until it moves again. 20-60,000, 0 = off, default 1,000.
   */
  readonly livenessMs?: number;
  /**
   * Least time (ms) between two wake-ups of this thread for data: an event loop that has other work then gets the
   * latest value less often. `read()` sees every value at once, connection events never wait. 0-1,000, default 0: each
   * value may wake.
   */
  readonly eventMinIntervalMs?: number;
  /** How the I/O thread is scheduled: a policy, or a policy with its details. Default `auto`. */
  readonly scheduling?: SchedulingPolicy | SchedulingOptions;
  readonly limits?: LimitOptions;
  /**
   * Who may talk to the adapter; everybody else is not answered, or refused. Default: everybody. What is refused is
   * counted and told by the event `warning` (EIP_PEER_DENIED), once a minute at most.
   */
  readonly allow?: AllowOptions;
  /** TCP connections, and so sessions, of one address at once. 1-4,096, default: as many as `limits` allows for all. */
  readonly maxSessionsPerPeer?: number;
  /**
   * Explicit messages change nothing: Set, Reset and services of own classes are refused with 0x0F. I/O connections
   * open as ever. Default false.
   */
  readonly readOnly?: boolean;
  /** A TCP connection without a complete message for so long (s) is closed. 0-3,600, 0 = never, default 120. */
  readonly inactivityTimeoutS?: number;
  /** Priority of packets, in DSCP. */
  readonly dscp?: DscpOptions;
  readonly multicast?: MulticastOptions;
  /**
   * Whether peers may set `dscp`, `multicast` and `inactivityTimeoutS` by explicit messages; else they are refused with
   * 0x0F. Default false.
   */
  readonly allowSettings?: boolean;
  /**
   * The file that keeps what peers set over a restart of the process, and that then counts more than the options. One
   * for each adapter. Default: none, and what was set is lost with the process.
   */
  readonly settingsFile?: string;
  /**
   * How long (ms) a handler may take to answer a request; then the I/O thread refuses it: configuration with 01/0129,
   * others with 0x02. 1-60,000, default 500.
   */
  readonly requestTimeoutMs?: number;
  /**
   * What becomes of the adapter and its connections is logged there (docs/logging.md, "What this package logs"): any logger of pino, or one with its calls. Default:
   * nothing is logged.
   */
  readonly logger?: LogTarget;
}
