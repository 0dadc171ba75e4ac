import type { TagType } from '../../logix/index.js';

const INTEGERS: ReadonlySet<number> = new Set([0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xd1, 0xd2, 0xd3, 0xd4]);

/** Integers and bit strings: what Read Modify Write takes, and what a bit of can be named. */
export function hasBits({ code }: TagType): boolean {
  return INTEGERS.has(code);
}
