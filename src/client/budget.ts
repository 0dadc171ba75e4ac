/** The time that a call has, shared by all that it asks. */
export interface Budget {
  readonly timeoutMs: number;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}
