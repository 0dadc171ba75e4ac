import { describe, expect, test } from 'vitest';
import { addTally, emptyTally, summaryLine, tallyTap, tallyVitest } from '../../../scripts/lib/tally.mjs';

describe('tallyTap', () => {
  test.each([
    ['all held', 'ok 1 - a\nok 2 - b\n1..2\n', 0, { passed: 2, failed: 0, skipped: 0 }],
    ['one did not', 'ok 1 - a\nnot ok 2 - b\n# got 1\n1..2\n', 1, { passed: 1, failed: 1, skipped: 0 }],
    ['skipped is not passed', 'ok 1 - a\nok 2 - b # SKIP no root\n1..2\n', 0, { passed: 1, failed: 0, skipped: 1 }],
    ['crash after a pass', 'ok 1 - a\n', null, { passed: 1, failed: 1, skipped: 0 }],
    ['sanitizer report at exit', 'ok 1 - a\n1..1\n', 66, { passed: 1, failed: 1, skipped: 0 }],
    ['plan larger than what ran', 'ok 1 - a\n1..2\n', 0, { passed: 1, failed: 1, skipped: 0 }],
    ['no plan', 'ok 1 - a\n', 0, { passed: 1, failed: 1, skipped: 0 }],
    ['nothing ran', '1..0\n', 0, { passed: 0, failed: 1, skipped: 0 }],
    ['no output', '', 0, { passed: 0, failed: 1, skipped: 0 }],
  ])('%s', (_rule, text, status, want) => {
    expect(tallyTap(text, status)).toEqual(want);
  });
});

describe('tallyVitest', () => {
  const report = (change: object) => ({
    success: true,
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    ...change,
  });
  test.each([
    ['all passed', report({}), 0, { passed: 5, failed: 0, skipped: 0 }],
    ['two failed', report({ success: false, numFailedTests: 2 }), 1, { passed: 5, failed: 2, skipped: 0 }],
    ['skipped', report({ numPendingTests: 3 }), 0, { passed: 5, failed: 0, skipped: 3 }],
    ['a file did not load', report({ success: false }), 1, { passed: 5, failed: 1, skipped: 0 }],
    ['an unhandled error after the tests', report({}), 1, { passed: 5, failed: 1, skipped: 0 }],
    ['vitest crashed without a report', undefined, 1, { passed: 0, failed: 1, skipped: 0 }],
    ['no report although it ended well', undefined, 0, { passed: 0, failed: 1, skipped: 0 }],
  ])('%s', (_rule, text, status, want) => {
    expect(tallyVitest(text, status)).toEqual(want);
  });
});

test('the summary is the sum of the parts', () => {
  const total = emptyTally();
  addTally(total, { passed: 2, failed: 1, skipped: 0 });
  addTally(total, { passed: 3, failed: 0, skipped: 4 });
  expect(total).toEqual({ passed: 5, failed: 1, skipped: 4 });
  expect(summaryLine(total)).toBe('5 passed, 1 failed');
});
