/** Whether the program is still the same (docs/protocol.md, "Program changes"). */
import { ClassCode } from '../../cip/codes.js';
import type { RouterRequest } from '../../cip/message.js';
import { objectPath } from '../../cip/path.js';
import { getAttributeListRequest } from './attribute-list.js';

/** What is asked for. Nobody says what the numbers mean: after a download some are others. */
export const PROGRAM_CHANGE_ATTRIBUTES = [1, 2, 3, 4, 10] as const;

export function programChangesRequest(): RouterRequest {
  return getAttributeListRequest(objectPath(ClassCode.programChanges, 1), PROGRAM_CHANGE_ATTRIBUTES);
}

/** Whether two replies tell of the same program. */
export function sameProgram(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}
