/** What a download changed, as data of a record. */
import type { ProgramChangedEvent } from '../../eip-client.js';
import type { WireStructure } from '../../telemetry/value/wire-value.js';

/** A controller may have many thousands of tags; a record has room for so many names. */
const MOST_NAMES = 1_000;

export function programData({ gone, changed, added }: ProgramChangedEvent): WireStructure {
  const counts = { goneCount: gone.length, changedCount: changed.length, addedCount: added.length };
  const some = (names: readonly string[]) => names.slice(0, MOST_NAMES);
  return { ...counts, gone: some(gone), changed: some(changed), added: some(added) };
}
