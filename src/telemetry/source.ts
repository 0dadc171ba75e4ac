/** Where records come from. */
import type { TelemetryRecord } from './record/record-types.js';
import type { Priority } from './spool/priorities.js';

export interface EmitOptions {
  /** Default `normal`. Records of the kinds `alarm` and `audit` have the priority of that name, whatever is given. */
  readonly priority?: Priority | undefined;
}

/**
 * Takes a record over. Resolved once it will not be lost: from then on the source may forget it. A source that can wait
 * waits; one that can't goes on, and counts what is rejected.
 */
export type EmitRecord = (record: TelemetryRecord, options?: EmitOptions) => Promise<void>;

/** Plain data, fit for JSON. */
export interface EndpointHealth {
  readonly healthy: boolean;
  /** Why not, in words; null when healthy. */
  readonly reason: string | null;
}

export interface StartOptions {
  /** Ends the start; it rejects with the signal's reason, and the source is as before. */
  readonly signal?: AbortSignal | undefined;
}

/** What produces records: an adapter, a client, or a service's own. */
export interface Source {
  /** As the configuration names it; that of its records. */
  readonly name: string;
  /**
   * Begins. Resolved when it works or goes on trying by itself (its machine may be off); rejected when it never can.
   * From then on `emit` is called, until `stop()`.
   */
  start(emit: EmitRecord, options?: StartOptions): Promise<void>;
  /** Ends: nothing is emitted once it is resolved. Idempotent; may be called before `start()` is done. */
  stop(): Promise<void>;
  /** Never rejects. */
  healthCheck(): Promise<EndpointHealth>;
}
