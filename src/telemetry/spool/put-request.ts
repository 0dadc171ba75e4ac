/** What is checked before an entry waits to be stored, and how its waiting ends. */
import { EipWriteError } from '../../errors.js';
import type { BoundGroup, PutRequest } from './bound-group.js';
import { encodeValue, MOST_ID_BYTES, type SpoolEntry, sizeOf } from './entry.js';
import type { Lane } from './lane.js';

export interface CheckedEntry {
  readonly value: Buffer;
  readonly acceptedAtMs: number;
}

/** @throws TypeError; EipWriteError EIP_SPOOL_TOO_LARGE */
export function checkedEntry({ messageId, body, acceptedAt = new Date() }: SpoolEntry, maxBytes: number): CheckedEntry {
  const idBytes = typeof messageId === 'string' ? Buffer.byteLength(messageId) : 0;
  if (idBytes < 1 || idBytes > MOST_ID_BYTES) {
    throw new TypeError(`messageId: expected a text of 1 to ${MOST_ID_BYTES} bytes, got ${idBytes} bytes`);
  }
  if (!(body instanceof Uint8Array)) throw new TypeError('body: expected a Uint8Array');
  const acceptedAtMs = acceptedAt instanceof Date ? acceptedAt.getTime() : Number.NaN;
  if (Number.isNaN(acceptedAtMs)) throw new TypeError('acceptedAt: expected a valid Date');
  if (body.length > maxBytes) {
    const what = `The body of ${messageId} has ${body.length} bytes, "maxEntryBytes" is ${maxBytes}`;
    throw new EipWriteError('EIP_SPOOL_TOO_LARGE', what, { outcome: 'notSent', option: 'maxEntryBytes' });
  }
  return { value: encodeValue(messageId, body), acceptedAtMs };
}

/** Waits until it is stored, dropped or refused, or the signal ends it. */
export function requested(
  { value, acceptedAtMs }: CheckedEntry,
  lane: Lane,
  group: BoundGroup,
  signal: AbortSignal | undefined,
  enqueue: (request: PutRequest) => void,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      if (group.remove(request)) request.reject(signal?.reason);
    };
    const request: PutRequest = {
      lane,
      value,
      bytes: sizeOf(value),
      acceptedAtMs,
      resolve: (accepted) => {
        signal?.removeEventListener('abort', onAbort);
        resolve(accepted);
      },
      reject: (error) => {
        signal?.removeEventListener('abort', onAbort);
        reject(error);
      },
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    enqueue(request);
  });
}
