/** Messages to bytes. */
import { MOST_BYTES } from './parse.js';
import { invalid, type MessageKind } from './refusal.js';

/** Nothing is written that would not be read. @throws EipError EIP_MESSAGE_INVALID */
export function encodeMessage(what: MessageKind, message: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(message));
  if (bytes.length <= MOST_BYTES) return bytes;
  throw invalid(what, [{ path: [], message: `it has ${bytes.length} bytes, and ${MOST_BYTES} at most are read` }]);
}
