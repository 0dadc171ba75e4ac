/** A logger for each part of a gateway. */
import { type LogTarget, silent } from '../../logging/logger.js';

/** One logger for all parts, whose lines then carry `part`; or what gives the logger of a module, such as `getLogger`. */
export type GatewayLogger = LogTarget | ((module: string) => LogTarget);

/** @param part `gateway.sinks.rabbitmq`: as the module that `logging.levels` names */
export function partLogger(logger: GatewayLogger | undefined, part: string): LogTarget {
  if (logger === undefined) return silent;
  if (typeof logger === 'function') return logger(part);
  return {
    debug: (fields, message) => logger.debug({ part, ...fields }, message),
    info: (fields, message) => logger.info({ part, ...fields }, message),
    warn: (fields, message) => logger.warn({ part, ...fields }, message),
    error: (fields, message) => logger.error({ part, ...fields }, message),
  };
}
