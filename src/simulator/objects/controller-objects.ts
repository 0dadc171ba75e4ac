/** What else clients ask a controller: the name of its program, its clock, whether the program was changed. */
import { ServiceCode } from '../../cip/index.js';
import { Reader } from '../../cip/reader.js';
import { bytesFromText } from '../../cip/text.js';
import { Writer } from '../../cip/writer.js';
import { decodeSetClock, encodeAttributeEntries, viewOf, WallClockAttribute } from '../../logix/index.js';
import { Refused, Status } from '../controller/refused.js';
import type { Answer } from '../controller/tag-services.js';
import { attributeList } from './attribute-list.js';
import { type ObjectRequest, onlyInstanceOne, served } from './request.js';

/** Class 0x64: u16 length and the name. */
export function programName(request: ObjectRequest): Answer {
  onlyInstanceOne(request);
  return served(request, NAME_SERVICES);
}

const NAME_SERVICES = new Map([
  [
    ServiceCode.getAttributesAll,
    ({ controller }: ObjectRequest) => {
      const name = bytesFromText(controller.program.name, 'program name');
      return { data: new Writer().u16(name.byteLength, 'name length').raw(name).finish() };
    },
  ],
]);

/** Class 0x8B (docs/protocol.md, "Wall clock"). */
export function wallClock(request: ObjectRequest): Answer {
  onlyInstanceOne(request);
  return served(request, CLOCK_SERVICES);
}

const CLOCK_FIELDS = 7;

const CLOCK_SERVICES = new Map<number, (request: ObjectRequest) => Answer>([
  [
    ServiceCode.getAttributeList,
    ({ controller, data, room }) => attributeList(data, clockValues(controller.timeUs()), room),
  ],
  [ServiceCode.getAttributeSingle, clockAttribute],
  [ServiceCode.setAttributeList, setClock],
  [ServiceCode.setAttributeSingle, setClockFields],
]);

function clockAttribute({ controller, attribute = 0 }: ObjectRequest): Answer {
  const data = clockValues(controller.timeUs()).get(attribute);
  if (data === undefined) throw new Refused(Status.noAttribute);
  return { data };
}

function setClock({ controller, data }: ObjectRequest): Answer {
  controller.setTimeUs(decodeSetClock(data));
  return { data: encodeAttributeEntries([{ id: WallClockAttribute.set, status: Status.success }]) };
}

/** Seven numbers, as attribute 5 tells them. */
function setClockFields({ controller, attribute, data }: ObjectRequest): Answer {
  if (attribute !== WallClockAttribute.fields) throw new Refused(Status.notSettable);
  const reader = new Reader(data, 'wall clock');
  const [year = 0, month = 0, ...rest] = Array.from({ length: CLOCK_FIELDS }, () => reader.u32('time'));
  const [day = 0, hour = 0, minute = 0, second = 0, microsecond = 0] = rest;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  if (Number.isNaN(ms) || ms < 0) throw new Refused(Status.invalidAttribute);
  controller.setTimeUs(BigInt(ms) * 1_000n + BigInt(microsecond));
  return { data: new Uint8Array(0) };
}

function clockValues(timeUs: bigint): ReadonlyMap<number, Uint8Array> {
  const microseconds = new Uint8Array(8);
  viewOf(microseconds).setBigUint64(0, BigInt.asUintN(64, timeUs), true);
  return new Map([
    [WallClockAttribute.fields, clockFields(timeUs)],
    [WallClockAttribute.set, microseconds],
    [WallClockAttribute.microseconds, microseconds],
  ]);
}

function clockFields(timeUs: bigint): Uint8Array {
  const date = new Date(Number(timeUs / 1_000n));
  const fields = Number.isNaN(date.getTime())
    ? Array<number>(CLOCK_FIELDS).fill(0)
    : [
        date.getUTCFullYear(),
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        date.getUTCHours(),
        date.getUTCMinutes(),
        date.getUTCSeconds(),
        Number(timeUs % 1_000_000n),
      ];
  const writer = new Writer();
  for (const field of fields) writer.u32(field >>> 0, 'time');
  return writer.finish();
}

/** Class 0xAC (docs/protocol.md, "Program changes"): sizes as a controller has them. */
export function programChanges(request: ObjectRequest): Answer {
  onlyInstanceOne(request);
  return served(request, CHANGE_SERVICES);
}

const CHANGE_SERVICES = new Map([
  [
    ServiceCode.getAttributeList,
    ({ controller, data, room }: ObjectRequest) => attributeList(data, changeValues(controller.program.download), room),
  ],
]);

function changeValues(download: number): ReadonlyMap<number, Uint8Array> {
  const signature = Math.imul(download + 1, 0x9e37_79b1) >>> 0;
  return new Map([
    [1, new Writer().u16(5, 'attribute').finish()],
    [2, new Writer().u16(1, 'attribute').finish()],
    [3, new Writer().u32(signature, 'attribute').finish()],
    [4, new Writer().u32((signature ^ 0x5602_b2ee) >>> 0, 'attribute').finish()],
    [10, new Writer().u32((signature ^ 0x48df_2284) >>> 0, 'attribute').finish()],
  ]);
}
