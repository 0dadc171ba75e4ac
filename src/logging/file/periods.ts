/** When a file is rotated by time: with the day or hour of this machine, or each so many milliseconds. */

export type Period = 'daily' | 'hourly' | number;

/** When the period began in which this moment lies. */
export function periodStart(period: Period, at: number): number {
  if (typeof period === 'number') return at - (at % period);
  const date = new Date(at);
  return period === 'daily' ? date.setHours(0, 0, 0, 0) : date.setMinutes(0, 0, 0);
}
