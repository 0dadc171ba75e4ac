/** What a Logix controller tells of itself besides its tags: the name of its project, its clock. */
import { CipDecodeError, ClassCode, encodeRequest, type RouterRequest } from '../cip/index.js';
import { shown } from '../config/shown.js';
import { EipWriteError } from '../errors.js';
import { replyInvalid, understood } from '../link/failures.js';
import { decodeAttributeEntries, decodeClock, readClockRequest, setClockRequest } from '../logix/index.js';
import type { Caller } from './caller.js';
import { readFailed, readRefused, type Subject, type Target, writeFailed, writeRefused } from './failures.js';
import type { ExplicitCallOptions } from './option-types.js';
import type { Question } from './question.js';
import type { ReplyView } from './reply-view.js';
import type { Services } from './services.js';

/** The clock of a controller at the moment in which it answered. */
export interface ControllerTime {
  /** Cut to milliseconds. */
  readonly date: Date;
  /** Since 1970. */
  readonly microseconds: bigint;
}

const CLOCK: Subject = { text: "the controller's clock" };
/** Each attribute of the list has a status of its own. */
const PARTLY_FAILED = 0x0a;
/** What a `Date` holds, ms. */
const LAST_DATE = 8_640_000_000_000_000n;
const MOST_MICROSECONDS = 2n ** 64n - 1n;

export class ControllerServices {
  constructor(
    private readonly caller: Caller,
    private readonly target: () => Target,
    private readonly services: Services,
  ) {}

  async projectName(options?: ExplicitCallOptions): Promise<string> {
    const path = { classId: ClassCode.programName, instance: 1 };
    const data = await this.services.getAttributeAll(path, options);
    return understood(this.target(), () => nameIn(data));
  }

  async getTime(options?: ExplicitCallOptions): Promise<ControllerTime> {
    const decode = (reply: ReplyView): bigint => {
      if (reply.status !== 0) throw readRefused(CLOCK, this.target(), reply);
      return understood(this.target(), () => decodeClock(reply.toReply().data));
    };
    const failure: Question<bigint>['failure'] = (error) => readFailed(CLOCK, this.target(), error);
    const question = { ...encoded(readClockRequest()), isRead: true, decode, failure };
    const microseconds = await this.caller.ask(question, options);
    const ms = microseconds / 1_000n;
    if (ms > LAST_DATE) throw replyInvalid(this.target(), `${microseconds} us since 1970 are no time`);
    return { date: new Date(Number(ms)), microseconds };
  }

  async setTime(time: Date | bigint, options?: ExplicitCallOptions): Promise<void> {
    this.caller.refuseWriting(CLOCK.text);
    const decode = (reply: ReplyView): void => {
      const refused = reply.status === 0 || reply.status === PARTLY_FAILED ? this.refusalOf(reply) : reply;
      if (refused !== undefined) throw writeRefused(CLOCK, this.target(), refused);
    };
    const failure: Question<void>['failure'] = (error, isUnknown) =>
      writeFailed(CLOCK, this.target(), error, isUnknown);
    const request = encoded(setClockRequest(microsecondsOf(time)));
    await this.caller.ask({ ...request, isRead: false, decode, failure }, options);
  }

  /** The status of the attribute, unless it is good. A reply without one says it by its own. */
  private refusalOf(reply: ReplyView): Parameters<typeof writeRefused>[2] | undefined {
    const { data, status, extendedStatus } = reply.toReply();
    const entry = data.byteLength === 0 ? undefined : understood(this.target(), () => entriesOf(data))[0];
    if (entry !== undefined && entry.status !== 0) return { status: entry.status, extendedStatus: [] };
    return status === 0 ? undefined : { status, extendedStatus };
  }
}

/** Of attributes that were set: there are no values. */
function entriesOf(data: Uint8Array) {
  return decodeAttributeEntries(data, () => 0);
}

function encoded(request: RouterRequest) {
  return { service: request.service, message: encodeRequest(request) };
}

/** Length in two bytes, and the text. */
function nameIn(data: Uint8Array): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const end = bytes.byteLength < 2 ? 2 : 2 + bytes.readUInt16LE();
  if (bytes.byteLength >= end) return bytes.toString('latin1', 2, end);
  throw new CipDecodeError('program name', 'name', 2, `${end} bytes, not ${bytes.byteLength}`);
}

/** @throws EipWriteError EIP_VALUE_REFUSED for what is no time from 1970 on. */
function microsecondsOf(time: unknown): bigint {
  if (time instanceof Date && time.getTime() >= 0) return BigInt(time.getTime()) * 1_000n;
  if (typeof time === 'bigint' && time >= 0n && time <= MOST_MICROSECONDS) return time;
  const what = `The controller's clock: ${shown(time)} is no Date from 1970 on, and no bigint of microseconds since then`;
  throw new EipWriteError('EIP_VALUE_REFUSED', what, { outcome: 'notSent' });
}
