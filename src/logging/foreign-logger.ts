/** A logger of the application in place of our own console and file. */
import type { LineLevel } from './levels.js';
import type { LineWriter } from './line-writer.js';
import type { LogCall, LogTarget } from './logger.js';

/** As loggers of pino have them. */
interface Extras {
  readonly trace?: LogCall;
  readonly fatal?: LogCall;
  isLevelEnabled?(level: string): boolean;
}

export function foreignTakes(logger: LogTarget & Extras, level: LineLevel): boolean {
  return typeof logger.isLevelEnabled !== 'function' || logger.isLevelEnabled(level);
}

/** Where a logger has no such level, the one beside it. */
export function foreignWriter(logger: LogTarget & Extras): LineWriter {
  return (level, { fields, text, rest }) => {
    const call = logger[level] ?? logger[level === 'fatal' ? 'error' : 'debug'];
    Reflect.apply(call, logger, text === undefined ? [fields] : [fields, text, ...rest]);
  };
}
