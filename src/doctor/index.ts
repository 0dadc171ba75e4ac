/**
 * The doctor: what of this machine and its surroundings stands in the way of a service.
 *
 * - subject.ts: what of a configuration it is about
 * - system/: what the system tells, in files and tables
 * - checks/: one file a check: facts, and what they mean
 * - diagnose.ts: all of them, within a time
 */
export { type DiagnoseOptions, type Diagnosis, diagnose } from './diagnose.js';
export type { Finding, Level } from './finding.js';
export { type Subject, subjectOf, usualSubject } from './subject.js';
