/** What passes between the log of the main thread and those of workers. A line itself is a text. */
import type { App } from '../../config/app.js';
import type { LoggingConfig } from '../options.js';

/** What a worker's log takes over from that of the main thread. */
export type SharedSettings = Pick<
  LoggingConfig,
  'enabled' | 'level' | 'levels' | 'time' | 'redact' | 'fields' | 'bufferBytes'
> & {
  readonly app: App;
};

/** The first message to a worker's side, there before the port is handed over. */
export interface Hello {
  readonly kind: 'hello';
  readonly settings: SharedSettings;
  readonly figures: SharedArrayBuffer;
}

export type ToWorker =
  | Hello
  | { readonly kind: 'settings'; readonly settings: SharedSettings }
  | { readonly kind: 'flushed'; readonly id: number };

export type FromWorker = string | { readonly kind: 'flush'; readonly id: number };

/**
 * Counts that both threads see. `WAITING`: bytes of lines that were posted and not taken; the worker adds, the main
 * thread subtracts. `DROPPED`: lines for which there was no room; the worker adds. Relaxed order is enough: neither
 * says anything of other memory.
 */
export const FIGURES = { WAITING: 0, DROPPED: 1, COUNT: 2 } as const;

export function sharedOf({
  enabled,
  level,
  levels,
  time,
  redact,
  fields,
  bufferBytes,
  app,
}: SharedSettings): SharedSettings {
  return { enabled, level, levels, time, redact, fields, bufferBytes, app };
}
