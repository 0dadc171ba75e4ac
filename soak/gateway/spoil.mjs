// What must be noticed: one sample in the middle is made wrong on its way to who looks at it.

/** The message after which it happens. */
const AT = 200;

/** Calls `spoil` with the one message and the one before; all others pass. */
function once(spoil) {
  let count = 0;
  let before;
  return (arrival) => {
    count++;
    const made = count === AT ? spoil(arrival, before) : [arrival];
    before = arrival;
    return made;
  };
}

/** Holds one back until the next has passed. */
function swapping() {
  let held;
  let count = 0;
  return (arrival) => {
    count++;
    if (count === AT) {
      held = arrival;
      return [];
    }
    const both = held === undefined ? [arrival] : [arrival, held];
    held = undefined;
    return both;
  };
}

/** By name: makes what `spoil` of a storm is. */
export const spoilers = {
  lost: () => once(() => []),
  changed: () => once((arrival) => [{ ...arrival, sample: arrival.sample ^ 1n }]),
  reordered: swapping,
  twice: () => once((arrival) => [arrival, { ...arrival, messageId: 'another one' }]),
};
