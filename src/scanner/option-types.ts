/** The options of a scanner as its user writes them. options.ts checks them and fills in the defaults. */
import type { WireTap } from './wire-tap.js';

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

export interface ScannerOptions {
  /** Name or IPv4 address of the target. */
  readonly host: string;
  /** TCP port of the target, default 44818. */
  readonly port?: number;
  /** Our own IPv4 address, for TCP and UDP; default: the one that the route to the target has. */
  readonly bind?: string;
  /** Our own UDP port, default 2222; 0 = any free one, which the target is told. */
  readonly ioPort?: number;
  /** Interval asked for, both directions: 0.1 to 60,000 ms, default 10. Below 2 ms a scanner in JavaScript skips slots. */
  readonly rpiMs?: number;
  /** O->T assembly, default 150 with 32 bytes, behind the 32-bit run/idle header unless `runIdleHeader` is false. */
  readonly output?: { readonly instance: number; readonly size: number; readonly runIdleHeader?: boolean };
  /** T->O assembly, modeless, default 100 with 32 bytes. */
  readonly input?: { readonly instance: number; readonly size: number };
  /** Configuration assembly, default 151 without data; null leaves it out of the path. Data: at most 500 bytes with instances up to 255 and no key, as the path holds. */
  readonly config?: { readonly instance: number; readonly data?: Uint8Array } | null;
  /** Default: none in the path. */
  readonly electronicKey?: ScannerKey;
  /** Both watchdogs are (4 << multiplier) x RPI, 0 to 7; default: the least that gives 250 ms. */
  readonly timeoutMultiplier?: number;
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
