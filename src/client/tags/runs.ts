/** Elements of a place as requests can count them. */
import { encodePath } from '../../cip/index.js';
import { tagPath } from '../../logix/index.js';
import { elementSteps, type Level } from './level.js';
import type { Place } from './place.js';

/** The number of elements is a UINT. */
export const MOST_ELEMENTS = 0xffff;

/** Elements one behind the other that one request can name. */
export interface Run {
  /** To the first of them, encoded. */
  readonly path: Uint8Array;
  readonly count: number;
  /** Where they are among those of the place. */
  readonly first: number;
}

type Elements = Pick<Place, 'tag' | 'path' | 'count' | 'first' | 'levels'>;

/** One, or as many as it takes for all elements. */
export function runsOf({ tag, path, count, first, levels }: Elements): Run[] {
  if (count <= MOST_ELEMENTS) return [{ path, count, first: 0 }];
  const array = levels[levels.length - 1] as Level;
  return Array.from({ length: Math.ceil(count / MOST_ELEMENTS) }, (_, i) => {
    const done = i * MOST_ELEMENTS;
    const steps = elementSteps(array, first + done);
    return {
      path: encodePath(tagPath({ program: tag.program, steps })),
      count: Math.min(MOST_ELEMENTS, count - done),
      first: done,
    };
  });
}

/** Some bytes of a run, from `from` to `to`. */
export interface Piece {
  readonly run: Run;
  readonly from: number;
  readonly to: number;
  /** Asks for all from `from` on. */
  readonly message: Uint8Array;
  /** Where they belong in the whole. */
  readonly at: number;
}
