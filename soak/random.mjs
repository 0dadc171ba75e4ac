// Random numbers that repeat: one seed makes the same plan again, and each actor has numbers of its own, so that what
// one does depends on nobody else's timing.

/** A 32-bit hash of a text, FNV-1a. */
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0), 0x01000193);
  return value >>> 0;
}

export class Random {
  constructor(seed, name) {
    this.state = hash(`${seed}/${name}`);
  }

  /** 0 up to below 1. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  whole(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick(choices) {
    return choices[this.whole(0, choices.length - 1)];
  }

  chance(share) {
    return this.next() < share;
  }

  bytes(length) {
    return Uint8Array.from({ length }, () => this.whole(0, 255));
  }
}
