/** Reads whose replies come in parts: symbol lists, templates, large tags. */
import { encodeRequest, type RouterRequest } from '../../cip/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { readFailed, readRefused, type Subject, type Target } from '../failures.js';

const PARTIAL = 0x06;

/** A part of something, and whether more follows. */
export interface Part {
  readonly data: Uint8Array;
  readonly isLast: boolean;
}

/** @throws EipReadError */
export function readPart(
  caller: Caller,
  target: () => Target,
  subject: Subject,
  request: RouterRequest,
  budget: Budget,
): Promise<Part> {
  return caller.askWithin(
    {
      service: request.service,
      message: encodeRequest(request),
      isRead: true,
      decode: (reply): Part => {
        if (reply.status !== 0 && reply.status !== PARTIAL) throw readRefused(subject, target(), reply);
        return { data: reply.toReply().data, isLast: reply.status === 0 };
      },
      failure: (error) => readFailed(subject, target(), error),
    },
    budget,
  );
}
