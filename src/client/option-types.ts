/** The options of a client of explicit messages as its user writes them. options.ts checks them. */
import type { CallOptions } from '../eip-client.js';
import type { LogTarget } from '../logging/logger.js';
import type { TagEntries } from '../tag-file/index.js';

/**
 * Out of a port, to a link address: `[1, 0]` is slot 0 of the backplane, `[2, '192.168.1.20']` a device on the network
 * behind port 2.
 */
export type Hop = readonly [port: number, link: number | string];

export interface ExplicitClientOptions {
  /** Name or IPv4 address of the controller, or of the module that leads to it. */
  readonly host: string;
  /** TCP port, 1-65,535, default 44818. */
  readonly port?: number;
  /** Our own IPv4 address; default: the one the route to the controller has. */
  readonly bind?: string;
  /** Slot of the controller in the backplane, 0-255, default 0. Not together with `route`. */
  readonly slot?: number;
  /**
   * The way from `host` to the controller, hop by hop, or as text: `1/0`, `1/3/2/192.168.1.20/1/0`; `backplane` stands
   * for 1 and `ethernet` for 2. `[]` or an empty text is none: for a Micro800, or a device that has no backplane.
   */
  readonly route?: string | readonly Hop[];
  /** Over class 3 connections; false: each request by itself, in an Unconnected Send. Default true. */
  readonly connected?: boolean;
  /**
   * Bytes of the longest message either way, sequence count included: 64-65,491, default 4,002. Above 511 a Large
   * Forward Open asks for it, and a controller that doesn't have that gets 504.
   */
  readonly connectionSize?: number;
  /** Interval asked for, 1-3,600,000 ms, default 1,000: nothing is sent at it, the time-out goes by it. */
  readonly rpiMs?: number;
  /**
   * The controller ends a connection on which it heard nothing for (4 << multiplier) x RPI: 0-7, default 2, which makes
   * 16 s of the default RPI. At a third of that the client asks for something small.
   */
  readonly timeoutMultiplier?: number;
  /** At most so many connections to the controller, 1-16, default 2; each has one request on the way. */
  readonly connections?: number;
  /** For connecting, for each step of it, and for each call from beginning to end, 1-600,000 ms, default 5,000. */
  readonly timeoutMs?: number;
  /** How often what only reads is asked again when no reply comes, 0-10, default 2; `timeoutMs` is shared by all. */
  readonly retries?: number;
  /** The same for writes, which then may reach the controller more than once; default 0. */
  readonly writeRetries?: number;
  /** Whether a lost connection is opened again; default true. */
  readonly reconnect?: boolean;
  /** Least and most time between attempts to connect again, ms, 1-3,600,000, default 100 and 30,000; the first waits for nothing. */
  readonly reconnectMinMs?: number;
  readonly reconnectMaxMs?: number;
  /**
   * How often it is looked whether the controller still has the same program, once tags were read: 0-3,600,000 ms, default
   * 2,000; 0: never, but for subscriptions, which do so in each cycle.
   */
  readonly programCheckMs?: number;
  /** Vendor id that we name ourselves with, 0-65,535, default 0. */
  readonly vendorId?: number;
  /**
   * Tags by names of your own, with scaling and limits: the path of a tag file, what `loadTagFile` gives, or the same
   * written here. A name that is none of them is one of the controller.
   */
  readonly tags?: string | TagEntries;
  /** Refuses every request of which it is not known that it only reads. Default false. */
  readonly readOnly?: boolean;
  /**
   * Tags that may be written, and no others: names, with `*` for a part of a name or for any index, as in `Line.Speed`,
   * `Recipe[*]`, `Program:Main.*`; a name allows all that is within it. Default: every tag.
   */
  readonly writable?: readonly string[];
  /** Reads every tag back behind its write, and compares. Default false. */
  readonly verify?: boolean;
  /**
   * The connection, changes of the program and writes that a guard refuses are logged there (docs/logging.md, "What this package logs"): any logger of pino, or one with its calls. Default:
   * nothing is logged.
   */
  readonly logger?: LogTarget;
}

/** Of every call of an `ExplicitClient`. */
export interface ExplicitCallOptions extends CallOptions {
  /** For this call instead of the client's, 1-600,000 ms. */
  readonly timeoutMs?: number;
}
