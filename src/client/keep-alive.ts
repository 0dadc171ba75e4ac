import { ClassCode, encodeRequest, objectPath, ServiceCode } from '../cip/index.js';
import type { Question } from './question.js';
import { Request } from './request.js';

const IDENTITY_STATUS = 5;
const service = ServiceCode.getAttributeSingle;

/** Something small that every target answers. What it answers is not looked at: a refusal shows life as well. */
const QUESTION: Question<void> = {
  service,
  message: encodeRequest({
    service,
    path: objectPath(ClassCode.identity, 1, IDENTITY_STATUS),
    data: new Uint8Array(0),
  }),
  isRead: true,
  decode: () => undefined,
  failure: (error) => error,
};

/**
 * @param settle with the error, where no reply came in time
 * @param signal nobody waits any more; undefined: somebody waits as long as that is
 */
export function keepAlive(
  now: number,
  waitMs: number,
  settle: (error?: unknown) => void,
  signal?: AbortSignal,
): Request {
  const budget = { timeoutMs: waitMs, deadline: now + waitMs, signal };
  return new Request(QUESTION, budget, 0, waitMs, () => settle(), settle);
}
