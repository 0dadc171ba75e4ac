/** The condition of an interlock, held against a value. */
import { shown } from '../../config/shown.js';
import type { TagValue } from '../../eip-client.js';
import type { InterlockSettings } from '../../eip-config/gateway/commands.js';

type Condition = InterlockSettings['require'];

/** `is 3, and has to be 5 at least`; undefined: it is as it has to be. */
export function conditionProblem(value: TagValue, { equals, min, max }: Condition): string | undefined {
  const wanted = [
    ...(equals !== undefined && !isEqual(value, equals) ? [shown(equals)] : []),
    ...(min !== undefined && !(isNumber(value) && value >= min) ? [`${min} at least`] : []),
    ...(max !== undefined && !(isNumber(value) && value <= max) ? [`${max} at most`] : []),
  ];
  return wanted.length === 0 ? undefined : `is ${shown(value)}, and has to be ${wanted.join(', and ')}`;
}

/** A bigint and a number are compared by what they say; nothing else is taken for something of another type. */
function isEqual(value: TagValue, wanted: boolean | number | string): boolean {
  if (typeof wanted === 'number') return isNumber(value) && Number(wanted) >= value && Number(wanted) <= value;
  return value === wanted;
}

function isNumber(value: TagValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
