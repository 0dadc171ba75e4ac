/** What one way to the controller has done since it was opened. */

/** One open way to the controller, in `healthCheck()`. */
export interface ConnectionHealth {
  /** Bytes of the longest message either way. */
  readonly longestMessage: number;
  /** A request is on the way. */
  readonly isBusy: boolean;
  /** Sent on it, those that keep it alive included. */
  readonly requests: number;
  /** That were answered, be it with a refusal. */
  readonly replies: number;
  /** From sending a request to its reply, ms; null when none has come. */
  readonly roundTripMs: { readonly last: number; readonly mean: number; readonly most: number } | null;
}

export class ChannelFigures {
  requests = 0;
  private replies = 0;
  private lastMs = 0;
  private totalMs = 0;
  private mostMs = 0;

  replied(ms: number): void {
    this.replies++;
    this.lastMs = ms;
    this.totalMs += ms;
    if (ms > this.mostMs) this.mostMs = ms;
  }

  health(): Pick<ConnectionHealth, 'requests' | 'replies' | 'roundTripMs'> {
    const { requests, replies, lastMs, totalMs, mostMs } = this;
    const roundTripMs = replies === 0 ? null : { last: lastMs, mean: totalMs / replies, most: mostMs };
    return { requests, replies, roundTripMs };
  }
}
