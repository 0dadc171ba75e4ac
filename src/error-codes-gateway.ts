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
  EIP_AUDIT_FOLDER_UNUSABLE: {
    family: 'config',
    check:
      'Give a folder that is there, that this user may write, and that the gateway of this machine takes over (docs/audit.md, "The audit folder"); nothing was sent',
  },
} as const;
