/** A status in words: what happened, and what the reader can look at. */
export interface StatusText {
  readonly text: string;
  readonly check: string;
}

export type StatusTable = ReadonlyMap<number, StatusText>;
