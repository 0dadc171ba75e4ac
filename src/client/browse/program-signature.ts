/** By what the program of a controller is known to be still the same (docs/protocol.md, "Program changes"). */
import { encodeRequest } from '../../cip/index.js';
import { programChangesRequest } from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { readFailed, type Target } from '../failures.js';
import type { ReplyView } from '../reply-view.js';

/** Undefined where the controller has no such thing. @throws EipReadError without a reply */
export function readSignature(caller: Caller, target: () => Target, budget: Budget): Promise<Uint8Array | undefined> {
  const request = programChangesRequest();
  const { service } = request;
  const decode = (reply: ReplyView) => (reply.status === 0 ? reply.toReply().data.slice() : undefined);
  const failure: Parameters<Caller['askWithin']>[0]['failure'] = (error) =>
    readFailed({ text: 'whether its program is still the same' }, target(), error);
  return caller.askWithin({ service, message: encodeRequest(request), isRead: true, decode, failure }, budget);
}
