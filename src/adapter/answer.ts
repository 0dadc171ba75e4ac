/** How a request of the wire is answered, in the statuses of the wire. */

/** @internal */
export interface Answer {
  /** CIP general status; 0 accepts. */
  readonly general: number;
  /** First extended status word, 0 = none. */
  readonly extended: number;
  /** Of the reply. */
  readonly data?: Uint8Array | undefined;
}

export const ACCEPTED: Answer = { general: 0, extended: 0 };
