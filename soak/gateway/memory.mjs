// How much memory a process has for itself: what it mapped of files, as a spool does, the system takes back.
import { readFileSync } from 'node:fs';

const PERIOD_MS = 100;

/** KiB; undefined when it is gone, NaN when it is about to be. */
function anonymousKib(pid) {
  try {
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

export class MemoryWatch {
  #timer;
  peakKib = 0;

  constructor(pid) {
    this.#timer = setInterval(() => {
      this.peakKib = Math.max(this.peakKib, anonymousKib(pid) || 0);
    }, PERIOD_MS);
  }

  stop() {
    clearInterval(this.#timer);
  }
}
