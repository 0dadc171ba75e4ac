// What a tag may hold that one actor alone writes. A write whose reply is lost may have been carried out, and may be
// carried out later; so its number counts until the next quiet moment.
import { isDeepStrictEqual } from 'node:util';
import { OWN, startNumber } from './world.mjs';

export class OwnTag {
  constructor(actor, kind) {
    this.kind = kind;
    this.name = OWN[kind].name(actor);
    /** Numbers that it may hold; more than one when nobody knows. */
    this.numbers = new Set([startNumber(actor, kind)]);
    this.isUnsure = false;
  }

  valueOf(number) {
    return OWN[this.kind].of(number);
  }

  /** @param outcome of the write: `done`, `refused`, `notSent`, `unknown` */
  wrote(number, outcome) {
    if (outcome === 'done' && !this.isUnsure) this.numbers = new Set([number]);
    else if (outcome === 'done') this.numbers.add(number);
    else if (outcome === 'unknown') {
      this.isUnsure = true;
      this.numbers.add(number);
    }
  }

  /** Nothing is on the way any more: what it holds now is what it holds. */
  settle(value) {
    const whole = [...this.numbers].find((number) => isDeepStrictEqual(value, this.valueOf(number)));
    if (whole === undefined) return; // parts of two writes: still unsure
    this.numbers = new Set([whole]);
    this.isUnsure = false;
  }

  /** What is wrong with a value that was read; undefined: nothing. */
  complaint(value) {
    const candidates = [...this.numbers].map((number) => this.valueOf(number));
    if (candidates.some((candidate) => isDeepStrictEqual(value, candidate))) return undefined;
    if (this.isUnsure && this.isMadeOf(value)) return undefined;
    const shown = JSON.stringify(value)?.slice(0, 80);
    return `${this.name} was read as ${shown}, it was given ${[...this.numbers].slice(-5)}`;
  }

  /** A value that takes several messages and broke off is made of parts of both. */
  isMadeOf(value) {
    if (this.kind === 'list') return value?.length > 0 && value.every((number) => this.numbers.has(number));
    if (this.kind !== 'axis' || value === null || typeof value !== 'object') return false;
    const parts = [...this.numbers].map((number) => this.valueOf(number));
    return Object.entries(value).every(([member, part]) => parts.some((one) => one[member] === part));
  }
}
