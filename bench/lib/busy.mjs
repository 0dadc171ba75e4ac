// Other work of an event loop.

/** Blocks for so long. */
export function block(ms) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** Busy for `onMs` of every `onMs + offMs`, until it is changed. */
export class Busy {
  set(onMs, offMs) {
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    if (onMs === 0) return;
    const burst = () => {
      block(onMs);
      if (offMs > 0) this.timer = setTimeout(burst, offMs);
      else this.immediate = setImmediate(burst);
    };
    burst();
  }
}
