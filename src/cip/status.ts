import { CONNECTION_STATUS } from './status/connection.js';
import { ENCAPSULATION_STATUS } from './status/encapsulation.js';
import { GENERAL_STATUS } from './status/general.js';
import { DEVICE_STATE_STATUS, LOGIX_STATUS } from './status/logix.js';
import type { StatusTable, StatusText } from './status/table.js';
import { hexCode } from './text.js';

export type { StatusText } from './status/table.js';

const CONNECTION_FAILURE = 0x01;

/** Whose words a general status's extended status is in. */
const EXTENDED_TABLES: ReadonlyMap<number, StatusTable> = new Map([
  [CONNECTION_FAILURE, CONNECTION_STATUS],
  [0x10, DEVICE_STATE_STATUS],
  [0xff, LOGIX_STATUS],
]);

const UNKNOWN_CHECK = 'look the code up in the manual of the device';

/**
 * A CIP status in words, with its codes: `connection failure: ownership conflict (0x01/0x0106)`. The extended status
 * says it when it is known, else the general one does.
 */
export function describeStatus(general: number, extended: readonly number[] = []): StatusText {
  const outer = GENERAL_STATUS.get(general);
  const [word] = extended;
  const inner = word === undefined ? undefined : EXTENDED_TABLES.get(general)?.get(word);
  const words = [outer?.text ?? 'unknown status', inner?.text].filter((text) => text !== undefined).join(': ');
  const codes = [hexCode(general, 2), ...(word === undefined ? [] : [hexCode(word, 4)])].join('/');
  return { text: `${words} (${codes})`, check: inner?.check ?? checkOf(outer, word) };
}

/** A status of the encapsulation header in words: `invalid session handle (0x64)`. */
export function describeEncapsulationStatus(status: number): StatusText {
  const known = ENCAPSULATION_STATUS.get(status);
  return { text: `${known?.text ?? 'unknown status'} (${hexCode(status, 2)})`, check: known?.check ?? UNKNOWN_CHECK };
}

/** An extended status that nobody knows is looked up; without one the general status has to do. */
function checkOf(outer: StatusText | undefined, word: number | undefined): string {
  return outer === undefined || (word !== undefined && word !== 0) ? UNKNOWN_CHECK : outer.check;
}
