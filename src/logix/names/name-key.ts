/** Names of tags, members and programs are the same in whatever case their letters are. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

export function sameName(a: string, b: string): boolean {
  return a.length === b.length && nameKey(a) === nameKey(b);
}
