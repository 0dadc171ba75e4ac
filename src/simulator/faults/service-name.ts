import { ClassCode, logicalValue, type RouterRequest, ServiceCode } from '../../cip/index.js';
import type { ServiceName } from './fault-rule.js';

const COMMON: ReadonlyMap<number, ServiceName> = new Map<number, ServiceName>([
  [ServiceCode.getAttributesAll, 'getAttributesAll'],
  [ServiceCode.getAttributeList, 'getAttributeList'],
  [ServiceCode.setAttributeList, 'setAttributeList'],
  [ServiceCode.multipleServicePacket, 'multipleServicePacket'],
  [ServiceCode.getAttributeSingle, 'getAttributeSingle'],
  [ServiceCode.setAttributeSingle, 'setAttributeSingle'],
  [ServiceCode.getInstanceAttributeList, 'getInstanceAttributeList'],
]);

const OF_TAGS: ReadonlyMap<number, ServiceName> = new Map<number, ServiceName>([
  [ServiceCode.readTag, 'readTag'],
  [ServiceCode.readTagFragmented, 'readTagFragmented'],
  [ServiceCode.writeTag, 'writeTag'],
  [ServiceCode.writeTagFragmented, 'writeTagFragmented'],
  [ServiceCode.readModifyWriteTag, 'readModifyWriteTag'],
]);

const OF_CONNECTIONS: ReadonlyMap<number, ServiceName> = new Map<number, ServiceName>([
  [ServiceCode.forwardOpen, 'forwardOpen'],
  [ServiceCode.largeForwardOpen, 'largeForwardOpen'],
  [ServiceCode.forwardClose, 'forwardClose'],
]);

/** The same code means other services to other classes. Undefined for one without a name. */
export function serviceName({ service, path }: RouterRequest): ServiceName | undefined {
  const [first] = path;
  const classId = first?.kind === 'logical' ? logicalValue(path, 'class') : undefined;
  if (classId === ClassCode.connectionManager) return OF_CONNECTIONS.get(service);
  if (classId === ClassCode.template && service === ServiceCode.readTag) return 'readTemplate';
  return COMMON.get(service) ?? OF_TAGS.get(service);
}
