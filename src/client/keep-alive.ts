import { ClassCode, encodeRequest, objectPath, ServiceCode } from '../cip/index.js';
import { Request } from './request.js';

const IDENTITY_STATUS = 5;
const service = ServiceCode.getAttributeSingle;
const message = encodeRequest({
  service,
  path: objectPath(ClassCode.identity, 1, IDENTITY_STATUS),
  data: new Uint8Array(0),
});

/** Something small that every target answers. What it answers is not looked at: a refusal shows life as well. */
export function keepAlive(now: number, waitMs: number, settle: (error?: unknown) => void): Request {
  const failure = (error: Error): Error => error;
  const init = { service, message, decode: () => undefined, failure, repeats: 0, attemptMs: waitMs, timeoutMs: waitMs };
  return new Request({ ...init, deadline: now + waitMs }, () => settle(), settle);
}
