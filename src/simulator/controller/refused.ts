/** A request that the controller refuses: thrown where that is found, answered where the request came in. */

/** General statuses of the simulator's answers (docs/protocol.md, "General status"). */
export const Status = {
  success: 0x00,
  connectionFailure: 0x01,
  noResources: 0x02,
  invalidParameter: 0x03,
  pathSegment: 0x04,
  pathUnknown: 0x05,
  partial: 0x06,
  notSupported: 0x08,
  invalidAttribute: 0x09,
  attributeList: 0x0a,
  notSettable: 0x0e,
  privilege: 0x0f,
  deviceState: 0x10,
  replyTooLarge: 0x11,
  notEnoughData: 0x13,
  noAttribute: 0x14,
  tooMuchData: 0x15,
  routeRequestTooLarge: 0x1a,
  routeReplyTooLarge: 0x1b,
  embedded: 0x1e,
  general: 0xff,
} as const;

/** Extended statuses of 0xFF, and of 0x10. */
export const LogixStatus = {
  offsetBeyondEnd: 0x2104,
  elementBeyondEnd: 0x2105,
  typeMismatch: 0x2107,
  keyswitch: 0x2101,
} as const;

export class Refused extends Error {
  readonly extendedStatus: readonly number[];

  constructor(
    readonly status: number,
    ...extendedStatus: number[]
  ) {
    super(`status ${status}`);
    this.extendedStatus = extendedStatus;
  }
}
