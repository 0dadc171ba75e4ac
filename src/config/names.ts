/** Messages for a name that does not exist: what was meant, and what there is. */

/** `sped: no such field (did you mean "speed"?). There are: start, speed`. */
export function noSuchName(what: string, name: unknown, known: readonly string[]): string {
  return `${String(name)}: ${noSuch(what, name, known)}`;
}

/** The same where the name stands in front already. */
export function noSuch(what: string, name: unknown, known: readonly string[]): string {
  const near = nearest(String(name), known);
  const hint = near === undefined ? '' : ` (did you mean "${near}"?)`;
  const list = known.length === 0 ? 'There are none' : `There are: ${known.join(', ')}`;
  return `no such ${what}${hint}. ${list}`;
}

/** The known name within a third of the letters, if any: two swapped ones count twice; of a single letter nothing is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const within = Math.ceil(name.length / 3);
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= within && best.distance < name.length ? best.candidate : undefined;
}

/** Levenshtein distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, at(row, j) + 1, at(next, j - 1) + 1));
    }
    row = next;
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
