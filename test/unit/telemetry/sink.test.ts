import { expect, it } from 'vitest';
import { batchResult, createRecord } from '../../../src/telemetry.js';

const app = { name: 'a', instance: 'b' };
const batch = ['x', 'y'].map((name) => createRecord({ kind: 'event', source: 'press', app, name }));
const failures = batch.map(({ messageId }, index) => ({ index, messageId, retryable: true, reason: 'away' }));

it.each([
  ['success', []],
  ['partial', failures.slice(1)],
  ['failed', failures],
])('%s', (status, given) => {
  expect(batchResult(batch, given)).toEqual(given.length === 0 ? { status } : { status, failures: given });
});

it('nothing to hand over is a success', () => expect(batchResult([], [])).toEqual({ status: 'success' }));
