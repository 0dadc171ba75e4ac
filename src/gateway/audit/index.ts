/** Who wrote what to a machine: docs/audit.md. */
export { type AuditFields, auditRecord } from './audit-record.js';
export { auditValue } from './audit-value.js';
export { audited } from './audited.js';
export type { AuditedOptions } from './audited-writes.js';
export { fromHere, osUser } from './caller.js';
export { failedOutcome, WRITE_BEGUN, writeOutcome } from './outcome.js';
export { AuditTrail, type BeginOptions, type BegunWrites, type PlannedWrite, type TrailOptions } from './trail.js';
