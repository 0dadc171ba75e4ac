/** The replies of a packet of reads, handed to the units that they answer: the path of every value of a large call. */
import { REPLY_HEAD, ReplyView } from '../reply-view.js';
import type { Outcomes, PlainValue, ReadUnit } from './read-unit.js';

/** Read Tag answered, general status 0, no extended status: the first four bytes. */
const READ_DONE = 0xcc;
const TYPE_SIZE = 2;

/** False: it is no packet of replies to these, and of what it gave nothing is to be believed. */
export function takeReplies({ bytes, view, start, end }: ReplyView, units: readonly ReadUnit[], to: Outcomes): boolean {
  const { length } = units;
  const table = start + 2 + 2 * length;
  if (table > end || view.getUint16(start, true) !== length) return false;
  const reply = new ReplyView();
  let from = start + view.getUint16(start + 2, true);
  for (let i = 0; i < length; i++) {
    const unit = units[i] as ReadUnit;
    const next = i + 1 < length ? start + view.getUint16(start + 4 + 2 * i, true) : end;
    if (from < table || next > end || next - from < REPLY_HEAD) return false;
    const { plain } = unit;
    if (plain !== undefined && isUsual(view, from, next - from, plain)) {
      to.good(plain.slot, plain.type.read(view, from + REPLY_HEAD + TYPE_SIZE));
    } else if (reply.see(bytes, from, next) && reply.service === unit.service) unit.take(reply, to, false);
    else return false;
    from = next;
  }
  return true;
}

/** All of the value is there, and nothing else to be told. */
function isUsual(view: DataView, at: number, size: number, { replySize, code }: PlainValue): boolean {
  if (size < replySize || view.getUint32(at, true) !== READ_DONE) return false;
  return view.getUint16(at + REPLY_HEAD, true) === code;
}
