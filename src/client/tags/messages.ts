/** Requests for tags whose path is encoded already. */
import { ServiceCode } from '../../cip/index.js';

/** Service and size of the path. */
export const MESSAGE_HEAD = 2;

export function requestBytes(service: number, path: Uint8Array, data: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(MESSAGE_HEAD + path.byteLength + data.byteLength);
  bytes[0] = service;
  bytes[1] = path.byteLength / 2;
  bytes.set(path, MESSAGE_HEAD);
  bytes.set(data, MESSAGE_HEAD + path.byteLength);
  return bytes;
}

/** @param count of elements, at most 65,535 */
export function readMessage(path: Uint8Array, count: number): Uint8Array {
  return requestBytes(ServiceCode.readTag, path, Uint8Array.of(count & 0xff, count >> 8));
}

/** @param offset bytes from the first of the elements on */
export function readFragmentMessage(path: Uint8Array, count: number, offset: number): Uint8Array {
  const data = Buffer.alloc(6);
  data.writeUInt16LE(count, 0);
  data.writeUInt32LE(offset, 2);
  return requestBytes(ServiceCode.readTagFragmented, path, data);
}
