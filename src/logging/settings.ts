/** What a log is set up with: the section `logging`, and what only a program can give. */
import { MessagePort } from 'node:worker_threads';
import { z } from 'zod';
import { type App, type AppOptions, appSchema } from '../config/app.js';
import { type Complain, parsed, refuseComplaints } from '../config/refusal.js';
import { expected, options } from '../config/schema.js';
import { logTarget } from './log-target.js';
import type { LogTarget } from './logger.js';
import { type LoggingConfig, type LoggingSection, loggingSchema } from './options.js';

export interface LoggerOptions extends LoggingSection {
  /** Who the service is: the field `app` of each line. */
  readonly app?: AppOptions | undefined;
  /** A logger of the application, of pino or with its calls: it takes the lines in place of console and file. */
  readonly logger?: LogTarget | undefined;
  /** In a worker thread: what `port()` of the log of the main thread gave, which then takes the lines. */
  readonly port?: MessagePort | undefined;
}

/** Complete. */
export interface LoggerSettings extends LoggingConfig {
  readonly app: App;
  readonly logger?: LogTarget | undefined;
  readonly port?: MessagePort | undefined;
}

const settingsSchema = options({
  ...loggingSchema.shape,
  app: appSchema.prefault({}),
  logger: logTarget().optional(),
  port: z
    .custom<MessagePort>((given) => given instanceof MessagePort, expected('a MessagePort of logging.port()'))
    .optional(),
});

/** @throws EipConfigError EIP_OPTION_INVALID */
export function settingsOf(given: LoggerOptions): LoggerSettings {
  const settings = parsed('logger', settingsSchema, given);
  refuseComplaints('logger', (complain) => refuseMixture(given, complain));
  return settings;
}

/** What would not be heeded is refused. */
function refuseMixture(given: LoggerOptions, complain: Complain): void {
  const elsewhere = given.logger !== undefined ? 'logger' : given.port !== undefined ? 'port' : undefined;
  if (elsewhere === undefined) return;
  const others = ['console', 'consoleStream', 'file', 'time', 'redact', 'bufferBytes', 'port'] as const;
  for (const name of others) {
    if (name !== elsewhere && given[name] !== undefined) {
      complain([name], `is decided by who takes the lines: not together with "${elsewhere}"`);
    }
  }
}
