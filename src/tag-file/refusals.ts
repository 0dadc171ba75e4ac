/** Writes that a guard refuses: nothing is clamped, nothing is sent. */
import { EipWriteError } from '../errors.js';

const outcome = 'notSent' as const;

/** @param why what stands against it, with the name of the guard */
export function notAllowed(tag: string | undefined, why: string): EipWriteError {
  return new EipWriteError('EIP_WRITE_NOT_ALLOWED', why, { ...(tag !== undefined && { tag }), outcome });
}

/** @param problem the value and the limit that it is beyond; `limit` as in `max 100` */
export function outOfLimits(tag: string, problem: string, limit: string): EipWriteError {
  return new EipWriteError('EIP_WRITE_OUT_OF_LIMITS', problem, { tag, limit, outcome });
}

export function tooOften(tag: string, name: string, perSecond: number): EipWriteError {
  const limit = `maxWritesPerSecond ${perSecond}`;
  const what = `${name} was written as often as its ${limit} allows`;
  return new EipWriteError('EIP_WRITE_TOO_OFTEN', what, { tag, limit, outcome });
}
