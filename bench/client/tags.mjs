// The tags of the client bench, and what they hold: every value is another one, so that a reply that belongs to another
// read is noticed.
const SINGLES = 500;
/** Single reads go round among the first ones. */
const ROUND = 16;
const DINT_BYTES = 4;

const singleName = (i) => `Tag${String(i).padStart(3, '0')}`;
const singleValue = (i) => 1_000_003 + 7_919 * i;
const listOf = (length, own) => Array.from({ length }, (_, i) => own * 100_000_000 + 31 * i);

/** As texts that stand in a program are: V8 keeps each of those once. */
const singles = Object.keys(Object.fromEntries(Array.from({ length: SINGLES }, (_, i) => [singleName(i), i])));
const lists = (length) => ['A', 'B'].map((letter, i) => [`List${length}${letter}`, listOf(length, i + 1)]);
const LISTS = { 1000: lists(1_000), 10000: lists(10_000) };

/** Options of the simulator that has them. */
export function simulatorOptions(host, port) {
  const tags = Object.fromEntries(singles.map((name, i) => [name, { type: 'DINT', value: singleValue(i) }]));
  for (const [name, value] of Object.values(LISTS).flat()) tags[name] = { type: `DINT[${value.length}]`, value };
  return { host, port, tags };
}

/**
 * What is measured: the reads that take their turns, and how many of what is counted each is. `against`: what the floor
 * does meanwhile, if that is something else.
 */
export const FIGURES = {
  single: { what: 'single DINT', unit: 'reads/s', counts: 1, reads: singles.slice(0, ROUND) },
  batch: { what: '500 DINT', unit: 'tags/s', counts: SINGLES, reads: [singles] },
  list1000: {
    what: 'DINT[1000]',
    unit: 'reads/s',
    counts: 1,
    reads: LISTS[1_000].map(([name]) => name),
    length: 1_000,
  },
  list10000: {
    what: 'DINT[10000]',
    unit: 'reads/s',
    counts: 1,
    reads: LISTS[10_000].map(([name]) => name),
    length: 10_000,
  },
  four: {
    what: 'single DINT, 4 in flight',
    unit: 'reads/s',
    counts: 1,
    reads: singles.slice(0, ROUND),
    width: 4,
    against: 'single',
  },
};

/** By name of the tag. */
export const EXPECTED = Object.fromEntries([
  ...singles.map((name, i) => [name, singleValue(i)]),
  ...Object.values(LISTS).flat(),
]);

/** The data of a reply that holds these, as a controller sends them. */
export function dintBytes(values) {
  const bytes = Buffer.alloc(DINT_BYTES * values.length);
  for (const [i, value] of values.entries()) bytes.writeInt32LE(value, DINT_BYTES * i);
  return bytes;
}

/** @throws Error that names the tag when it is not what it should be. */
export function checkValue(name, value, right) {
  if (value !== right) throw new Error(`${name} holds ${right}, the reply said ${value}`);
}

/**
 * The check of many tags: what they hold is looked up at the first read only, so that the look-up of 500 names is no part
 * of what is measured.
 */
export function batchCheck(names, expected) {
  let rights;
  return (valueAt) => {
    rights ??= names.map((name) => expected[name]);
    for (let i = 0; i < names.length; i++) checkValue(names[i], valueAt(names[i], i), rights[i]);
  };
}

/** The same as `checkValue` for an array, element by element. */
export function checkList(name, values, right) {
  if (values?.length !== right.length) {
    throw new Error(`${name} has ${right.length} elements, the reply ${values?.length}`);
  }
  for (let i = 0; i < right.length; i++) {
    if (values[i] !== right[i]) throw new Error(`${name}[${i}] holds ${right[i]}, the reply said ${values[i]}`);
  }
}
