import { describeStatus } from '../cip/index.js';
import { shown } from '../config/shown.js';

/**
 * Thrown by a handler to refuse what the peer asks for: `throw new CipRefusal(0x09)`.
 *
 * The peer gets these statuses, and nobody else hears of it: a refusal is an answer, not a failure of this process.
 */
export class CipRefusal extends Error {
  /** CIP general status; undefined: the one that the handler's page gives as its default. */
  readonly generalStatus: number | undefined;
  /** First word of the extended status, 0 = none. */
  readonly extendedStatus: number;

  static {
    CipRefusal.prototype.name = 'CipRefusal';
  }

  /**
   * @param generalStatus 1-255 (docs/protocol.md, "General status"). Default: configuration 01/0129, a written value
   * 0x09, Reset 0x0C, all else 0x02.
   * @param extendedStatus 0-65,535, 0 = none. With 0x01 one of docs/protocol.md, "Connection failure".
   * @throws TypeError for a number outside its range.
   */
  constructor(generalStatus?: number, extendedStatus = 0) {
    super(generalStatus === undefined ? 'refused' : textOf(generalStatus, extendedStatus));
    this.generalStatus = generalStatus;
    this.extendedStatus = extendedStatus;
  }
}

function textOf(general: number, extended: number): string {
  refuseUnless(general, 1, 0xff, 'generalStatus');
  refuseUnless(extended, 0, 0xffff, 'extendedStatus');
  return describeStatus(general, extended === 0 ? [] : [extended]).text;
}

function refuseUnless(value: number, least: number, most: number, what: string): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new TypeError(`${what} ${shown(value)}: a whole number from ${least} to ${most}`);
}
