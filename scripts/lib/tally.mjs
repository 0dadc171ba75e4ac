// Counting tests: TAP text, vitest's JSON report, and the line every runner ends with.

/** @returns {{ passed: number, failed: number, skipped: number }} */
export function emptyTally() {
  return { passed: 0, failed: 0, skipped: 0 };
}

export function addTally(total, part) {
  total.passed += part.passed;
  total.failed += part.failed;
  total.skipped += part.skipped;
}

/** Counts the lines of one test program; a wrong plan or a bad end without a `not ok` is one failure more. */
export function tallyTap(text, status) {
  const lines = text.split('\n');
  const failed = lines.filter((line) => line.startsWith('not ok ')).length;
  const skipped = lines.filter((line) => /^ok .*# skip/i.test(line)).length;
  const passed = lines.filter((line) => line.startsWith('ok ')).length - skipped;
  const plan = lines.find((line) => /^1\.\.\d+$/.test(line));
  const complete = plan === `1..${passed + failed + skipped}` && passed + failed > 0;
  return { passed, skipped, failed: failed === 0 && (status !== 0 || !complete) ? 1 : failed };
}

/** Counts a vitest JSON report; a bad exit without a failed test (a file that does not load) is one failure. */
export function tallyVitest(report, status) {
  const passed = report?.numPassedTests ?? 0;
  const failed = report?.numFailedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const broken = status !== 0 || report?.success !== true;
  return { passed, skipped, failed: failed === 0 && broken ? 1 : failed };
}

/** The last line of every runner; .ci/run reads it. */
export function summaryLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

/** Prints the totals to stdout; returns the exit code. A run without any test is a failure. */
export function finish(total) {
  if (total.skipped > 0) console.log(`${total.skipped} skipped, with the reason shown above`);
  console.log(summaryLine(total));
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}
