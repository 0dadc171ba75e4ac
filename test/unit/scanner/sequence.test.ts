import { expect, test } from 'vitest';
import { SequenceWatch } from '../../../src/scanner/sequence.js';

/** `+` accepted, `-` refused. */
function run(...sequences: number[]) {
  const watch = new SequenceWatch();
  const accepted = sequences.map((sequence) => (watch.accept(sequence) ? '+' : '-')).join('');
  return { accepted, received: watch.received, lost: watch.lost, outOfOrder: watch.outOfOrder };
}

test.each([
  { name: 'the first one may be anything', sequences: [0], accepted: '+', received: 1, lost: 0, outOfOrder: 0 },
  { name: 'one after the other', sequences: [1, 2, 3], accepted: '+++', received: 3, lost: 0, outOfOrder: 0 },
  { name: 'a gap counts what is missing', sequences: [1, 5], accepted: '++', received: 2, lost: 3, outOfOrder: 0 },
  { name: 'a repeated one is refused', sequences: [7, 7], accepted: '+-', received: 1, lost: 0, outOfOrder: 1 },
  { name: 'an overtaken one is refused', sequences: [1, 3, 2], accepted: '++-', received: 2, lost: 1, outOfOrder: 1 },
  {
    name: 'it wraps at 2^32 without a gap',
    sequences: [0xffff_fffe, 0xffff_ffff, 0, 1],
    accepted: '++++',
    received: 4,
    lost: 0,
    outOfOrder: 0,
  },
  {
    name: 'the largest step ahead is newer',
    sequences: [0, 0x7fff_ffff],
    accepted: '++',
    received: 2,
    lost: 0x7fff_fffe,
    outOfOrder: 0,
  },
  {
    name: 'half the circle is not newer',
    sequences: [0, 0x8000_0000],
    accepted: '+-',
    received: 1,
    lost: 0,
    outOfOrder: 1,
  },
])('$name', ({ name: _name, sequences, ...expected }) => {
  expect(run(...sequences)).toEqual(expected);
});
