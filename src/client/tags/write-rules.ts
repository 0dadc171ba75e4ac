/** What holds for a value on its way to the controller, and behind it. */
import { type EipError, EipWriteError } from '../../errors.js';
import type { Budget } from '../budget.js';
import { whatOf } from '../failures.js';
import type { WriteGuard } from '../guards/write-guard.js';
import type { Reads } from './booked-reader.js';
import { rawValue } from './booked-values.js';
import type { PacketItem } from './packets.js';
import type { Place } from './place.js';
import { difference } from './read-back.js';
import type { TagBook } from './tag-book.js';

/** A value that the controller took. */
export interface Written {
  readonly place: Place;
  readonly raw: unknown;
}

export class WriteRules {
  /** @param verifier reads back what was written, by the controller's names; undefined: nobody does */
  constructor(
    private readonly book: TagBook,
    private readonly guard: WriteGuard,
    private readonly verifier: Reads | undefined,
  ) {}

  /** The tag of the controller that a name of a call means. */
  tagOf(name: string): string {
    return this.book.tagOf(name);
  }

  /**
   * What the controller gets for a value.
   * @throws EipWriteError EIP_WRITE_TYPE_DIFFERS, EIP_VALUE_REFUSED
   */
  rawValue(name: string, value: unknown, place: Place): unknown {
    const booked = this.book.find(name);
    return booked === undefined ? value : rawValue(booked, place, value);
  }

  /** Lets the messages of one value pass the guards, or throws as `WriteGuard.admit`. */
  async admit(tag: string, items: readonly PacketItem[], budget: Budget): Promise<void> {
    if (!this.guard.isActive) return;
    await this.guard.admit(
      tag,
      items.map(({ message }) => message),
      budget,
    );
  }

  /** Errors of those that the controller does not hold as they were written, by their place in the list. */
  async verify(written: readonly Written[], { deadline, signal }: Budget): Promise<ReadonlyMap<number, EipWriteError>> {
    const problems = new Map<number, EipWriteError>();
    if (this.verifier === undefined || written.length === 0) return problems;
    const timeoutMs = Math.max(1, Math.ceil(deadline - performance.now()));
    const asked = Object.fromEntries(written.map(({ place }, i) => [i, place.name]));
    const results = await this.verifier.readMany(asked, { timeoutMs, ...(signal && { signal }) });
    for (const [i, { place, raw }] of written.entries()) {
      const { quality, value, error } = results[i] ?? { quality: 'bad' };
      const problem = quality === 'good' ? difference(place, raw, value) : `could not be read back: ${unread(error)}`;
      if (problem !== undefined) problems.set(i, notVerified(place.name, problem, error));
    }
    return problems;
  }
}

function unread(error: EipError | undefined): string {
  return error === undefined ? 'no reply' : whatOf(error);
}

function notVerified(tag: string, problem: string, cause: EipError | undefined): EipWriteError {
  const what = `"${tag}" was written, and ${problem}`;
  return new EipWriteError('EIP_WRITE_NOT_VERIFIED', what, { tag, outcome: 'unknown', ...(cause && { cause }) });
}
