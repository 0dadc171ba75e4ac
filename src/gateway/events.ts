/** What a gateway tells when it happens. */
import type { BreakerState, GatewayState } from './status.js';

/** Value types are argument lists, as `EventEmitter` wants them. */
export interface GatewayEvents {
  /** It is in another state now. */
  state: [state: GatewayState];
  /** The circuit breaker of a sink is. */
  breaker: [change: BreakerChange];
}

export interface BreakerChange {
  readonly sink: string;
  readonly state: BreakerState;
  /** Why the sink counts as down, in words; null unless `open`. */
  readonly reason: string | null;
}
