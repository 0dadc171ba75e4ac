// What the controllers of the client soak have, and what is known of it.

/**
 * `steady` answers late and refuses a little, but nothing gets lost: whoever leaves a connection there has leaked it.
 * `rough` drops, cuts, refuses connections, gets other programs.
 */
export const PLCS = {
  steady: { host: '127.0.78.2', port: 44818 },
  rough: { host: '127.0.78.3', port: 44818 },
};

export const ACTORS = 8;
export const FIXED = 200;
export const LIST = 1_500;
const BIG = 3_000;

export const fixedName = (i) => `Fixed${i}`;
export const fixedValue = (i) => 5_000 + 7 * i;
export const bigValue = Array.from({ length: BIG }, (_, i) => 3 * i + 1);
export const TEXT = 'as it was told';

/** Tags that nobody writes, by name. */
export const CONSTANTS = {
  ...Object.fromEntries(Array.from({ length: FIXED }, (_, i) => [fixedName(i), fixedValue(i)])),
  Big: bigValue,
  Words: TEXT,
};

/** Those of one actor, as they are at first. Every value that is written is made of a number that comes once. */
export const OWN = {
  own: { name: (n) => `Own${n}`, type: 'DINT', of: (number) => number },
  text: { name: (n) => `Text${n}`, type: 'STRING', of: (number) => `text ${number}` },
  list: { name: (n) => `List${n}`, type: `DINT[${LIST}]`, of: (number) => Array(LIST).fill(number) },
  axis: {
    name: (n) => `Axis${n}`,
    type: 'Axis',
    of: (number) => ({ Position: number, Count: number, Ready: true, Name: `axis ${number}` }),
  },
};

export const startNumber = (n, kind) => 1 + n * 10 + Object.keys(OWN).indexOf(kind);

/** The program of a controller. @param now what a tag holds, so that a download changes all numbers and no value */
export function programOf(now = (_name, value) => value) {
  const tags = { Big: { type: `DINT[${BIG}]`, value: now('Big', bigValue) }, Words: { type: 'STRING', value: TEXT } };
  for (let i = 0; i < FIXED; i++) tags[fixedName(i)] = { type: 'DINT', value: fixedValue(i) };
  for (let n = 0; n < ACTORS; n++) {
    for (const [kind, { name, type, of }] of Object.entries(OWN)) {
      tags[name(n)] = { type, value: now(name(n), of(startNumber(n, kind))) };
    }
  }
  return {
    types: { Axis: { Position: 'REAL', Count: 'DINT', Ready: 'BOOL', Name: 'STRING' } },
    tags,
    programs: { Main: { Step: { type: 'DINT', value: 77 } } },
  };
}
