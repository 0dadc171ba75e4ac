/** Who wrote what to a machine: docs/audit.md. */
export { type AuditFields, auditRecord } from './audit-record.js';
export { auditValue } from './audit-value.js';
export { audited } from './audited.js';
export type { AuditedOptions } from './audited-writes.js';
export { fromHere, osUser } from './caller.js';
export { AuditFolder } from './folder/audit-folder.js';
export { AuditInbox, type AuditInboxOptions } from './folder/audit-inbox.js';
export type { SetAsideCause } from './folder/read-audit-file.js';
export { failedOutcome, WRITE_BEGUN, writeOutcome } from './outcome.js';
export { AuditTrail, type BeginOptions, type BegunWrites, type PlannedWrite, type TrailOptions } from './trail.js';
