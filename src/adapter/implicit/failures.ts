/** The errors of an implicit client. */
import { noSuchName } from '../../config/names.js';
import type { DisconnectedEvent } from '../../eip-client.js';
import { EipConnectionError, EipError, EipReadError, EipWriteError } from '../../errors.js';
import type { ConnectionEvent } from '../events.js';
import type { Tag } from './tag.js';

const NOT_GOOD = {
  idle: 'EIP_TAG_IDLE',
  stale: 'EIP_TAG_STALE',
  disconnected: 'EIP_TAG_DISCONNECTED',
} as const;

/** Why the value of a tag is not to be acted on. */
export function notGood({ name, assembly }: Tag, quality: keyof typeof NOT_GOOD, reason: string): EipReadError {
  return new EipReadError(NOT_GOOD[quality], `"${name}" is ${quality}: ${reason}`, {
    tag: name,
    assembly: assembly.name,
  });
}

/** @param length bytes that the originator sends */
export function notSent({ name, assembly }: Tag, length: number): EipReadError {
  const what = `"${name}" lies behind the ${length} bytes that the originator sends to "${assembly.name}"`;
  return new EipReadError('EIP_TAG_NOT_SENT', what, { tag: name, assembly: assembly.name });
}

export function unknownForReading(tag: string, known: readonly string[]): EipReadError {
  return new EipReadError('EIP_TAG_UNKNOWN', noSuchName('tag', tag, known), { tag });
}

export function unknownForWriting(tag: string, known: readonly string[]): EipWriteError {
  return new EipWriteError('EIP_WRITE_TAG_UNKNOWN', noSuchName('tag', tag, known), { tag });
}

export function readOnly({ name, assembly }: Tag): EipWriteError {
  const what = `"${name}" lies on the output assembly "${assembly.name}"`;
  return new EipWriteError('EIP_TAG_READ_ONLY', what, { tag: name, assembly: assembly.name });
}

export function valueRefused({ name, assembly }: Tag, cause: Error): EipWriteError {
  const what = `"${name}": ${cause.message}`;
  return new EipWriteError('EIP_VALUE_REFUSED', what, { tag: name, assembly: assembly.name, cause });
}

/** @param other the tag of the same call and assembly that stands in the way, and why */
export function heldBack({ name, assembly }: Tag, other: string): EipWriteError {
  const what = `"${name}" was not written: ${other}`;
  return new EipWriteError('EIP_WRITE_HELD_BACK', what, { tag: name, assembly: assembly.name });
}

export function clientClosed(): EipError {
  return new EipError('EIP_CLIENT_CLOSED', 'The client is closed');
}

/** How a connection's end is told; undefined for another event. An end that the originator asked for is no error. */
export function disconnection({ kind, reason, connection }: ConnectionEvent): DisconnectedEvent | undefined {
  const { address, port } = connection.originator;
  const words = `${address}: ${reason}`;
  switch (kind) {
    case 'closed':
      return { reason: words };
    case 'timedOut':
    case 'aborted':
    case 'orphaned':
      return { reason: words, error: new EipConnectionError('EIP_ORIGINATOR_LOST', words, { address, port }) };
    case 'opened':
    case 'run':
    case 'idle':
      return undefined;
  }
}
