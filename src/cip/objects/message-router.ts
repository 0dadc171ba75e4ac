/** Message Router object (docs/protocol.md, "Message Router object"). */
import { ClassCode } from '../codes.js';
import type { Reader } from '../reader.js';
import { attribute, ObjectClass } from './object-class.js';
import { counted, u16 } from './values.js';

const number = u16('number');

/** As many as the bytes hold. */
function readConnections(reader: Reader): number[] {
  const numbers: number[] = [];
  while (reader.remaining > 0) numbers.push(reader.u16('connection number'));
  return numbers;
}

export const messageRouterObject = new ObjectClass(
  'Message Router',
  ClassCode.messageRouter,
  {
    /** Class ids. */
    objects: attribute(1, (reader) => counted(reader, 'object list', 2, number)),
    connectionsAvailable: attribute(2, u16('number available')),
    connectionsActive: attribute(3, u16('number active')),
    /** Numbers of the connections that there are. */
    connections: attribute(4, readConnections),
  },
  'connections',
);
