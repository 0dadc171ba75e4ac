import type { ConnectionTriad, RouterRequest } from '../cip/index.js';

/** A class 3 connection as the controller granted it. */
export interface OpenedConnection {
  readonly triad: ConnectionTriad;
  /** Connection ids of the messages that we send, and of those that come. */
  readonly outputId: number;
  readonly inputId: number;
  /** Bytes of the longest message either way, its sequence count included. */
  readonly size: number;
  /** The controller ends it when it heard nothing for so long. */
  readonly timeoutMs: number;
  /** The request that ends it. */
  readonly close: RouterRequest;
}

/** Serial numbers of connections, not those that another process uses or that were used a moment ago. */
export interface SerialNumbers {
  next(): ConnectionTriad;
}
