// Counted instructions against the recorded ones.

/** Above the recorded count by more than this share: a failure. */
export const TOLERANCE = 0.02;

/** Why the counts of this machine cannot be held against the recorded ones; undefined when they can. */
export function differenceOf(recorded, here) {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(here)])];
  const name = names.find((key) => recorded[key] !== here[key]);
  return name && `recorded with ${name} ${recorded[name]}, here it is ${here[name]}`;
}

/** One line a case: `{ name, recorded, counted, share, ok }`; a case that only one side knows is not ok. */
export function compareCounts(recorded, counted) {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(counted)])];
  return names.map((name) => {
    const share = counted[name] / recorded[name] - 1;
    return { name, recorded: recorded[name], counted: counted[name], share, ok: share <= TOLERANCE };
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
