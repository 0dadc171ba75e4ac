import type { Channel, Wire } from './channel.js';
import { ChannelFigures } from './channel-figures.js';
import type { OpenedConnection } from './opened-connection.js';
import type { Request } from './request.js';
import { emptyUnitData, fillUnitData, MESSAGE_AT, SEQUENCE_SIZE } from './unit-data.js';

/** Of a buffer for messages, unless one is longer. */
const USUAL_SIZE = 4_096;

/**
 * A class 3 connection. Its messages are written into one buffer, which is used again as soon as the system has taken
 * what was in it. A reply is known by numbers: session, connection id, sequence count, service.
 */
export class ConnectedChannel implements Channel {
  request: Request | undefined;
  replyBy = 0;
  readonly figures = new ChannelFigures();
  sentAt = performance.now();
  readonly keepAliveMs: number;
  readonly isRouted = false;
  /** Connection id of the messages that come. */
  readonly inputId: number;
  private frame: Buffer;
  private written: Buffer;
  private sequenceCount: number;

  constructor(
    private readonly link: Wire,
    readonly connection: OpenedConnection,
  ) {
    this.inputId = connection.inputId;
    this.keepAliveMs = connection.timeoutMs / 3;
    this.sequenceCount = connection.triad.connectionSerial;
    this.frame = this.emptyFrame(Math.min(MESSAGE_AT + connection.size, USUAL_SIZE));
    this.written = this.frame;
  }

  get longestMessage(): number {
    return this.connection.size - SEQUENCE_SIZE;
  }

  send(request: Request, now: number): void {
    this.request = request;
    this.sentAt = now;
    this.replyBy = Math.min(now + request.attemptMs, request.deadline);
    this.sequenceCount = (this.sequenceCount + 1) & 0xffff;
    request.sent = true;
    this.figures.requests++;
    this.link.write(this.framed(request.message));
  }

  release(): Request | undefined {
    const { request } = this;
    this.request = undefined;
    return request;
  }

  awaits(sequenceCount: number): boolean {
    return this.request !== undefined && sequenceCount === this.sequenceCount;
  }

  sentWith(contextLow: number, contextHigh: number): boolean {
    return this.request !== undefined && contextLow === this.sequenceCount && contextHigh === this.inputId;
  }

  private framed(message: Uint8Array): Buffer {
    const size = MESSAGE_AT + message.byteLength;
    // What the system has not taken yet still lies in the old buffer.
    if (this.link.isBehind || size > this.frame.byteLength) {
      this.frame = this.emptyFrame(Math.max(size, this.frame.byteLength));
      this.written = this.frame;
    }
    fillUnitData(this.frame, this.sequenceCount, message);
    if (this.written.byteLength !== size) this.written = this.frame.subarray(0, size);
    return this.written;
  }

  private emptyFrame(size: number): Buffer {
    return emptyUnitData(size, this.link.session, this.connection.outputId, this.inputId);
  }
}
