import type { ReplyView } from '../reply-view.js';

/** A path that leads nowhere, no such object. */
const GONE: ReadonlySet<number> = new Set([0x04, 0x05, 0x16]);
const LOGIX = 0xff;
/** Of a Logix controller: beyond the end, another type. */
const OTHER: ReadonlySet<number> = new Set([0x2105, 0x2107]);

/** Whether a tag that was written is not there any more, or is another one than it was known to be. */
export function saysOutdated({ status, extended = 0 }: Pick<ReplyView, 'status' | 'extended'>): boolean {
  return GONE.has(status) || (status === LOGIX && OTHER.has(extended));
}
