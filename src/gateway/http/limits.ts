/** What a peer may ask of the server. It is for probes and scrapes: a few connections, a few lines each. */
export const LIMITS = {
  /** Connections at once; for one more, the oldest one without a request under way is closed. */
  connections: 64,
  /** For a request to arrive, its body too. */
  requestMs: 5_000,
  /** Without a request. */
  idleMs: 15_000,
  /** For a peer to take some of its answer. */
  stalledMs: 10_000,
  /** Line and headers of a request. */
  headerBytes: 8_192,
  headers: 64,
  /** Requests of one connection. */
  requests: 1_000,
  /** How often connections that are too slow are looked for. */
  checkMs: 1_000,
  /** For answers under way, when the server stops. */
  stopMs: 1_000,
  /** For the gateway to tell its health; its parts have two seconds each. */
  readyMs: 3_000,
  liveMs: 500,
  /** For metrics to be collected, those of an application that shares the registry too. */
  metricsMs: 5_000,
} as const;
