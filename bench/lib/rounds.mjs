// Runs in turn: A, B, A, B, ... One run of each comes first and does not count: caches are warm then, code is compiled.

/** @returns `{ ours, reference }`: the results of each, in order */
export async function alternate(rounds, ours, reference) {
  const results = { ours: [], reference: [] };
  for (let round = -1; round < rounds; round++) {
    const [a, b] = [await ours(), await reference()];
    if (round < 0) continue;
    results.ours.push(a);
    results.reference.push(b);
  }
  return results;
}

/** One figure of each result. */
export function figures({ ours, reference }, of) {
  return { ours: ours.map(of), reference: reference.map(of) };
}
