// One row of the table: what was measured, what it is held against, whether that is enough.
import { median, spread } from './numbers.mjs';

/** Three figures that count, without exponent. */
export function figure(value) {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}

const percent = (share) => `${figure(share * 100)} %`;

function verdict(value, { most, least }) {
  if (most !== undefined && !(value <= most)) return 'no';
  if (least !== undefined && !(value >= least)) return 'no';
  return most === undefined && least === undefined ? '-' : 'yes';
}

function wanted({ most, least }, unit) {
  if (most !== undefined) return `<= ${most}${unit}`;
  return least === undefined ? 'for information' : `>= ${least}${unit}`;
}

/**
 * Ours against a reference that ran in turn with it: the ratio of the medians.
 * @param ours, reference one value a round, in order
 * @param limits `{ most }` or `{ least }` of the ratio; neither: for information
 */
export function ratioRow({ goal, what, unit, ours, reference, ...limits }) {
  const ratio = median(ours) / median(reference);
  return {
    goal,
    what,
    ours: `${figure(median(ours))} ${unit}`,
    reference: `${figure(median(reference))} ${unit}`,
    ratio: ratio.toFixed(2),
    spread: percent(spread(ours.map((value, round) => value / reference[round]))),
    wanted: wanted(limits, ' x'),
    met: verdict(ratio, limits),
  };
}

/** Ours against a number. @param limits `{ most }` or `{ least }`, in `unit` */
export function limitRow({ goal, what, unit, ours, reference = '-', ...limits }) {
  const value = median(ours);
  const space = unit === '' ? '' : ' ';
  return {
    goal,
    what,
    ours: `${figure(value)}${space}${unit}`,
    reference,
    ratio: '-',
    spread: ours.length > 1 ? percent(spread(ours)) : '-',
    wanted: wanted(limits, `${space}${unit}`),
    met: verdict(value, limits),
  };
}

/** What could not be measured here, and why: not met. */
export function missingRow(goal, what, why) {
  return { goal, what, ours: why, reference: '-', ratio: '-', spread: '-', wanted: '-', met: 'no' };
}

export const COLUMNS = ['goal', 'what', 'ours', 'reference', 'ratio', 'spread', 'wanted', 'met'];
