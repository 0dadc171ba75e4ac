// How much memory a process has for itself: what it mapped of files, as a spool does, the system takes back.
import { readFileSync } from 'node:fs';

const PERIOD_MS = 100;
/** By then everything is loaded, and was used. */
const WARM_UP_MS = 3_000;

/** KiB; undefined when it is gone. */
function anonymousKib(pid) {
  try {
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

export class MemoryWatch {
  #timer;
  #began = performance.now();
  #atFirst;
  peakKib = 0;
  looks = 0;

  constructor(pid) {
    this.#timer = setInterval(() => this.#look(anonymousKib(pid)), PERIOD_MS);
  }

  get grownKib() {
    return this.#atFirst === undefined ? 0 : this.peakKib - this.#atFirst;
  }

  stop() {
    clearInterval(this.#timer);
  }

  #look(kib) {
    if (!(kib > 0)) return;
    this.looks++;
    this.peakKib = Math.max(this.peakKib, kib);
    if (performance.now() - this.#began < WARM_UP_MS) this.#atFirst = this.peakKib;
  }
}
