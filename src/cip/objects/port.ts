/** Port object (docs/protocol.md, "Port object"). */
import { ClassCode } from '../codes.js';
import { readPortSegment } from '../path/port-segment.js';
import type { Reader } from '../reader.js';
import { attribute, ObjectClass } from './object-class.js';
import { named, shortString, u16, wordsAndPath } from './values.js';

const portType = named({ 1: 'backplane', 4: 'tcpIp' }, u16('port type'));
const portNumber = u16('port number');

/** Type and number of each instance, from 0 on, which is none. */
function readPorts(reader: Reader) {
  const ports = [];
  while (reader.remaining > 0) ports.push({ type: portType(reader), number: portNumber(reader) });
  return ports;
}

export const portObject = new ObjectClass(
  'Port',
  ClassCode.port,
  {
    type: attribute(1, portType),
    number: attribute(2, portNumber),
    linkObject: attribute(3, wordsAndPath('link object')),
    name: attribute(4, shortString('name')),
    nodeAddress: attribute(7, readPortSegment),
  },
  'nodeAddress',
);

/** Of instance 0, behind those of every class. */
export const portClassAttributes = new ObjectClass(
  'Port class',
  ClassCode.port,
  {
    revision: attribute(1, u16('revision')),
    highestInstance: attribute(2, u16('highest instance')),
    instances: attribute(3, u16('number of instances')),
    /** Instance that requests come in by. */
    entryPort: attribute(8, u16('entry port')),
    ports: attribute(9, readPorts),
  },
  'ports',
);
