/** Where the values of a file stand. */

/** Of one value: its key, else itself. Both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** What is in it, by key or index. */
  readonly children?: ReadonlyMap<string | number, Place>;
}

/** The place of the path's value; for one that is not there, of the last step that is. */
export function placeOf(root: Place, path: readonly (string | number)[]): Place {
  let place = root;
  for (const step of path) {
    const next = place.children?.get(step);
    if (next === undefined) break;
    place = next;
  }
  return place;
}
