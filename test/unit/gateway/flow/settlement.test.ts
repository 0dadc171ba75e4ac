/** Which records of a batch are let go of, so that order holds within a priority. */
import { expect, test } from 'vitest';
import type { Waiting } from '../../../../src/gateway/flow/backlog.js';
import { settlementOf } from '../../../../src/gateway/flow/settlement.js';
import type { TelemetryRecord } from '../../../../src/telemetry/record/record-types.js';

/** `a` alarm, `u` audit, `n` normal. */
function entriesOf(names: string): Waiting[] {
  const priorities = { a: 'alarm', u: 'audit', n: 'normal' } as const;
  return [...names].map((letter, index) => ({
    record: { messageId: `${index}` } as TelemetryRecord,
    body: Buffer.alloc(0),
    priority: priorities[letter as 'a'],
  }));
}

const idsOf = (entries: readonly Waiting[]) => entries.map(({ record }) => Number(record.messageId));

test.each([
  ['all taken', 'ann', [], [], [0, 1, 2], [], []],
  ['one in the middle: it and those behind it come again', 'nnnn', [1], [], [0], [], [1, 2, 3]],
  ['the first one: all come again', 'nnn', [0], [], [], [], [0, 1, 2]],
  ['the last one', 'nnn', [2], [], [0, 1], [], [2]],
  ['all of them', 'ann', [0, 1, 2], [], [], [], [0, 1, 2]],
  ['other priorities are not held up', 'aauunn', [0, 5], [], [2, 3, 4], [], [0, 1, 5]],
  ['never to be taken: dropped, and nobody held up', 'nnn', [], [1], [0, 2], [1], []],
  ['never to be taken, behind one that comes again', 'nnn', [0], [1], [], [1], [0, 2]],
  ['never to be taken, all', 'an', [], [0, 1], [], [0, 1], []],
])('%s', (_, names, later, never, confirmed, refused, returned) => {
  const failureAt = (index: number, retryable: boolean) =>
    [index, { index, messageId: `${index}`, retryable, reason: `why ${index}` }] as const;
  const failures = new Map([
    ...later.map((index) => failureAt(index, true)),
    ...never.map((index) => failureAt(index, false)),
  ]);
  const settled = settlementOf(entriesOf(names), failures, new Set());
  expect(idsOf(settled.confirmed)).toEqual(confirmed);
  expect(settled.refused.map(({ entry, failure }) => [entry.record.messageId, failure.index])).toEqual(
    refused.map((index) => [`${index}`, index]),
  );
  expect(idsOf(settled.returned)).toEqual(returned);
  expect(settled.trouble?.reason).toBe(later.length === 0 ? undefined : `why ${later[0]}`);
});

test('what is held up by a batch ahead comes again too, whatever became of it', () => {
  const failure = { index: 2, messageId: '2', retryable: true, reason: 'why' };
  const heldUp = new Set<Waiting['priority']>(['normal']);
  const { confirmed, returned, trouble } = settlementOf(entriesOf('aun'), new Map(), heldUp);
  expect([idsOf(confirmed), idsOf(returned), trouble]).toEqual([[0, 1], [2], undefined]);
  const next = settlementOf(entriesOf('ana'), new Map([[2, failure]]), heldUp);
  expect([idsOf(next.confirmed), idsOf(next.returned), next.trouble]).toEqual([[0], [1, 2], failure]);
  expect([...heldUp]).toEqual(['normal', 'alarm']);
});
