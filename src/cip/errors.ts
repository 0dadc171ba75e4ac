/**
 * Bytes that are no message of the kind asked for.
 *
 * The message says which field of which structure failed, at which byte of the bytes handed to the decoder, and what
 * was expected there. Decoders throw nothing else; encoders throw `RangeError` or `TypeError` for a value that its
 * field cannot hold, because that is the caller's mistake and not the peer's.
 */
export class CipDecodeError extends Error {
  override readonly name = 'CipDecodeError';

  constructor(
    /** What was being read: `Forward Open`, `path`, `common packet format`. */
    readonly structure: string,
    /** The field of it that could not be read. */
    readonly field: string,
    /** Where the field starts, counted from the first byte handed to the decoder. */
    readonly offset: number,
    /** What should have stood there. */
    readonly expected: string,
  ) {
    super(`${structure}: ${field} at byte ${offset}: expected ${expected}`);
  }
}
