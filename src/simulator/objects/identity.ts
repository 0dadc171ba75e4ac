/** Identity object (docs/protocol.md, "Identity object"), with the state of a controller in its status. */
import { ServiceCode } from '../../cip/index.js';
import { bytesFromText } from '../../cip/text.js';
import { Writer } from '../../cip/writer.js';
import { Refused, Status } from '../controller/refused.js';
import type { Answer } from '../controller/tag-services.js';
import type { Controller } from './controller.js';
import { type ObjectRequest, onlyInstanceOne, served } from './request.js';

/** Low byte of the status. */
const MODES = { run: 0x60, program: 0x70 } as const;
/** High nibble of the status. */
const KEYS = { run: 1, program: 2, remote: 3 } as const;

const OPERATIONAL = 3;

export function identityStatus({ mode, key }: Controller): number {
  return (KEYS[key] << 12) | MODES[mode];
}

export function identity(request: ObjectRequest): Answer {
  onlyInstanceOne(request);
  return served(request, SERVICES);
}

const SERVICES = new Map([
  [
    ServiceCode.getAttributesAll,
    ({ controller }: ObjectRequest) => ({ data: joined(attributes(controller).slice(0, 7)) }),
  ],
  [ServiceCode.getAttributeSingle, single],
]);

function single({ controller, attribute }: ObjectRequest): Answer {
  const data = attribute === undefined ? undefined : attributes(controller)[attribute - 1];
  if (data === undefined) throw new Refused(Status.noAttribute);
  return { data };
}

/** 1 to 8, in their order. */
function attributes(controller: Controller): readonly Uint8Array[] {
  const { vendorId, deviceType, productCode, revision, serialNumber, productName } = controller.identity;
  const u16 = (value: number) => new Writer().u16(value, 'attribute').finish();
  const name = bytesFromText(productName, 'product name');
  return [
    u16(vendorId),
    u16(deviceType),
    u16(productCode),
    Uint8Array.from(revision),
    u16(identityStatus(controller)),
    new Writer().u32(serialNumber, 'serial number').finish(),
    new Writer().u8(name.byteLength, 'name length').raw(name).finish(),
    Uint8Array.of(OPERATIONAL),
  ];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const writer = new Writer();
  for (const part of parts) writer.raw(part);
  return writer.finish();
}
