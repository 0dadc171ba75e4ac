// The table: each client against the floor of the same run.
import { median } from '../lib/numbers.mjs';
import { ratioRow } from '../lib/rows.mjs';
import { FIGURES } from './tags.mjs';

/** Below it the server or the machine is what was measured. */
const LEAST_FLOOR = 40_000;
/** Asked of our client, as ratios to the floor. Four in flight are held against the floor's one at a time. */
const WANTED = { single: 0.75, batch: 0.25, list1000: 0.5, list10000: 0.5, four: 1 };

export const COLUMNS = ['client', 'what', 'gives', 'floor', 'ratio', 'spread', 'wanted', 'met'];

const rates = (results) => results.map(({ perSecond }) => perSecond);
const costs = (results) => results.map(({ cpuMsPerThousand }) => cpuMsPerThousand);

function rowOf(client, what, unit, ours, reference, limits) {
  const { ours: gives, reference: floor, ...row } = ratioRow({ goal: client, what, unit, ours, reference, ...limits });
  return { ...row, client, gives, floor };
}

function rowsOf(client, own, floor) {
  const rows = Object.entries(own).map(([figure, results]) => {
    const { what, unit } = FIGURES[figure];
    const limits = client === 'ours' ? { least: WANTED[figure] } : {};
    return rowOf(client, what, unit, rates(results), rates(floor[figure]), limits);
  });
  return [...rows, rowOf(client, 'CPU of 1,000 single reads', 'ms', costs(own.single), costs(floor.single), {})];
}

/** @param results by client and figure, one a round; those of the floor among them */
export function clientRows({ floor, ...others }) {
  return Object.entries(others).flatMap(([client, own]) => rowsOf(client, own, floor));
}

export function floorTooSlow({ floor }) {
  return median(rates(floor.single)) < LEAST_FLOOR;
}
