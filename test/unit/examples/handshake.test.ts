/** The handshake of examples/vision-cell: what the PLC does, what it then sees. */
import { expect, test } from 'vitest';
import { CODES, Handshake } from '../../../examples/vision-cell/handshake.mjs';

interface Job {
  readonly id: string;
  readonly sequence: number;
}

const SETTINGS = { deadlineMs: 500, ackMs: 2_000, fallback: { pass: false, score: -1 } };
const UP = { trigger: true, ack: false, urgent: false, sequence: 1, recipe: 7 };
const DOWN = { ...UP, trigger: false };
const GOOD = { pass: true, score: 0.5 };

/** A handshake whose clock is turned by hand; `seen` is the input assembly. */
function cell() {
  const seen: Record<string, unknown> = {};
  const begun: Job[] = [];
  const ended: string[] = [];
  const clocks = new Map<number, { readonly ms: number; readonly call: () => void }>();
  let ids = 0;
  const handshake = new Handshake(SETTINGS, {
    show: (values: object) => Object.assign(seen, values),
    begin: (job: Job) => begun.push(job),
    end: ({ id }: Job) => ended.push(id),
    newId: () => `job-${++ids}`,
    after: (ms: number, call: () => void) => {
      const key = ++ids * 1_000;
      clocks.set(key, { ms, call });
      return () => clocks.delete(key);
    },
  });
  /** The one clock that runs has run out. */
  const runOut = (): number => {
    const [entry, ...others] = clocks;
    if (entry === undefined || others.length > 0) throw new Error(`${clocks.size} clocks run`);
    const [key, { ms, call }] = entry;
    clocks.delete(key);
    call();
    return ms;
  };
  return { handshake, seen, begun, ended, clocks, runOut };
}

/** Connected, and ready. */
function readyCell() {
  const made = cell();
  made.handshake.command(DOWN);
  return made;
}

/** With a job under way, whose id is given. */
function busyCell() {
  const made = readyCell();
  made.handshake.command(UP);
  return { ...made, id: made.begun[0]!.id };
}

/** With a result that waits for its ack. */
function doneCell() {
  const made = busyCell();
  made.handshake.answer(made.id, GOOD);
  return made;
}

const NOTHING = {
  ready: false,
  busy: false,
  done: false,
  fault: false,
  overrun: false,
  pass: false,
  sequence: 0,
  code: 0,
  score: 0,
};
const READY = { ...NOTHING, ready: true };
const BUSY = { ...NOTHING, busy: true, sequence: 1 };
const DONE = { ...NOTHING, done: true, sequence: 1, ...GOOD };
const FALLBACK = { ...NOTHING, done: true, fault: true, sequence: 1, ...SETTINGS.fallback };

test('from trigger to trigger', () => {
  const { handshake, seen, begun, ended } = cell();
  expect(seen).toEqual(NOTHING);
  handshake.command(DOWN);
  expect(seen).toEqual(READY);
  handshake.command(UP);
  expect(seen).toEqual(BUSY);
  expect(begun).toEqual([{ id: expect.any(String), sequence: 1, recipe: 7, urgent: false }]);
  expect(handshake.answer(begun[0]!.id, GOOD)).toBe(true);
  expect(seen).toEqual(DONE);
  expect(ended).toEqual([begun[0]!.id]);
  handshake.command(UP);
  handshake.command({ ...UP, ack: true });
  expect(seen).toEqual({ ...NOTHING, sequence: 1 });
  handshake.command({ ...DOWN, ack: true });
  expect(seen.ready).toBe(false);
  handshake.command(DOWN);
  expect(seen).toEqual({ ...READY, sequence: 1 });
  handshake.command({ ...UP, sequence: 2 });
  expect(seen).toEqual({ ...BUSY, sequence: 2 });
});

test('no answer: the fallback at the deadline, and what comes later reaches nobody', () => {
  const { handshake, seen, runOut, ended, id } = busyCell();
  expect(runOut()).toBe(SETTINGS.deadlineMs);
  expect(seen).toEqual({ ...FALLBACK, code: CODES.noAnswer });
  expect(ended).toEqual([id]);
  expect(handshake.answer(id, GOOD)).toBe(false);
  expect(handshake.fail(id, CODES.failed)).toBe(false);
  expect(seen).toEqual({ ...FALLBACK, code: CODES.noAnswer });
});

test.each([CODES.notTaken, CODES.failed])('a job that fails, code %i: the fallback at once', (code) => {
  const { handshake, seen, id } = busyCell();
  expect(handshake.fail(id, code)).toBe(true);
  expect(seen).toEqual({ ...FALLBACK, code });
});

test('an answer that comes twice changes nothing', () => {
  const { handshake, seen, id } = doneCell();
  expect(handshake.answer(id, { pass: false, score: 0.1 })).toBe(false);
  expect(seen).toEqual(DONE);
});

test('the answer to an older sequence never shows', () => {
  const { handshake, seen, begun, id } = busyCell();
  handshake.command(DOWN);
  handshake.command({ ...UP, sequence: 2 });
  expect(handshake.answer(id, GOOD)).toBe(false);
  expect(seen).toEqual({ ...BUSY, sequence: 2 });
  handshake.answer(begun[1]!.id, { pass: false, score: 0.1 });
  expect(seen).toEqual({ ...DONE, sequence: 2, pass: false, score: 0.1 });
});

test('the trigger is dropped while busy: the job is off', () => {
  const { handshake, seen, ended, clocks, id } = busyCell();
  handshake.command(DOWN);
  expect(seen).toEqual({ ...READY, sequence: 1 });
  expect(ended).toEqual([id]);
  expect(clocks.size).toBe(0);
});

test.each([
  ['busy', busyCell, BUSY],
  ['done', doneCell, DONE],
])('a trigger while %s is not taken: overrun, until the next one that is', (_, made, before) => {
  const { handshake, seen, begun } = made();
  handshake.command({ ...UP, sequence: 2 });
  expect(seen).toEqual({ ...before, overrun: true });
  expect(begun).toHaveLength(1);
  handshake.command({ ...UP, sequence: 2, ack: true });
  handshake.command(DOWN);
  handshake.command({ ...UP, sequence: 3 });
  expect(seen).toEqual({ ...BUSY, sequence: 3 });
});

test('a trigger before ack is down again: overrun', () => {
  const { handshake, seen, begun } = doneCell();
  handshake.command(DOWN);
  handshake.command({ ...DOWN, ack: true });
  handshake.command({ ...UP, ack: true, sequence: 2 });
  expect(seen).toEqual({ ...NOTHING, sequence: 1, overrun: true });
  handshake.command({ ...UP, sequence: 2 });
  expect(begun).toHaveLength(1);
  handshake.command(DOWN);
  expect(seen.ready).toBe(true);
});

test('an ack that is up already means nothing: it has to come after the result, each time anew', () => {
  const { handshake, seen, begun } = doneCell();
  handshake.command(UP);
  handshake.command({ ...UP, ack: true });
  handshake.command(DOWN);
  const next = { ...UP, sequence: 2 };
  handshake.command(next);
  handshake.command({ ...next, ack: true });
  handshake.answer(begun[1]!.id, GOOD);
  handshake.command({ ...next, ack: true });
  expect(seen).toEqual({ ...DONE, sequence: 2 });
  handshake.command(next);
  handshake.command({ ...next, ack: true });
  expect(seen.done).toBe(false);
});

test('a trigger that is up when the PLC comes is told, whatever its number', () => {
  const { handshake, seen } = cell();
  handshake.command({ ...UP, sequence: 0 });
  expect(seen).toEqual({ ...NOTHING, overrun: true });
});

test('no ack: the result is withdrawn, with a fault, until the next trigger', () => {
  const { handshake, seen, runOut } = doneCell();
  handshake.command(DOWN);
  expect(seen).toEqual(DONE);
  expect(runOut()).toBe(SETTINGS.ackMs);
  expect(seen).toEqual({ ...NOTHING, sequence: 1, fault: true, code: CODES.ackMissing });
  handshake.command({ ...DOWN, ack: true });
  expect(seen.ready).toBe(false);
  handshake.command(DOWN);
  expect(seen).toEqual({ ...READY, sequence: 1, fault: true, code: CODES.ackMissing });
  handshake.command({ ...UP, sequence: 2 });
  expect(seen).toEqual({ ...BUSY, sequence: 2 });
});

test('a sequence number that repeats is no job: a result could be taken for the one before', () => {
  const { handshake, seen, begun } = doneCell();
  handshake.command(UP);
  handshake.command({ ...UP, ack: true });
  handshake.command(DOWN);
  handshake.command(UP);
  expect(seen).toEqual({ ...FALLBACK, code: CODES.sequenceRepeated });
  expect(begun).toHaveLength(1);
  handshake.command(DOWN);
  handshake.command({ ...DOWN, ack: true });
  handshake.command(DOWN);
  expect(seen.ready).toBe(true);
});

test.each([
  ['ready', readyCell],
  ['busy', busyCell],
  ['done', doneCell],
])('the PLC is lost while %s: nothing is shown, nothing runs, and the next one begins anew', (_, made) => {
  const { handshake, seen, begun, ended, clocks } = made();
  handshake.lost();
  expect(seen).toEqual(NOTHING);
  expect(ended).toHaveLength(begun.length);
  expect(clocks.size).toBe(0);
  handshake.lost();
  const before = begun.length;
  handshake.command(UP);
  expect(seen).toEqual({ ...NOTHING, overrun: true });
  handshake.command(DOWN);
  expect(seen).toEqual({ ...READY, overrun: true });
  handshake.command(UP);
  expect(seen).toEqual(BUSY);
  expect(begun).toHaveLength(before + 1);
});

test('an answer to a job from before the loss reaches nobody', () => {
  const { handshake, seen, id } = busyCell();
  handshake.lost();
  expect(handshake.answer(id, GOOD)).toBe(false);
  expect(seen).toEqual(NOTHING);
});
