/** The library that speaks AMQP: an optional peer, loaded when the first client connects. */
import { EipError } from '../errors.js';

export type BrokerLibrary = Pick<typeof import('rabbitmq-client'), 'Connection'>;

/** @throws EipError EIP_BROKER_LIBRARY_MISSING */
export async function brokerLibrary(): Promise<BrokerLibrary> {
  try {
    return await import('rabbitmq-client');
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new EipError('EIP_BROKER_LIBRARY_MISSING', 'The package rabbitmq-client is not installed', { cause });
  }
}

function isMissing(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && message.includes('rabbitmq-client');
}
