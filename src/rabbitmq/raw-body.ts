/**
 * The bytes of a message as they came. The library parses JSON and decodes texts before anybody sees them: large
 * numbers would be rounded, and a dead letter would not be the message that failed. So its reader of content headers
 * does not get to see the content type; a test holds that to the version installed.
 */
import type { AsyncMessage, Channel } from 'rabbitmq-client';

interface HeaderFrame {
  readonly fields: { readonly contentType?: string };
}

interface HeaderReader {
  _onHeader?: (frame: HeaderFrame) => void;
}

interface Kept {
  readonly keptContentType?: string;
}

export function keepBytes(channel: Channel): void {
  const reader = channel as unknown as HeaderReader;
  const read = reader._onHeader;
  if (typeof read !== 'function') return;
  reader._onHeader = (frame) => {
    const { contentType, ...fields } = frame.fields;
    read.call(channel, {
      ...frame,
      fields: contentType === undefined ? fields : { ...fields, keptContentType: contentType },
    });
  };
}

export interface RawMessage extends AsyncMessage {
  readonly body: Buffer;
}

/** With its content type back in place. */
export function rawMessage(message: AsyncMessage): RawMessage {
  const { keptContentType, ...rest } = message as AsyncMessage & Kept;
  const body = Buffer.isBuffer(message.body) ? message.body : bytesAgain(message.body);
  return keptContentType === undefined ? { ...rest, body } : { ...rest, contentType: keptContentType, body };
}

/** As near as it gets, where a version of the library parsed it all the same. */
function bytesAgain(body: unknown): Buffer {
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
