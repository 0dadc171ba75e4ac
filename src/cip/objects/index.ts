/** What the objects of a device answer, decoded: one table an object, from its attributes' numbers to their values. */
export { assemblyObject } from './assembly.js';
export { classAttributes } from './class-attributes.js';
export { connectionManagerObject } from './connection-manager.js';
export {
  ethernetLinkObject,
  type InterfaceCounters,
  type LinkCapability,
  type LinkControl,
  type LinkFlags,
  type MediaCounters,
} from './ethernet-link.js';
export { type DeviceStatus, identityObject } from './identity.js';
export { messageRouterObject } from './message-router.js';
export type { Attribute, AttributeValue, AttributeValues, ObjectClass } from './object-class.js';
export { portClassAttributes, portObject } from './port.js';
export { qosObject } from './qos.js';
export {
  type MulticastConfiguration,
  type TcpIpCapability,
  type TcpIpConfiguration,
  tcpIpInterfaceObject,
} from './tcp-ip-interface.js';
