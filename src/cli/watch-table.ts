/** A table of tags that stays in place: name, value, quality where it is not good, and the course of numbers. */
import type { TagUpdate } from '../client/index.js';
import { sampleOf, sparkline } from './sparkline.js';
import { withUnit } from './tag-arguments.js';

/** Samples that are shown. */
const COURSE = 32;
const WIDEST_VALUE = 40;

interface Row {
  readonly name: string;
  text: string;
  note: string;
  readonly samples: (number | undefined)[];
}

export class WatchTable {
  private readonly rows: ReadonlyMap<string, Row>;

  constructor(
    names: readonly string[],
    private readonly units: ReadonlyMap<string, string>,
  ) {
    this.rows = new Map(names.map((name) => [name, { name, text: '', note: 'waiting', samples: [] }]));
  }

  take({ key, quality, value, error }: TagUpdate): void {
    const row = this.rows.get(key);
    if (row === undefined) return;
    if (value !== undefined) row.text = withUnit(value, key, this.units);
    row.note = quality === 'good' ? '' : `${quality}: ${error.message}`;
    row.samples.push(quality === 'good' ? sampleOf(value) : undefined);
    if (row.samples.length > COURSE) row.samples.shift();
  }

  lines(): string[] {
    const rows = [...this.rows.values()];
    const name = widest(rows.map((row) => row.name));
    const text = Math.min(WIDEST_VALUE, widest(rows.map((row) => row.text)));
    return rows.map((row) => {
      const value = row.text.length > text ? `${row.text.slice(0, text - 3)}...` : row.text;
      const course = row.samples.some((sample) => sample !== undefined) ? sparkline(row.samples) : '';
      return `${row.name.padEnd(name)}  ${value.padStart(text)}  ${row.note || course}`.trimEnd();
    });
  }
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}
