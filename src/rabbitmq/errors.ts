/** The errors of this part that have a class of their own. */
import { EipConfigError, EipConnectionError, type EipError, type EipErrorDetails } from '../errors.js';

/** The broker could not be reached within the retries allowed; the client does not try any more. */
export class ConnectionLossError extends EipConnectionError {
  static {
    ConnectionLossError.prototype.name = 'ConnectionLossError';
  }

  constructor(what: string, details?: EipErrorDetails) {
    super('EIP_BROKER_LOST', what, details);
  }
}

/** What was to be sent names no place, or can't be a message. Nothing was sent. */
export class PublisherConfigurationError extends EipConfigError {
  static {
    PublisherConfigurationError.prototype.name = 'PublisherConfigurationError';
  }

  constructor(what: string, details?: EipErrorDetails) {
    super('EIP_PUBLISHER_CONFIG', what, details);
  }
}

/** What was to be consumed names no queue, or the options do not fit. Nothing was consumed. */
export class ConsumerConfigurationError extends EipConfigError {
  static {
    ConsumerConfigurationError.prototype.name = 'ConsumerConfigurationError';
  }

  constructor(what: string, details?: EipErrorDetails) {
    super('EIP_CONSUMER_CONFIG', what, details);
  }
}

/** The text of an error without what to check: for another error that brings its own. */
export function whatHappened(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { check } = error as Partial<EipError>;
  return check === undefined ? error.message : error.message.replace(`. ${check}.`, '');
}
