/**
 * Where things lie in the SharedArrayBuffer that both threads see, as the addon tells it (native/bridge/shared_layout.h,
 * docs/architecture.md, "Shared memory").
 */

/** Places in the SharedArrayBuffer. `...Word`: index into an Int32Array over it, `...Byte`: byte offset, `...Long`: index into a BigInt64Array. */
export interface SharedMap {
  /** 1 while a wake-up is under way: JS stores 0, drains, and checks again. */
  wakePendingWord: number;
  /** JS adds 1 at least every livenessMs / 2. */
  livenessWord: number;
  /** Not 0: takeEvents() has something. JS need not clear it. */
  eventsWord: number;
  /** Bit `1 << REQUEST_KINDS.indexOf(kind)`: JS answers requests of that kind. Looked at for `reset` and `settings`; assemblies have `asksWord`. */
  handlersWord: number;
  /** Ring of indexes of assemblies with new data: the I/O thread moves tail, JS moves head; both count up, wrapping at 2^32. */
  dataHeadWord: number;
  dataTailWord: number;
  dataFirstWord: number;
  /** A power of two, at least the number of assemblies: it never overflows, an assembly stands in it at most once. */
  dataSlots: number;
  /** 1 while a notice is under way: JS sets a bit below, then exchanges this with 1, and calls notify() when it was 0. */
  notifiedWord: number;
  /** Bitmaps over the assemblies' indexes: inputs whose value changed, inputs that are triggered. */
  changedFirstWord: number;
  triggeredFirstWord: number;
  /** One an assembly, in order; undefined for an input assembly. */
  outputs: (SharedOutput | undefined)[];
  /** One an assembly, in order; undefined for any other kind. */
  inputs: (SharedInput | undefined)[];
  /** Index of each counter, 64 bit, only ever growing (levels named in status() excepted). */
  counterLongs: Record<string, number>;
  /** Live figures of the connection in slot n: firstLong + n * strideLongs, in the order of `fields`. */
  connections: { firstLong: number; strideLongs: number; fields: readonly string[] };
  /** Lateness of production against its deadline: `buckets` counts, bucket b counts lateness below bounds[b] microseconds (the last: no bound); and the sum of all, microseconds. */
  lateness: { firstLong: number; sumLong: number; boundsUs: readonly number[] };
  /** Intervals of production in percent of the RPI: at firstLong the first packets of connections, behind it the counts, bucket b below bounds[b] (the last: no bound). */
  intervals: { firstLong: number; boundsPercent: readonly number[] };
}

/** Output, config or explicit assembly: written by the I/O thread under a sequence lock, read by JS without a call. */
export interface SharedOutput {
  /** Odd while the I/O thread writes: read it, copy, read again; equal and even = whole. */
  lockWord: number;
  /** Bit 0 from publishing to JS storing 0, before it copies: the I/O thread pushes only where it finds 0, and counts `overwrittenWord` where it finds 1. Bit 1, put in place of 0 by JS: nobody listens, nothing is pushed or counted, until JS or, for a new connection, the I/O thread puts 0 in its place. */
  pendingWord: number;
  overwrittenWord: number;
  /** Live connections that feed it. Written outside the lock. */
  connectedWord: number;
  /** Under the lock: */
  lengthWord: number;
  /** Bit 0: run. Bit 1: its connection has ended. */
  stateWord: number;
  /** Slot of the connection it came by, -1 = explicit message or nothing yet. */
  connectionWord: number;
  /** Written by JS: 1 = it answers what others write (`configuration`, `assembly`), 0 = accepted at once. */
  asksWord: number;
  /** CLOCK_MONOTONIC microseconds (process.hrtime's clock) of arrival, 0 = nothing yet. */
  receivedLong: number;
  /** When it was published: later than the arrival when its connection ended. */
  publishedLong: number;
  dataByte: number;
  capacity: number;
  /** Every value in order; undefined without a history. */
  history: SharedHistory | undefined;
}

/** Ring of all values of an output (native/bridge/history_ring.h): the I/O thread moves tail, JS moves head; both count up, wrapping at 2^32. */
export interface SharedHistory {
  headWord: number;
  tailWord: number;
  /** Values dropped because the ring held as many as the history. */
  droppedWord: number;
  /** Slot n begins at firstByte + n * strideBytes: words length, state, connection, dropped before it; longs 2 received, 3 published; data from byte 32. */
  firstByte: number;
  strideBytes: number;
  /** A power of two. */
  slots: number;
  capacity: number;
}

/** Input assembly: a triple buffer, written by JS, read by the I/O thread (native/bridge/input_image.h). */
export interface SharedInput {
  /** Words of the header: exchange, producer's slot, consumer's slot. */
  exchangeWord: number;
  producerWord: number;
  consumerWord: number;
  /** JS adds 1 with each write and touch, after publishing: what the watchdog watches. */
  touchedWord: number;
  /** Live connections that produce at a change of state, at the application's trigger. Not 0: JS notifies. */
  changeOfStateWord: number;
  applicationWord: number;
  /** 1 while the watchdog has run out; how often it has. */
  expiredWord: number;
  expirationsWord: number;
  /** Slot n begins at firstByte + n * strideBytes. */
  firstByte: number;
  strideBytes: number;
  capacity: number;
}
