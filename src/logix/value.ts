/**
 * What a tag holds in JavaScript, of all that `TagValue` allows.
 *
 * | types | value |
 * |---|---|
 * | BOOL | boolean |
 * | integers and bit strings up to 32 bits, REAL, LREAL | number |
 * | LINT, ULINT, LWORD | bigint |
 * | DATE, DATE_AND_TIME, DT, LDT | Date, UTC; finer than a millisecond is cut off |
 * | TIME, TIME_OF_DAY (ms), TIME32 (us), STIME | number, in that unit |
 * | TIME64 (us), LTIME (ns) | bigint, in that unit |
 * | strings | string, a character a byte (ISO 8859-1) |
 * | structures | an object by member |
 * | arrays | arrays; those of BOOL too |
 * | members of a type that nobody knows | Uint8Array |
 *
 * A duration is no point in time, so it is no Date; as a count in its own unit nothing of it is lost.
 */
export type { TagValue } from '../eip-client.js';

/**
 * A value that its type can't hold. Encoders throw it before anything is sent: it is the caller's mistake, not the
 * controller's.
 */
export class TagValueError extends RangeError {
  override readonly name = 'TagValueError';

  constructor(
    /** What was found and what is allowed: `300 is no integer from -128 to 127`. */
    readonly problem: string,
    /** Where it stands in the value: `Recipe.Steps[3].Speed`; empty for the value itself. */
    readonly place = '',
  ) {
    super(place === '' ? problem : `${place}: ${problem}`);
  }

  /** The same, seen from one level further out. */
  within(outer: string): TagValueError {
    return new TagValueError(this.problem, `${outer}${this.place}`);
  }
}

/** Gives a problem the place it was found at; everything else is passed on as it is. Always throws. */
export function throwWithin(error: unknown, outer: string): never {
  throw error instanceof TagValueError ? error.within(outer) : error;
}
