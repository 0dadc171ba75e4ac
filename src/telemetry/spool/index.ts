/** The spool, in the order of a record's way: put, kept, taken. */
export type { SpoolBatch } from './batch.js';
export { DROP_CAUSES, type DropCause, type Drops } from './drops.js';
export type { SpoolEntry, StoredEntry } from './entry.js';
export type { BoundsOptions, SpoolOptions, SpoolSinkOptions } from './option-types.js';
export { PRIORITIES, type Priority } from './priorities.js';
export type { ReaderOptions, SpoolReader, TakeOptions } from './reader.js';
export { type PutOptions, Spool } from './spool.js';
export type { LaneStatus, SpoolStatus } from './status.js';
