/**
 * What becomes of the records of a batch, so that order holds. Within a priority nothing behind a record that has to
 * come again counts as delivered: it comes again too, behind it, with the same messageId. Whoever receives them sees
 * repetitions, and the last ones are in order.
 */
import type { RecordFailure } from '../../telemetry/sink.js';
import type { Priority } from '../../telemetry/spool/priorities.js';
import type { Waiting } from './backlog.js';

export interface Refusal {
  readonly entry: Waiting;
  readonly failure: RecordFailure;
}

export interface Settlement {
  readonly confirmed: readonly Waiting[];
  /** The sink will never take them, wherever they stand. */
  readonly refused: readonly Refusal[];
  /** They come again. */
  readonly returned: readonly Waiting[];
  /** Why the first one does. */
  readonly trouble: RecordFailure | undefined;
}

/** @param heldUp priorities in which a record ahead of these has to come again; those of these are added */
export function settlementOf(
  entries: readonly Waiting[],
  failures: ReadonlyMap<number, RecordFailure>,
  heldUp: Set<Priority>,
): Settlement {
  if (failures.size === 0 && heldUp.size === 0)
    return { confirmed: entries, refused: [], returned: [], trouble: undefined };
  const confirmed: Waiting[] = [];
  const refused: Refusal[] = [];
  const returned: Waiting[] = [];
  let trouble: RecordFailure | undefined;
  for (const [index, entry] of entries.entries()) {
    const failure = failures.get(index);
    if (failure?.retryable === false) refused.push({ entry, failure });
    else {
      if (failure !== undefined) {
        heldUp.add(entry.priority);
        trouble ??= failure;
      }
      (heldUp.has(entry.priority) ? returned : confirmed).push(entry);
    }
  }
  return { confirmed, refused, returned, trouble };
}
