/** What a channel rejected a message with: who is to blame, and in which words. */
import { type EipError, EipWriteError } from '../errors.js';
import { operationRefused, saidBy } from './failures.js';
import type { Outgoing } from './outgoing.js';

type Fault = Error & { readonly code?: string };

/** The broker closed the channel for what was sent on it: not a connection that broke, nor our own close. */
export function isRefusal(fault: Fault | undefined): fault is Error {
  return fault?.name === 'AMQPChannelError' && !OUR_OWN.has(fault.code ?? '');
}

/** The message could not be written down for the wire; the rest of the channel is not to blame. */
export function isUnwritable(fault: Fault | undefined): fault is Error {
  if (fault === undefined || fault.name.startsWith('AMQP')) return fault?.code === 'CODEC';
  return fault.code !== 'ERR_STREAM_DESTROYED';
}

const OUR_OWN: ReadonlySet<string> = new Set(['CH_CLOSE', 'CLOSED', 'CODEC']);

export function messageRefused(entry: Outgoing, fault: Fault): EipError {
  const { exchange } = entry.envelope;
  const what = `Message ${entry.messageId} to ${entry.place}`;
  if (isRefusal(fault) && (fault as Fault).code !== 'PRECONDITION_FAILED') {
    return operationRefused(what, exchange ? { exchange } : {}, fault);
  }
  const details = { cause: fault, outcome: 'refused' as const, messageId: entry.messageId };
  return new EipWriteError('EIP_MESSAGE_REFUSED', `${what} was refused: ${saidBy(fault)}`, details);
}
