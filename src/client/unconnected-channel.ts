import { encodeRequest, type Path, type RequestTiming, unconnectedSendRequest } from '../cip/index.js';
import type { Channel, Wire } from './channel.js';
import { ChannelFigures } from './channel-figures.js';
import type { Request } from './request.js';
import { type Context, rrData } from './rr-data.js';

/** A target ends a session that is quiet for two minutes. */
const KEEP_ALIVE_MS = 30_000;

/** What every target takes without a connection, its path included. */
export const LONGEST_MESSAGE = 504;

/** Requests without a connection, each in a message of its own. A reply is known by session, context and service. */
export class UnconnectedChannel implements Channel {
  request: Request | undefined;
  replyBy = 0;
  readonly figures = new ChannelFigures();
  sentAt = performance.now();
  readonly keepAliveMs = KEEP_ALIVE_MS;
  readonly longestMessage = LONGEST_MESSAGE;
  private context: Context | undefined;

  constructor(
    private readonly link: Wire,
    /** Empty: the target itself is asked. */
    private readonly route: Path,
  ) {}

  get isRouted(): boolean {
    return this.route.length > 0;
  }

  send(request: Request, now: number): void {
    this.request = request;
    this.sentAt = now;
    this.replyBy = Math.min(now + request.attemptMs, request.deadline);
    this.context = this.link.nextContext();
    request.sent = true;
    this.figures.requests++;
    this.link.write(rrData(this.link.session, this.context, this.wrapped(request, this.replyBy - now)));
  }

  release(): Request | undefined {
    const { request } = this;
    this.request = undefined;
    return request;
  }

  sentWith(contextLow: number, contextHigh: number): boolean {
    const { context } = this;
    return this.request !== undefined && contextLow === context?.low && contextHigh === context.high;
  }

  private wrapped({ message }: Request, waitMs: number): Uint8Array {
    if (!this.isRouted) return message;
    return encodeRequest(unconnectedSendRequest({ timing: timingOf(waitMs), message, route: this.route }));
  }
}

/** The routers on the way give up when we do: in the finest ticks that can say it. */
export function timingOf(ms: number): RequestTiming {
  let tickTime = 0;
  while (ms > 2 ** tickTime * 0xff) tickTime++;
  return { tickTime, ticks: Math.max(1, Math.ceil(ms / 2 ** tickTime)), priority: 0 };
}
