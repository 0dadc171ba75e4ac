/** Text of other programs within a message of ours: it is not to move a cursor, nor to fill the screen. */

const MOST_CHARACTERS = 160;

export function printable(text: string, mostCharacters = MOST_CHARACTERS): string {
  const clean = text.slice(0, 4 * mostCharacters).replace(/[^\x20-\x7e\xa0-\xff]/g, '?');
  return clean.length > mostCharacters ? `${clean.slice(0, mostCharacters)}...` : clean;
}

/** `a, b and c` */
export function listed(names: readonly string[]): string {
  return names.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

export function mib(bytes: number): string {
  return `${Math.round(bytes / (1_024 * 1_024))} MiB`;
}
