/** How late the event loop comes to what is due: of the last minute, whoever asks and how often. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const WINDOW_MS = 5_000;
const WINDOWS = 12;
const NS_A_SECOND = 1e9;

export interface LagFigures {
  readonly p99Seconds: number;
  readonly maxSeconds: number;
}

const NONE: LagFigures = { p99Seconds: 0, maxSeconds: 0 };

export class EventLoopLag {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #windows: LagFigures[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#delay.enable();
    this.#timer = setInterval(() => this.#turn(), WINDOW_MS).unref();
  }

  /** The greatest of each window. */
  figures(): LagFigures {
    const all = [...this.#windows, this.#now()];
    return {
      p99Seconds: Math.max(...all.map(({ p99Seconds }) => p99Seconds)),
      maxSeconds: Math.max(...all.map(({ maxSeconds }) => maxSeconds)),
    };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  #turn(): void {
    this.#windows.push(this.#now());
    if (this.#windows.length > WINDOWS) this.#windows.shift();
    this.#delay.reset();
  }

  /** What is measured is the time between two looks: what is more than the resolution is late. */
  #now(): LagFigures {
    if (this.#delay.count === 0) return NONE;
    return { p99Seconds: lateness(this.#delay.percentile(99)), maxSeconds: lateness(this.#delay.max) };
  }
}

function lateness(ns: number): number {
  return Math.max(0, ns / NS_A_SECOND - RESOLUTION_MS / 1_000);
}
