/** How long nothing is tried again after the spool has rejected something: each time twice as long. */
import { EipError } from '../../errors.js';

const LEAST_MS = 100;
const MOST_MS = 10_000;

export class RetryPause {
  private timer: NodeJS.Timeout | undefined;
  private ms = LEAST_MS;

  /** @param over the pause is */
  constructor(private readonly over: () => void) {}

  get isOn(): boolean {
    return this.timer !== undefined;
  }

  /** On already: goes on. */
  begin(): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.over();
    }, this.ms);
    this.ms = Math.min(2 * this.ms, MOST_MS);
  }

  /** All is well again. */
  reset(): void {
    this.stop();
    this.ms = LEAST_MS;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** The same record would be rejected again, for what it is. */
export function isHopeless(error: unknown): boolean {
  return error instanceof EipError && error.code === 'EIP_MESSAGE_INVALID';
}
