/** Forms of points in time (docs/protocol.md, "Tag types"). All are UTC; a Date has milliseconds and no more. */
import { shown } from '../../config/shown.js';
import { type TagValue, TagValueError } from '../value.js';
import type { Form } from './numbers.js';

const DAY_MS = 86_400_000;
/** DATE and DATE_AND_TIME count from 1972-01-01. */
const DAY_ZERO_MS = Date.UTC(1972, 0, 1);
const MOST_DAYS = 0xffff;

function timeForm(size: number, read: (view: DataView, at: number) => Date, write: WriteMs): Form {
  return {
    read,
    readMany(view, at, count) {
      const values = new Array<TagValue>(count);
      for (let i = 0; i < count; i++) values[i] = read(view, at + size * i);
      return values;
    },
    write(view, at, value) {
      if (!(value instanceof Date) || Number.isNaN(value.getTime())) {
        throw new TagValueError(`${value instanceof Date ? 'an invalid Date' : shown(value)} is no Date`);
      }
      write(view, at, value.getTime());
    },
  };
}

type WriteMs = (view: DataView, at: number, ms: number) => void;

/** Days, u16. What stands behind midnight is refused, not cut off. */
export const date = timeForm(
  2,
  (view, at) => new Date(DAY_ZERO_MS + view.getUint16(at, true) * DAY_MS),
  (view, at, ms) => {
    const days = (ms - DAY_ZERO_MS) / DAY_MS;
    if (!Number.isInteger(days) || days < 0 || days > MOST_DAYS) throw outside(ms, 'midnight UTC', MOST_DAYS * DAY_MS);
    view.setUint16(at, days, true);
  },
);

/** Milliseconds of the day, u32, then days, u16. */
export const dateAndTime = timeForm(
  6,
  (view, at) => new Date(DAY_ZERO_MS + view.getUint16(at + 4, true) * DAY_MS + view.getUint32(at, true)),
  (view, at, ms) => {
    const days = Math.floor((ms - DAY_ZERO_MS) / DAY_MS);
    if (days < 0 || days > MOST_DAYS) throw outside(ms, 'time', (MOST_DAYS + 1) * DAY_MS - 1);
    view.setUint32(at, ms - DAY_ZERO_MS - days * DAY_MS, true);
    view.setUint16(at + 4, days, true);
  },
);

/** Microseconds since 1970, i64. What no Date can say is read as an invalid Date. */
export const microseconds = timeForm(
  8,
  (view, at) => new Date(millisecondsOf(view.getBigInt64(at, true), 1_000n)),
  (view, at, ms) => view.setBigInt64(at, BigInt(ms) * 1_000n, true),
);

const MOST_NANOSECONDS = 2n ** 63n;

/** Nanoseconds since 1970, i64: the years 1677 to 2262. */
export const nanoseconds = timeForm(
  8,
  (view, at) => new Date(millisecondsOf(view.getBigInt64(at, true), 1_000_000n)),
  (view, at, ms) => {
    const ns = BigInt(ms) * 1_000_000n;
    if (ns >= MOST_NANOSECONDS || ns < -MOST_NANOSECONDS) {
      throw new TagValueError(`${new Date(ms).toISOString()} is no time from 1677-09-21 to 2262-04-11`);
    }
    view.setBigInt64(at, ns, true);
  },
);

/** Rounds down, also before 1970: a time is within the millisecond that its Date begins. */
function millisecondsOf(count: bigint, perMillisecond: bigint): number {
  const whole = count / perMillisecond;
  return Number(count % perMillisecond < 0n ? whole - 1n : whole);
}

function outside(ms: number, what: string, mostMs: number): TagValueError {
  const [least, most] = [DAY_ZERO_MS, DAY_ZERO_MS + mostMs].map((at) => new Date(at).toISOString().slice(0, 10));
  return new TagValueError(`${new Date(ms).toISOString()} is no ${what} from ${least} to ${most}`);
}
