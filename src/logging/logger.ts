/** What the parts of this package log to: any logger of pino, or one with the same calls. */

/** One level: data first, then a text. */
export type LogCall = (fields: object, message?: string) => void;

/** A `Logger` of pino is one. */
export interface LogTarget {
  debug: LogCall;
  info: LogCall;
  warn: LogCall;
  error: LogCall;
}

/** Logs nothing. */
export const silent: LogTarget = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};
