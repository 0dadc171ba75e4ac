/** An EDS file as its text says it: sections of entries of fields, each with its place. What they mean is elsewhere. */

/** Both count from 1. */
export interface EdsPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * - `empty`: nothing between two commas
 * - `string`: one or more quoted texts, joined
 * - `word`: anything that is not quoted: numbers, dates, keywords, references such as `Param1`
 * - `group`: what stands in braces, as written
 */
export type EdsFieldKind = 'empty' | 'string' | 'word' | 'group';

export interface EdsField {
  readonly kind: EdsFieldKind;
  /** Of a string without its quotes, escapes resolved. */
  readonly text: string;
  readonly place: EdsPlace;
}

/** `Keyword = field, field, field;` */
export interface EdsEntry {
  readonly keyword: string;
  readonly place: EdsPlace;
  readonly fields: readonly EdsField[];
}

/** `[Name]` */
export interface EdsSection {
  readonly name: string;
  readonly place: EdsPlace;
  readonly entries: readonly EdsEntry[];
}

export interface EdsFile {
  readonly sections: readonly EdsSection[];
}

/** Something wrong with the text or with what it says. */
export interface EdsFault extends EdsPlace {
  readonly message: string;
}

/** Names are compared without regard to case, as importers do. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function sectionNamed({ sections }: EdsFile, name: string): EdsSection | undefined {
  return sections.find((section) => sameName(section.name, name));
}

export function entryNamed(section: EdsSection | undefined, keyword: string): EdsEntry | undefined {
  return section?.entries.find((entry) => sameName(entry.keyword, keyword));
}

/** Entries of a numbered keyword (`Param` of `Param12`), with their number. */
export function numbered(section: EdsSection | undefined, keyword: string): { number: number; entry: EdsEntry }[] {
  const pattern = new RegExp(`^${keyword}(\\d+)$`, 'i');
  return (section?.entries ?? []).flatMap((entry) => {
    const digits = pattern.exec(entry.keyword)?.[1];
    return digits === undefined ? [] : [{ number: Number(digits), entry }];
  });
}
