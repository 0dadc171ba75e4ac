import type { StatusTable } from './table.js';

const TYPE_CHECK = 'check the data type of the tag in the controller';
const RANGE_CHECK = 'check index and element count against the dimensions of the tag';

/** Extended statuses of general status 0xFF from a Logix controller. */
export const LOGIX_STATUS: StatusTable = new Map([
  [0x2001, { text: 'too many path segments', check: 'address fewer levels of members and indices' }],
  [0x2018, { text: 'controller is busy', check: 'try again later' }],
  [0x201b, { text: 'size too large', check: 'ask for less' }],
  [0x201c, { text: 'size too small', check: 'ask for at least one whole value' }],
  [0x2100, { text: 'privilege violation', check: 'check the external access of the tag and the keyswitch' }],
  [0x2104, { text: 'offset beyond the end of the tag', check: RANGE_CHECK }],
  [0x2105, { text: 'element beyond the end of the tag', check: RANGE_CHECK }],
  [0x2106, { text: 'tag is in use', check: 'try again later' }],
  [0x2107, { text: 'data type does not match', check: TYPE_CHECK }],
]);

/** Extended statuses of general status 0x10, device state conflict. */
export const DEVICE_STATE_STATUS: StatusTable = new Map([
  [0x2101, { text: 'keyswitch position does not allow it', check: 'turn the keyswitch to REMOTE or PROG' }],
  [0x2802, { text: 'safety is locked', check: 'unlock the safety application' }],
]);
