import type { ChannelFigures } from './channel-figures.js';
import type { ReplyView } from './reply-view.js';
import type { Request } from './request.js';
import type { Context } from './rr-data.js';

/** What a channel needs of the link that it is on. */
export interface Wire {
  readonly session: number;
  /** The system has not taken all yet that was written. */
  readonly isBehind: boolean;
  write(bytes: Uint8Array): void;
  /** Of a message without a connection; never the same twice. */
  nextContext(): Context;
}

/** A way to the controller that has one request on it at a time. */
export interface Channel {
  /** What is on the way; undefined: it is free. */
  readonly request: Request | undefined;
  /** When the reply has to be there. */
  readonly replyBy: number;
  /** When it was used last. */
  readonly sentAt: number;
  /** ms of rest after which something small is to be asked, so that it is not ended. */
  readonly keepAliveMs: number;
  /** Routers stand between: a reply may be theirs. */
  readonly isRouted: boolean;
  /** Bytes of the longest message either way, its path included. */
  readonly longestMessage: number;
  readonly figures: ChannelFigures;
  send(request: Request, now: number): void;
  /** Forgets what is on the way: a reply to it is none any more. */
  release(): Request | undefined;
  /** Whether an encapsulation message that came with this context is about what is on the way. */
  sentWith(contextLow: number, contextHigh: number): boolean;
}

/** Hears of what came for a request that was on the way; the channel is free by then. */
export interface ReplyListener {
  onReply(channel: Channel, request: Request, reply: ReplyView): void;
}
