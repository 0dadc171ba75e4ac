/** Whether a sink counts as down: after so many failures in a row, until a probe gets through. */
import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';
import type { BreakerState } from '../status.js';

/** Each try is let through: the worker keeps the pauses, by a clock that nobody sets. */
const AT_ONCE = { duration: Number.NEGATIVE_INFINITY, next: () => AT_ONCE };

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'halfOpen',
  [CircuitState.Isolated]: 'open',
};

export class Breaker {
  private readonly policy: CircuitBreakerPolicy;

  constructor(breakAfter: number, onChange: (state: BreakerState) => void) {
    const failed = handleWhenResult((succeeded) => succeeded === false);
    this.policy = circuitBreaker(failed, { halfOpenAfter: AT_ONCE, breaker: new ConsecutiveBreaker(breakAfter) });
    this.policy.onStateChange((state) => onChange(STATES[state]));
  }

  get state(): BreakerState {
    return STATES[this.policy.state];
  }

  /** One try. @param attempt resolves to whether it succeeded; never rejects */
  run(attempt: () => Promise<boolean>): Promise<boolean> {
    return this.policy.execute(async () => {
      // cockatiel turns to half open when this has begun: whoever looks during the attempt is to see that.
      await undefined;
      return attempt();
    });
  }
}
