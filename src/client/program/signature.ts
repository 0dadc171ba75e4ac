/** By what the program of a controller is known to be still the same (docs/protocol.md, "Program changes"). */
import { encodeRequest } from '../../cip/index.js';
import { EipReadError } from '../../errors.js';
import { programChangesRequest } from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Caller } from '../caller.js';
import { readFailed, readRefused, type Subject, type Target } from '../failures.js';

/** Some of the attributes are not there: the others tell all the same. */
const PARTLY = 0x0a;
const SUBJECT: Subject = { text: 'whether its program is still the same' };

/** Null where the controller has no such thing, or does not give it. @throws EipError when no reply comes */
export async function readSignature(caller: Caller, target: () => Target, budget: Budget): Promise<Uint8Array | null> {
  const request = programChangesRequest();
  try {
    return await caller.askWithin<Uint8Array>(
      {
        service: request.service,
        message: encodeRequest(request),
        isRead: true,
        decode: (reply) => {
          if (reply.status !== 0 && reply.status !== PARTLY) throw readRefused(SUBJECT, target(), reply);
          return reply.toReply().data;
        },
        failure: (error) => readFailed(SUBJECT, target(), error),
      },
      budget,
    );
  } catch (error) {
    if (error instanceof EipReadError && error.code === 'EIP_READ_REFUSED') return null;
    throw error;
  }
}
