/** Whether a request only reads, as far as is known of it: what is not known may write. */
import { CipDecodeError, ClassCode, type Path, ServiceCode } from '../../cip/index.js';
import { messageParts } from './wire-write.js';

/** Common services that read, whatever the object: attributes, the next instance, a member. */
const READING: ReadonlySet<number> = new Set([
  ServiceCode.getAttributesAll,
  ServiceCode.getAttributeList,
  ServiceCode.getAttributeSingle,
  0x11,
  0x18,
]);

export function onlyReads(message: Uint8Array): boolean {
  try {
    const { service, path, data } = messageParts(message);
    if (READING.has(service)) return true;
    const classId = classOf(path);
    const isTag = path[0]?.kind === 'symbol';
    switch (service) {
      case ServiceCode.readTag:
        return isTag || classId === ClassCode.symbol || classId === ClassCode.template;
      case ServiceCode.readTagFragmented:
        return isTag || classId === ClassCode.symbol;
      case ServiceCode.getInstanceAttributeList:
        return isTag || classId === ClassCode.symbol;
      case ServiceCode.multipleServicePacket:
        return classId === ClassCode.messageRouter && embedded(data).every(onlyReads);
      default:
        return false;
    }
  } catch (error) {
    if (error instanceof CipDecodeError) return false;
    throw error;
  }
}

/** The class that a path begins with; undefined for that of a tag. */
export function classOf(path: Path): number | undefined {
  return path[0]?.kind === 'logical' && path[0].type === 'class' ? path[0].value : undefined;
}

/** @throws CipDecodeError */
function embedded(data: Uint8Array): Uint8Array[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const refuse = (): never => {
    throw new CipDecodeError('Multiple Service Packet', 'offsets', 0, 'services within it');
  };
  if (data.byteLength < 2) refuse();
  const count = view.getUint16(0, true);
  if (count === 0 || 2 + 2 * count > data.byteLength) refuse();
  return Array.from({ length: count }, (_, i) => {
    const at = view.getUint16(2 + 2 * i, true);
    if (at < 2 + 2 * count || at >= data.byteLength) refuse();
    return data.subarray(at);
  });
}
