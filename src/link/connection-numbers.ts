/** The numbers that name a connection to both ends. */
import { randomInt } from 'node:crypto';
import type { ConnectionTriad } from '../cip/index.js';

/** Random where nothing is given. */
export function triadOf(settings: Partial<ConnectionTriad>): ConnectionTriad {
  return {
    connectionSerial: settings.connectionSerial ?? randomInt(0x1_0000),
    vendorId: settings.vendorId ?? randomInt(0x1_0000),
    originatorSerial: settings.originatorSerial ?? randomId(),
  };
}

/** Never 0: that would ask the target to choose. */
export function randomId(): number {
  return randomInt(1, 0x1_0000_0000);
}
