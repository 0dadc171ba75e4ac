/** A name of this process for people who read the EDS. */

/** The format has ASCII: another character becomes a question mark, since a name is for people and the place counts. */
export function displayName(name: string): string {
  return name === '' ? '?' : name.replace(/[^\x20-\x7e]/gu, '?');
}

/** The first free one of the names; a person chooses by it. */
export function uniqueName(taken: Set<string>, title: string, details: string): string {
  const candidates = [title, `${title}: ${details}`];
  for (let i = 2; candidates.every((name) => taken.has(name)); i++) candidates.push(`${title}: ${details} (${i})`);
  const name = candidates.find((candidate) => !taken.has(candidate)) ?? title;
  taken.add(name);
  return name;
}
