/** How a source starts its adapter and lets go of it. */
export interface SourceHold {
  readonly isRunning: boolean;
  /** Running already: does nothing. @throws what `adapter.start()` throws. */
  start(): Promise<void>;
  /** Not started, or found running, by it: does nothing. */
  stop(): Promise<void>;
}
