// What adapter and actors know of each other: addresses, instances, sizes.

export const ADAPTER = '127.0.77.2';
/** The well-behaved connection that must never suffer. */
export const REFERENCE = '127.0.77.1';
/** Of the nth actor: 127.0.77.10 and up. */
export const addressOf = (n) => `127.0.77.${10 + n}`;

export const SIZE = 32;
/** Outputs 1000+n and inputs 2000+n, an owner each; the first pair is the reference's and is mirrored. */
export const PAIRS = 6;
export const outputOf = (n) => 1000 + n;
export const inputOf = (n) => 2000 + n;
/** Input only and listen only connections of input 2001. */
export const SHARED_INPUT = inputOf(1);
export const INPUT_ONLY = 3000;
export const LISTEN_ONLY = 3001;
/** Assemblies that come and go. */
export const PASSING = 4000;

export const ECHO_CLASS = 0x64;
export const ECHO_AT_ONCE = 0x4b;
export const ECHO_LATER = 0x4c;
export const PRODUCT_NAME = 'Soak';
