/** The controller's clock (docs/protocol.md, "Wall clock"). */
import { ClassCode, ServiceCode } from '../../cip/codes.js';
import { CipDecodeError } from '../../cip/errors.js';
import type { RouterRequest } from '../../cip/message.js';
import { objectPath } from '../../cip/path.js';
import { Reader } from '../../cip/reader.js';
import { Writer } from '../../cip/writer.js';
import { viewOf } from '../elements.js';
import { decodeAttributeEntries, getAttributeListRequest } from './attribute-list.js';

/** Attributes of the wall clock: 5 as seven numbers, 6 sets, 0x0B reads; both in microseconds since 1970. */
export const WallClockAttribute = { fields: 0x05, set: 0x06, microseconds: 0x0b } as const;

const TIME_SIZE = 8;
const PATH = objectPath(ClassCode.wallClockTime, 1);

export function readClockRequest(): RouterRequest {
  return getAttributeListRequest(PATH, [WallClockAttribute.microseconds]);
}

/** Microseconds since 1970. @throws CipDecodeError when the reply has no time. */
export function decodeClock(data: Uint8Array): bigint {
  const entries = decodeAttributeEntries(data, (id) =>
    id === WallClockAttribute.microseconds ? TIME_SIZE : undefined,
  );
  const value = entries[0]?.value;
  if (value === undefined) throw new CipDecodeError('wall clock', 'time', 0, 'a value of attribute 11');
  return viewOf(value).getBigUint64(0, true);
}

export function setClockRequest(microseconds: bigint): RouterRequest {
  return { service: ServiceCode.setAttributeList, path: PATH, data: encodeSetClock(microseconds) };
}

/** @throws RangeError for a time that 64 bits do not hold. */
export function encodeSetClock(microseconds: bigint): Uint8Array {
  if (microseconds < 0n || microseconds >= 2n ** 64n) throw new RangeError(`${microseconds} is no time`);
  const value = new Uint8Array(TIME_SIZE);
  viewOf(value).setBigUint64(0, microseconds, true);
  return new Writer().u16(1, 'number of attributes').u16(WallClockAttribute.set, 'attribute').raw(value).finish();
}

/** @throws CipDecodeError for anything but attribute 6 alone. */
export function decodeSetClock(data: Uint8Array): bigint {
  const reader = new Reader(data, 'set wall clock');
  const count = reader.u16('number of attributes');
  if (count !== 1) reader.fail('number of attributes', '1', 0);
  const id = reader.u16('attribute');
  if (id !== WallClockAttribute.set) reader.fail('attribute', `${WallClockAttribute.set}, not ${id}`, 2);
  return viewOf(reader.take(TIME_SIZE, 'time')).getBigUint64(0, true);
}
