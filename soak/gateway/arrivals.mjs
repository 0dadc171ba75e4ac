// What came out of the queue, held against what was sent: samples 1 to N, each once, in order, none changed.
import { numberOf } from './sample.mjs';

/** So many of each fault are told in words. */
const TOLD = 20;

export class Arrivals {
  /** By number: the messageId that it came with. */
  #ids = new Map();
  #newest = 0;
  #changed = [];
  #reordered = [];
  #twice = [];
  /** Came again, as the same message. */
  duplicates = 0;

  get distinct() {
    return this.#ids.size;
  }

  has(number) {
    return this.#ids.has(number);
  }

  /** @param sample as it was decoded. */
  take({ messageId, sample }) {
    const number = numberOf(sample);
    if (number === undefined) this.#changed.push(`${messageId}: ${sample}`);
    else if (this.#ids.has(number)) this.#takeAgain(messageId, number);
    else this.#takeFirst(messageId, number);
  }

  #takeFirst(messageId, number) {
    this.#ids.set(number, messageId);
    if (number < this.#newest) this.#reordered.push(`${number} came behind ${this.#newest}`);
    this.#newest = Math.max(this.#newest, number);
  }

  #takeAgain(messageId, number) {
    if (this.#ids.get(number) === messageId) this.duplicates++;
    else this.#twice.push(`${number} as ${this.#ids.get(number)} and as ${messageId}`);
  }

  /** Ranges `[first, last]` that did not come, of 1 to `sent`. */
  missing(sent) {
    const ranges = [];
    for (let number = 1; number <= sent; number++) {
      if (this.#ids.has(number)) continue;
      const last = ranges.at(-1);
      if (last?.[1] === number - 1) last[1] = number;
      else ranges.push([number, number]);
    }
    return ranges;
  }

  /** Numbers beyond `sent` are faults too: nobody sent them. */
  faults(sent) {
    const beyond = [...this.#ids.keys()].filter((number) => number > sent);
    const found = {
      changed: [...this.#changed, ...beyond.map((number) => `${number} was never sent`)],
      reordered: this.#reordered,
      twice: this.#twice,
    };
    return Object.fromEntries(Object.entries(found).map(([kind, texts]) => [kind, shortened(texts)]));
  }
}

function shortened(texts) {
  return texts.length <= TOLD ? texts : [...texts.slice(0, TOLD), `and ${texts.length - TOLD} more`];
}
