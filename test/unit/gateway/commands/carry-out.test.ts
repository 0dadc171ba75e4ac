import { describe, expect, it } from 'vitest';
import { EipConnectionError, EipError, EipWriteError } from '../../../../src/errors.js';
import { carryOut, combined } from '../../../../src/gateway/commands/carry-out.js';

const ok = { ok: true } as const;
const bad = (error: EipError) => ({ ok: false, error }) as const;
const refused = new EipWriteError('EIP_WRITE_REFUSED', 'no', { outcome: 'refused' });
const notSent = new EipWriteError('EIP_WRITE_NOT_SENT', 'no', { outcome: 'notSent' });
const notAllowed = new EipWriteError('EIP_WRITE_NOT_ALLOWED', 'no', { outcome: 'notSent' });
const tooOften = new EipWriteError('EIP_WRITE_TOO_OFTEN', 'no', { outcome: 'notSent' });
const uncertain = new EipWriteError('EIP_WRITE_UNCERTAIN', 'no', { outcome: 'unknown' });
const notVerified = new EipWriteError('EIP_WRITE_NOT_VERIFIED', 'no', { outcome: 'unknown' });
const lost = new EipConnectionError('EIP_CONNECTION_LOST', 'no');

async function endOf(write: () => Promise<object>, names: readonly string[], idempotent = false) {
  const values = Object.fromEntries(names.map((name) => [name, 1]));
  return combined(await carryOut({ values }, write as never), idempotent);
}

describe('writes as a whole', () => {
  it.each([
    ['all of them', { A: ok, B: ok }, 'ok', undefined, undefined],
    ['one that the controller refused', { A: bad(refused) }, 'failed', 'EIP_WRITE_REFUSED', false],
    ['one that was not sent', { A: bad(notSent) }, 'failed', 'EIP_WRITE_NOT_SENT', true],
    ['one beyond a guard', { A: bad(notAllowed) }, 'refused', 'EIP_WRITE_NOT_ALLOWED', false],
    ['one too many', { A: bad(tooOften) }, 'refused', 'EIP_WRITE_TOO_OFTEN', true],
    ['one that nobody knows of', { A: bad(uncertain) }, 'unknown', 'EIP_WRITE_UNCERTAIN', false],
    ['one that did not stay', { A: bad(notVerified) }, 'unknown', 'EIP_WRITE_NOT_VERIFIED', false],
    ['an error that says nothing of it', { A: bad(lost) }, 'unknown', 'EIP_CONNECTION_LOST', false],
    ['some of them', { A: ok, B: bad(refused) }, 'unknown', 'PARTIALLY_WRITTEN', false],
    ['some, and one unknown', { A: ok, B: bad(refused), C: bad(uncertain) }, 'unknown', 'EIP_WRITE_UNCERTAIN', false],
    ['none, for several reasons', { A: bad(notAllowed), B: bad(refused) }, 'failed', 'EIP_WRITE_REFUSED', false],
    ['none, by rules', { A: bad(notAllowed), B: bad(tooOften) }, 'refused', 'EIP_WRITE_NOT_ALLOWED', false],
  ])('%s', async (_, told, status, code, retryable) => {
    const end = await endOf(async () => told, Object.keys(told));
    expect(end).toMatchObject({ status, ...(code && { code, retryable }) });
    if (Object.keys(told).length > 1) expect(Object.keys(end.results ?? {})).toEqual(Object.keys(told));
  });

  it('what is unknown may be repeated where that does no harm', async () => {
    expect(await endOf(async () => ({ A: bad(uncertain) }), ['A'], true)).toMatchObject({ retryable: true });
    expect(await endOf(async () => ({ A: ok, B: bad(refused) }), ['A', 'B'], true)).toMatchObject({ retryable: true });
  });

  it.each([
    ['a tag that the target says nothing of', async () => ({ A: ok }), ['A', 'B'], 'UNEXPECTED_ERROR'],
    ['a tag of a name that every object has', async () => ({ A: ok }), ['A', 'constructor'], 'UNEXPECTED_ERROR'],
    ['a call that was ended', () => Promise.reject(new DOMException('x', 'AbortError')), ['A'], 'CALL_ABORTED'],
    ['a mistake of the target', () => Promise.reject(new TypeError('')), ['A'], 'UNEXPECTED_ERROR'],
    [
      'a target that throws at once',
      () => {
        throw new Error('x');
      },
      ['A'],
      'UNEXPECTED_ERROR',
    ],
    ['a timeout', () => Promise.reject(new EipError('EIP_REPLY_TIMEOUT', 'x')), ['A'], 'EIP_REPLY_TIMEOUT'],
  ])('%s is unknown', async (_, write, names, code) => {
    expect(await endOf(write, names)).toMatchObject({ status: 'unknown', code, retryable: false });
  });

  it('a long reason is cut', async () => {
    const error = new EipWriteError('EIP_WRITE_REFUSED', 'x'.repeat(9_999), { outcome: 'refused' });
    const end = await endOf(async () => ({ A: bad(error) }), ['A']);
    expect('reason' in end && end.reason.length).toBe(2_000);
  });
});
