/** The options of a scanner as its user writes them. options.ts checks them and fills in the defaults. */
import type { ConnectionPriority } from '../cip/index.js';
import type { WireTap } from '../link/wire-tap.js';
import type { RealtimeFormat } from './io-format.js';

/** What the target must be for the connection to open; 0 matches anything. */
export interface ScannerKey {
  readonly vendorId?: number;
  readonly deviceType?: number;
  readonly productCode?: number;
  readonly majorRevision?: number;
  readonly minorRevision?: number;
  /** A device that is compatible with the one named will do; then no field may be 0. Default false. */
  readonly compatible?: boolean;
}

/**
 * - `owner`: sends an output and takes an input
 * - `input`: takes an input; its output is a heartbeat
 * - `listen`: takes an input that another connection made the target produce, and lives as long as that; its output
 *   is a heartbeat
 */
export type ScannerType = 'owner' | 'input' | 'listen';

/** What makes the target produce, at the RPI at the latest. This scanner sends its own output at the RPI whatever it says. */
export type ScannerTrigger = 'cyclic' | 'changeOfState' | 'application';

/** What we send, O->T. */
export interface ScannerOutput {
  /** Connection point, 0-65,535. */
  readonly instance: number;
  /** Bytes of data, without sequence count and header: 0-65,000; 0 unless the type is `owner`. */
  readonly size: number;
  /** Default `header32` for an owner, `heartbeat` for the other types, which may also have `zeroLength`. */
  readonly format?: RealtimeFormat;
  /** A packet then holds just the bytes written last, `size` zeros before the first write. Default false. */
  readonly variable?: boolean;
  /** Default `scheduled`. */
  readonly priority?: ConnectionPriority;
}

/** What we get, T->O. */
export interface ScannerInput {
  /** Connection point, 0-65,535. */
  readonly instance: number;
  /** Bytes of data, without sequence count and header: 0-65,000. */
  readonly size: number;
  /** Default `modeless`. */
  readonly format?: RealtimeFormat;
  /** Packets may then hold fewer bytes than `size`. Default false. */
  readonly variable?: boolean;
  /** Default `scheduled`. The target's DSCP goes by it. */
  readonly priority?: ConnectionPriority;
  /**
   * The target sends to a group, for several originators at once: it is joined on our interface, and received on
   * the port that the reply names, 2222 as a rule. Default false: to us alone.
   */
  readonly multicast?: boolean;
}

export interface ScannerOptions {
  /** Name or IPv4 address of the target. */
  readonly host: string;
  /** TCP port of the target, default 44818. */
  readonly port?: number;
  /** Our own IPv4 address, for TCP and UDP; default: the one that the route to the target has. */
  readonly bind?: string;
  /** Our own UDP port, default 2222; 0 = any free one, which the target is told. */
  readonly ioPort?: number;
  /** Default `owner`. What it may open is up to the connection points that the target declares. */
  readonly type?: ScannerType;
  /** Default `cyclic`. */
  readonly trigger?: ScannerTrigger;
  /**
   * Least time (ms) between two packets of the target, 0-60,000 with up to three decimals. Goes into the path; default:
   * none there, and the target takes its own.
   */
  readonly inhibitMs?: number;
  /** 1 has a sequence count in each packet that says which data is new; 0 has none, each packet is new. Default 1. */
  readonly transportClass?: 0 | 1;
  /** Interval asked for, both directions: 0.1 to 60,000 ms, default 10. Below 2 ms a scanner in JavaScript skips slots. */
  readonly rpiMs?: number;
  /** Default: instance 150 with 32 bytes; heartbeat 152 for `input`, 153 for `listen`. */
  readonly output?: ScannerOutput;
  /** Default: instance 100 with 32 bytes. */
  readonly input?: ScannerInput;
  /** Configuration assembly, default 151 without data; null leaves it out of the path. Data: at most 500 bytes with instances up to 255, no key and no inhibit time, as the path holds. */
  readonly config?: { readonly instance: number; readonly data?: Uint8Array } | null;
  /** Default: none in the path. */
  readonly electronicKey?: ScannerKey;
  /** Both watchdogs are (4 << multiplier) x RPI, 0 to 7; default: the least that gives 250 ms. */
  readonly timeoutMultiplier?: number;
  /** Sets the redundant-owner bit of O->T, as one common scanner always does. Default false. */
  readonly redundantOwner?: boolean;
  /** Large Forward Open (sizes above 511 bytes); default: only when a size needs it. */
  readonly large?: boolean;
  /** The three numbers that name the connection to the target; default: random ones. */
  readonly connectionSerial?: number;
  readonly vendorId?: number;
  readonly originatorSerial?: number;
  /** Milliseconds for each step of opening and closing, default 5,000. */
  readonly timeoutMs?: number;
  /** Sees every packet, sent or received, UDP and TCP. */
  readonly tap?: WireTap;
}
