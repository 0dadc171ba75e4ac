/** Places in shared memory for the tests of the images: what the addon lays out in production. */
import type { SharedHistory, SharedInput, SharedMap, SharedOutput } from '../../../src/native/shared-map.js';

/** One output image from `firstByte` on: header words first, data behind them. */
export function outputPlace(capacity: number, firstByte = 0): SharedOutput {
  const word = firstByte / 4;
  return {
    lockWord: word,
    pendingWord: word + 1,
    overwrittenWord: word + 2,
    connectedWord: word + 3,
    lengthWord: word + 4,
    stateWord: word + 5,
    connectionWord: word + 6,
    asksWord: word + 7,
    receivedLong: firstByte / 8 + 4,
    publishedLong: firstByte / 8 + 5,
    dataByte: firstByte + 64,
    capacity,
    history: undefined,
  };
}

/** A history from `firstByte` on: two lines of header, then slots. @param slots a power of two */
export function historyPlace(capacity: number, slots: number, firstByte = 0): SharedHistory {
  const word = firstByte / 4;
  const strideBytes = 32 + Math.ceil(capacity / 8) * 8;
  return {
    headWord: word,
    tailWord: word + 16,
    droppedWord: word + 17,
    firstByte: firstByte + 128,
    strideBytes,
    slots,
    capacity,
  };
}

export function inputPlace(capacity: number): SharedInput {
  const strideBytes = Math.ceil(capacity / 64) * 64;
  return {
    exchangeWord: 0,
    producerWord: 1,
    consumerWord: 2,
    touchedWord: 3,
    changeOfStateWord: 4,
    applicationWord: 5,
    expiredWord: 6,
    expirationsWord: 7,
    firstByte: 64,
    strideBytes,
    capacity,
  };
}

/** Only what a `DataRing` looks at. */
export function ringPlace(dataSlots: number): SharedMap {
  return {
    wakePendingWord: 0,
    livenessWord: 0,
    eventsWord: 0,
    handlersWord: 0,
    dataHeadWord: 0,
    dataTailWord: 1,
    dataFirstWord: 2,
    dataSlots,
    notifiedWord: 0,
    changedFirstWord: 0,
    triggeredFirstWord: 0,
    outputs: [],
    inputs: [],
    counterLongs: {},
    connections: { firstLong: 0, strideLongs: 0, fields: [] },
    lateness: { firstLong: 0, sumLong: 0, boundsUs: [] },
    intervals: { firstLong: 0, boundsPercent: [] },
  };
}
