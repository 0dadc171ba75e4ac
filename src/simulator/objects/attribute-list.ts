/** Get_Attribute_List over a table: each attribute has its value, or is refused for itself. */
import { decodeAttributeIds, encodeAttributeEntries } from '../../logix/index.js';
import { Refused, Status } from '../controller/refused.js';
import type { Answer } from '../controller/tag-services.js';

export function attributeList(data: Uint8Array, values: ReadonlyMap<number, Uint8Array>, room: number): Answer {
  const entries = decodeAttributeIds(data).ids.map((id) => {
    const value = values.get(id);
    return value === undefined ? { id, status: Status.noAttribute } : { id, status: Status.success, value };
  });
  const reply = encodeAttributeEntries(entries);
  if (reply.byteLength > room) throw new Refused(Status.replyTooLarge);
  return { data: reply };
}
