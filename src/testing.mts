/** The same classes for `import`: one class identity with `require`. */

export type * from './testing.js';
export {
  assemblyObject,
  CipDecodeError,
  ClassCode,
  classAttributes,
  connectionManagerObject,
  EncapsulationCommand,
  EncapsulationStatus,
  ExplicitConnection,
  ExplicitSession,
  ethernetLinkObject,
  exchangeDatagram,
  identityObject,
  LogixSimulator,
  loadSimulatorConfig,
  logicalSegment,
  messageRouterObject,
  objectPath,
  portClassAttributes,
  portObject,
  portSegment,
  qosObject,
  Scanner,
  ServiceCode,
  tcpIpInterfaceObject,
} from './testing.js';
