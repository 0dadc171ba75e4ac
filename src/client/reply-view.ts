import { type RouterReply, ServiceCode } from '../cip/index.js';

const SERVICE_MASK = 0x7f;
const REPLY_BIT = 0x80;
/** Service, reserved byte, general status, number of extended status words. */
export const REPLY_HEAD = 4;

const NO_BYTES = Buffer.alloc(0);

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/**
 * A reply of the message router where it lies in the receive buffer: good until the call that was given it returns.
 * One object serves all replies of a link.
 */
export class ReplyView {
  bytes: Buffer = NO_BYTES;
  /** Of all of `bytes`, so that places are the same in both. */
  view: DataView = viewOf(NO_BYTES);
  /** Of the request, without the reply bit. */
  service = 0;
  /** General status. */
  status = 0;
  /** Of the first extended status word. */
  private words = 0;
  private wordCount = 0;
  /** Where the data is. */
  start = 0;
  end = 0;

  /** Looks at the bytes from `start` to `end`. False: they are no whole reply. */
  see(bytes: Buffer, start: number, end: number): boolean {
    if (end - start < REPLY_HEAD) return false;
    const head = bytes[start] as number;
    const wordCount = bytes[start + 3] as number;
    const data = start + REPLY_HEAD + 2 * wordCount;
    if ((head & REPLY_BIT) === 0 || data > end) return false;
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = viewOf(bytes);
    }
    this.service = head & SERVICE_MASK;
    this.status = bytes[start + 2] as number;
    this.words = start + REPLY_HEAD;
    this.wordCount = wordCount;
    this.start = data;
    this.end = end;
    return true;
  }

  /** First word of the extended status. */
  get extended(): number | undefined {
    return this.wordCount === 0 ? undefined : this.bytes.readUInt16LE(this.words);
  }

  get extendedStatus(): number[] {
    return Array.from({ length: this.wordCount }, (_, i) => this.bytes.readUInt16LE(this.words + 2 * i));
  }

  /** The data; a view that ends with the call. */
  get data(): Buffer {
    return this.bytes.subarray(this.start, this.end);
  }

  /** A copy that stays. */
  toReply(): RouterReply {
    const { service, status, extendedStatus, bytes, start, end } = this;
    return { service, status, extendedStatus, data: new Uint8Array(bytes.subarray(start, end)) };
  }

  /** A router that did not pass an Unconnected Send on. Read Tag Fragmented has the same number, but no such status. */
  isRouteFailure(asked: number): boolean {
    if (this.service !== ServiceCode.unconnectedSend || this.status === 0) return false;
    return asked !== ServiceCode.readTagFragmented || this.status === CONNECTION_FAILURE;
  }

  /** Whether what was asked may have been carried out although the route failed: its reply was late. */
  get isRouteTimeout(): boolean {
    return this.status === CONNECTION_FAILURE && this.extended === ROUTE_TIMED_OUT;
  }

  /** Whether asking again may help: somebody has too much to do just now. */
  get isTransient(): boolean {
    const { status } = this;
    if (status === 0) return false;
    return (
      status === RESOURCE_UNAVAILABLE || (status === LOGIX && this.extended === CONTROLLER_BUSY) || this.isRouteTimeout
    );
  }
}

const CONNECTION_FAILURE = 0x01;
/** Of a connection failure: a router on the way waited in vain. */
const ROUTE_TIMED_OUT = 0x0204;
const RESOURCE_UNAVAILABLE = 0x02;
const LOGIX = 0xff;
const CONTROLLER_BUSY = 0x2018;
