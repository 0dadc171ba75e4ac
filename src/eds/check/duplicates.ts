/** A section or keyword that is there twice: which one counts differs between importers. */
import type { EdsPlace } from '../syntax.js';
import type { Context } from './context.js';

export function checkDuplicates(context: Context): void {
  const { sections } = context.file;
  checkNames(
    context,
    sections.map(({ name, place }) => ({ name, place, shown: `[${name}]` })),
  );
  for (const { name: section, entries } of sections) {
    checkNames(
      context,
      entries.map(({ keyword, place }) => ({ name: keyword, place, shown: `[${section}]: ${keyword}` })),
    );
  }
}

interface Named {
  readonly name: string;
  readonly place: EdsPlace;
  readonly shown: string;
}

function checkNames(context: Context, names: readonly Named[]): void {
  const seen = new Map<string, EdsPlace>();
  for (const { name, place, shown } of names) {
    const first = seen.get(name.toLowerCase());
    if (first === undefined) seen.set(name.toLowerCase(), place);
    else context.complain(place, `${shown} is there already, in line ${first.line}`);
  }
}
