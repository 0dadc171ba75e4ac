// Counted instructions against the recorded ones.

/** Above the recorded count by more than this share: a failure. */
const TOLERANCE = 0.02;
/** The same where another compiler or libc made the code: only what has gone badly wrong can be told there. */
const TOLERANCE_ELSEWHERE = 0.2;

/** @param difference of the toolchains, undefined when there is none. */
export function toleranceWith(difference) {
  return difference === undefined ? TOLERANCE : TOLERANCE_ELSEWHERE;
}

/** Why the counts of this machine are not exactly those of the recorded ones; undefined when they should be. */
export function differenceOf(recorded, here) {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(here)])];
  const name = names.find((key) => recorded[key] !== here[key]);
  return name && `recorded with ${name} ${recorded[name]}, here it is ${here[name]}`;
}

/** One line a case: `{ name, recorded, counted, share, ok }`; a case that only one side knows is not ok. */
export function compareCounts(recorded, counted, tolerance) {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(counted)])];
  return names.map((name) => {
    const share = counted[name] / recorded[name] - 1;
    return { name, recorded: recorded[name], counted: counted[name], share, ok: share <= tolerance };
  });
}

/** The lines as a text; what has become much cheaper is named, so that the budget follows. */
export function verdictOf({ name, recorded, counted, share, ok }) {
  if (recorded === undefined) return `not ok ${name}: not recorded`;
  if (counted === undefined) return `not ok ${name}: recorded, but not counted any more`;
  const percent = `${share >= 0 ? '+' : ''}${(share * 100).toFixed(2)} %`;
  const hint = share < -TOLERANCE ? ', record the lower count' : '';
  return `${ok ? 'ok' : 'not ok'} ${name}: ${counted}, recorded ${recorded} (${percent}${hint})`;
}
