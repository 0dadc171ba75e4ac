// What has to hold after a storm, of what was seen. Each sentence that is broken comes back in words.

/** `[first, last]` of samples: how many. */
const sizeOf = ([first, last]) => last - first + 1;

function isWithin([first, last], windows) {
  return windows.some(([from, to]) => from <= first && last <= to);
}

/**
 * Samples that are gone, and why that may be.
 * @param windows of each kill of the gateway: `[first, last]` of the samples that may be lost with it
 * @param counted samples that a gateway counted as lost
 */
export function losses({ missing, windows }) {
  const outside = missing.filter((range) => !isWithin(range, windows));
  const count = (ranges) => ranges.reduce((sum, range) => sum + sizeOf(range), 0);
  return { outside, inWindows: count(missing) - count(outside) };
}

/** @returns {string[]} */
export function broken({ sent, distinct, missing, windows, counted, faults, scanner, adapter, memory, back, kills }) {
  const texts = Object.entries(faults).flatMap(([kind, found]) => found.map((text) => `${kind}: ${text}`));
  const { outside, inWindows } = losses({ missing, windows });
  const say = (isSo, text) => isSo && texts.push(text);
  const lost = outside.reduce((sum, range) => sum + sizeOf(range), 0);
  say(
    lost !== counted,
    `${lost} samples are missing outside of kills, ${counted} were counted as lost: ${ranges(outside)}`,
  );
  say(counted > 0, `${counted} samples were lost while the gateway lived`);
  say(sent !== distinct + lost + inWindows, `${sent} sent, ${distinct} arrived, ${lost + inWindows} missing`);
  say(scanner.sendErrors > 0, `${scanner.sendErrors} packets of the scanner were not sent`);
  say(scanner.lost > 0, `the scanner missed ${scanner.lost} packets of the adapter`);
  say(scanner.outOfOrder > 0, `the scanner got ${scanner.outOfOrder} packets out of order`);
  say(
    scanner.losses !== kills,
    `the scanner lost its connection ${scanner.losses} times, the gateway was killed ${kills} times`,
  );
  const slots = adapter.ioSkipped + adapter.ioSent;
  say(adapter.ioSkipped > MOST_SKIPPED * slots, `the adapter missed ${adapter.ioSkipped} slots of ${slots}`);
  say(!(memory.peakKib > 0 && memory.peakKib <= memory.limitKib), `a gateway had ${memory.peakKib} KiB of memory`);
  for (const { afterRunningMs } of back) {
    say(afterRunningMs > BACK_MS, `the scanner was back ${afterRunningMs} ms after the restart`);
  }
  return texts;
}

/**
 * Share of slots that a machine under load takes away from an adapter by itself; a gateway that made it wait for a
 * broker would miss five hundred in a second.
 */
const MOST_SKIPPED = 0.01;

/** From the restart of the gateway until the scanner has its connection again. */
const BACK_MS = 2_000;

function ranges(list) {
  return list.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(', ') || 'none';
}
