import { afterEach, describe, expect, it, vi } from 'vitest';
import { ACCEPTED, type Answer, acceptNothing, answerOf } from '../../../src/adapter/answer.js';
import { CipRefusal } from '../../../src/index.js';

const OUTCOMES = { refused: { general: 0x0c, extended: 0 }, failed: { general: 0x02, extended: 0 } };
const running = () => new AbortController().signal;

/** Errors that would be uncaught exceptions. */
function catchUncaught(): unknown[] {
  const caught: unknown[] = [];
  vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => {
    try {
      task();
    } catch (error) {
      caught.push(error);
    }
  });
  return caught;
}

afterEach(() => {
  vi.restoreAllMocks();
});

const throwing = (error: unknown) => () => {
  throw error;
};

describe('answerOf', () => {
  const cases: [string, () => unknown, Answer, number][] = [
    ['a return without a value accepts', () => undefined, ACCEPTED, 0],
    ['a CipRefusal gives its statuses', throwing(new CipRefusal(0x01, 0x0110)), { general: 1, extended: 0x0110 }, 0],
    ['a CipRefusal without one gives the default', throwing(new CipRefusal()), OUTCOMES.refused, 0],
    ['another error refuses, and is loud', throwing(new Error('bug')), OUTCOMES.failed, 1],
    ['what is no error but thrown too', throwing('text'), OUTCOMES.failed, 1],
    ['false is no refusal: it is a mistake', () => false, OUTCOMES.failed, 1],
  ];

  it.each(cases)('at once: %s', (_rule, work, answer, loud) => {
    const caught = catchUncaught();
    expect(answerOf(work, acceptNothing, OUTCOMES, running())).toEqual(answer);
    expect(caught).toHaveLength(loud);
  });

  it.each(cases)('later: %s', async (_rule, work, answer, loud) => {
    const caught = catchUncaught();
    const later = answerOf(async () => work(), acceptNothing, OUTCOMES, running());
    expect(later).toBeInstanceOf(Promise);
    expect(await later).toEqual(answer);
    expect(caught).toHaveLength(loud);
  });

  it('a value that its answer refuses is the same as a handler that throws', async () => {
    const caught = catchUncaught();
    const refuse = throwing(new RangeError('too large')) as () => Answer;
    expect(answerOf(() => 1, refuse, OUTCOMES, running())).toEqual(OUTCOMES.failed);
    expect(await answerOf(async () => 1, refuse, OUTCOMES, running())).toEqual(OUTCOMES.failed);
    expect(caught).toHaveLength(2);
  });

  it('after its time a handler may end with the reason, or as aborted, without noise', async () => {
    const caught = catchUncaught();
    const { signal } = Object.assign(new AbortController(), {});
    const controller = new AbortController();
    controller.abort(new Error('over'));
    const aborted = Object.assign(new Error('aborted'), { name: 'AbortError' });
    for (const end of [controller.signal.reason, aborted]) {
      expect(answerOf(throwing(end), acceptNothing, OUTCOMES, controller.signal)).toEqual(OUTCOMES.failed);
    }
    expect(caught).toEqual([]);
    void answerOf(throwing(new Error('bug')), acceptNothing, OUTCOMES, controller.signal);
    void answerOf(throwing(aborted), acceptNothing, OUTCOMES, signal);
    expect(caught).toHaveLength(2);
  });
});

describe('CipRefusal', () => {
  it('says its statuses in words', () => {
    expect(new CipRefusal(0x09).message).toBe('invalid attribute value (0x09)');
    expect(new CipRefusal(0x01, 0x0129).message).toContain('(0x01/0x0129)');
    expect(new CipRefusal()).toMatchObject({ generalStatus: undefined, extendedStatus: 0, name: 'CipRefusal' });
  });

  it.each([
    [0, 0],
    [256, 0],
    [1.5, 0],
    ['9', 0],
    [1, -1],
    [1, 0x1_0000],
  ])('refuses %s/%s: that is no status of a refusal', (general, extended) => {
    expect(() => new CipRefusal(general as number, extended)).toThrow(TypeError);
  });
});
