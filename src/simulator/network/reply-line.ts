/** Replies on their way out of one TCP connection, and what faults do to them. */
import type { Socket } from 'node:net';
import type { Fault } from '../faults/fault.js';

/** A peer that takes no more replies is one that has gone. */
const MOST_UNREAD_BYTES = 4_194_304;

export class ReplyLine {
  private readonly timers = new Set<NodeJS.Timeout>();
  /** Leaves behind the next reply. */
  private waiting: Uint8Array | undefined;

  constructor(private readonly socket: Socket) {}

  /** @param fault that harms this reply */
  send(reply: Uint8Array, fault: Fault | undefined): void {
    switch (fault?.rule.action) {
      case 'dropReply':
        break;
      case 'cutAfter':
        this.socket.destroy();
        break;
      case 'delay':
        this.later(reply, fault.rule.delayMs);
        break;
      case 'hold':
        fault.hold(() => this.put(reply));
        break;
      case 'reorder':
        this.reorder(reply);
        break;
      case 'duplicate':
        this.put(reply);
        this.put(reply);
        break;
      default:
        this.put(reply);
    }
  }

  /** Nothing leaves any more. */
  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.waiting = undefined;
  }

  private later(reply: Uint8Array, delayMs: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.put(reply);
    }, delayMs);
    this.timers.add(timer);
  }

  /** Of two that are to be reordered, the second is the next one of the first. */
  private reorder(reply: Uint8Array): void {
    if (this.waiting === undefined) this.waiting = reply;
    else this.put(reply);
  }

  private put(reply: Uint8Array): void {
    if (this.socket.destroyed) return;
    this.socket.write(reply);
    if (this.waiting !== undefined) this.socket.write(this.waiting);
    this.waiting = undefined;
    if (this.socket.writableLength > MOST_UNREAD_BYTES) this.socket.destroy();
  }
}
