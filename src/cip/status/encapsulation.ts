import type { StatusTable } from './table.js';

/** Statuses of the encapsulation header. */
export const ENCAPSULATION_STATUS: StatusTable = new Map([
  [0x00, { text: 'success', check: 'nothing' }],
  [
    0x01,
    { text: 'command not supported', check: 'check whether a session has been registered on this connection before' },
  ],
  [0x02, { text: 'insufficient memory', check: 'close sessions that are not needed: the device has no more' }],
  [0x03, { text: 'incorrect data', check: 'check the item list of the message' }],
  [
    0x64,
    {
      text: 'invalid session handle',
      check: 'register a session: this one was closed or belongs to another connection',
    },
  ],
  [0x65, { text: 'invalid length', check: 'send a smaller message' }],
  [0x69, { text: 'unsupported protocol version', check: 'use protocol version 1 without options' }],
]);
