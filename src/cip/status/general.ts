import type { StatusTable } from './table.js';

const PATH_CHECK =
  'check class, instance and attribute against the device (its EDS file or manual), or the spelling of the tag';
const SIZE_CHECK = 'check the length of the value against the type or the assembly it goes to';
const RANGE_CHECK = 'check the value against the range the device documents';

/** General statuses of the message router. */
export const GENERAL_STATUS: StatusTable = new Map([
  [0x00, { text: 'success', check: 'nothing' }],
  [0x01, { text: 'connection failure', check: 'see the extended status' }],
  [0x02, { text: 'resource unavailable', check: 'close connections or sessions that are not needed, then try again' }],
  [0x03, { text: 'invalid parameter value', check: RANGE_CHECK }],
  [0x04, { text: 'path segment error', check: PATH_CHECK }],
  [0x05, { text: 'path destination unknown', check: PATH_CHECK }],
  [0x06, { text: 'partial transfer', check: 'ask for the rest: only part of the data fits one reply' }],
  [0x07, { text: 'connection lost', check: 'check the cable and the device, then connect again' }],
  [0x08, { text: 'service not supported', check: 'check that this class of this device has the service' }],
  [0x09, { text: 'invalid attribute value', check: RANGE_CHECK }],
  [0x0a, { text: 'attribute list error', check: 'look at the status of each attribute in the reply' }],
  [0x0b, { text: 'already in requested state', check: 'nothing, the object is in that state' }],
  [0x0c, { text: 'object state conflict', check: 'check whether a connection owns the object, or what mode it is in' }],
  [0x0d, { text: 'object already exists', check: 'check the instance: it has been created before' }],
  [0x0e, { text: 'attribute not settable', check: 'check whether the attribute is read only' }],
  [
    0x0f,
    {
      text: 'privilege violation',
      check: 'check access rights: keyswitch, external access, or a service that is switched off',
    },
  ],
  [0x10, { text: 'device state conflict', check: 'check the mode of the device: keyswitch, run or program, faults' }],
  [0x11, { text: 'reply data too large', check: 'ask for less, or open a connection with a larger size' }],
  [0x12, { text: 'fragmentation of a primitive value', check: 'ask for whole values' }],
  [0x13, { text: 'not enough data', check: SIZE_CHECK }],
  [0x14, { text: 'attribute not supported', check: PATH_CHECK }],
  [0x15, { text: 'too much data', check: SIZE_CHECK }],
  [0x16, { text: 'object does not exist', check: PATH_CHECK }],
  [0x17, { text: 'service fragmentation sequence not in progress', check: 'start the transfer again' }],
  [0x18, { text: 'no stored attribute data', check: 'save the attributes first' }],
  [0x19, { text: 'store operation failure', check: 'check the memory of the device' }],
  [0x1a, { text: 'routing failure, request packet too large', check: 'send a smaller request over this route' }],
  [
    0x1b,
    { text: 'routing failure, response packet too large', check: 'ask for less over this route, or open a connection' },
  ],
  [0x1c, { text: 'missing attribute list entry data', check: 'check that each attribute of the list has its value' }],
  [0x1d, { text: 'invalid attribute value list', check: 'look at the status of each attribute in the reply' }],
  [0x1e, { text: 'embedded service error', check: 'look at the status of each embedded reply' }],
  [0x1f, { text: 'vendor specific error', check: 'look the extended status up in the manual of the device' }],
  [0x20, { text: 'invalid parameter', check: RANGE_CHECK }],
  [0x21, { text: 'write-once value or medium already written', check: 'nothing, it can be written once only' }],
  [0x22, { text: 'invalid reply received', check: 'check the device behind the router' }],
  [0x23, { text: 'buffer overflow', check: 'send smaller messages' }],
  [0x24, { text: 'message format error', check: 'check the message against the documentation of the service' }],
  [0x25, { text: 'key failure in path', check: 'check the electronic key against the identity of the device' }],
  [0x26, { text: 'path size invalid', check: 'check the path: its length does not fit the message' }],
  [0x27, { text: 'unexpected attribute in list', check: 'check which attributes can be set together' }],
  [0x28, { text: 'invalid member id', check: PATH_CHECK }],
  [0x29, { text: 'member not settable', check: 'check whether the member is read only' }],
  [0x2a, { text: 'group 2 only server general failure', check: 'check the DeviceNet device behind the router' }],
  [0x2b, { text: 'unknown Modbus error', check: 'check the Modbus device behind the router' }],
  [0x2c, { text: 'attribute not gettable', check: 'check whether the attribute is write only' }],
  [0xff, { text: 'general error', check: 'see the extended status' }],
]);
