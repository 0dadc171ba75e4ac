/** The log of the process, for modules that ask for a logger by name: the only state of this package that is global. */
import { type Logging, LogHub, loggerFor } from './hub.js';
import type { Logger } from './module-logger.js';
import type { LoggerOptions } from './settings.js';

let current: LogHub | undefined;

/**
 * Sets up the log of this process (in a worker: of this thread). Loggers of `getLogger` follow, those from before too;
 * what was set up earlier is closed.
 * @throws EipConfigError EIP_OPTION_INVALID, and what was there stays
 */
export function setupLogger(options: LoggerOptions = {}): Logging {
  current?.flushSync();
  const former = current;
  current = new LogHub(options);
  void former?.close();
  return current;
}

/**
 * A logger of the process's log. Before `setupLogger` its lines go to stdout as JSON, from "info" on.
 * @param name the module; default: none
 */
export function getLogger(name?: string): Logger {
  return loggerFor(name, currentLog);
}

/** Changes the log of the process. @throws as `Logging.reconfigure` */
export function reconfigure(changes: LoggerOptions): void {
  currentLog().reconfigure(changes);
}

/** A log beside that of the process, with loggers of its own. @throws EipConfigError EIP_OPTION_INVALID */
export function createLogging(options: LoggerOptions = {}): Logging {
  return new LogHub(options);
}

function currentLog(): LogHub {
  current ??= new LogHub({});
  return current;
}
