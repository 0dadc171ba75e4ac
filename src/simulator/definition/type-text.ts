/** `DINT`, `REAL[10]`, `Recipe[3,4]`: the name of a type and its dimensions. */

export interface NamedType {
  readonly name: string;
  /** None for a single value. */
  readonly dimensions: readonly number[];
}

const FORM = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[(\d{1,9}(?:,\d{1,9}){0,2})\])?$/;

/** Undefined for what is no such text. Blanks count nowhere. */
export function parseTypeText(text: string): NamedType | undefined {
  const [, name, dimensions] = FORM.exec(text.replaceAll(/\s/g, '')) ?? [];
  if (name === undefined) return undefined;
  const sizes = dimensions === undefined ? [] : dimensions.split(',').map(Number);
  return sizes.every((size) => size >= 1) ? { name, dimensions: sizes } : undefined;
}
