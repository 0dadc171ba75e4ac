/** The error codes of the gateway: rows of the table in error-codes.ts. */
export const GATEWAY_ERROR_CODES = {
  EIP_AUDIT_UNAVAILABLE: {
    family: 'write',
    check:
      'Nothing was sent. The cause says why the audit record could not be kept: see the spool and its disk, or the audit folder; writing again is safe',
  },
  EIP_AUDIT_INCOMPLETE: {
    family: 'write',
    check:
      'Do not write again because of this: the text says what the controller answered. The record kept before the write says that its outcome is unknown; see the cause, and the disk',
  },
} as const;
