import { randomInt } from 'node:crypto';
import type { ConnectionTriad } from '../cip/index.js';
import { randomId } from '../link/connection-numbers.js';
import type { SerialNumbers } from './opened-connection.js';

/**
 * The numbers that name a client's connections to a controller. The originator's serial number is random for each
 * client, so that two processes on a machine do not take each other's connections for their own; the connection's
 * moves on with each one that is asked for.
 */
export function serialNumbers(vendorId: number): SerialNumbers {
  const originatorSerial = randomId();
  let last = randomInt(0x1_0000);
  return {
    next(): ConnectionTriad {
      last = (last + 1) & 0xffff;
      return { connectionSerial: last, vendorId, originatorSerial };
    },
  };
}
