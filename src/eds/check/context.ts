/** What the checks of one file share. */
import type { EdsEntry, EdsFault, EdsField, EdsFile, EdsPlace, EdsSection } from '../syntax.js';
import type { Rule } from './rules.js';

/** One field of an entry. */
export interface FieldRule {
  readonly name: string;
  readonly rule: Rule;
}

function countText(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `at least ${least}`;
  return most === least ? `${least}` : `${least} to ${most}`;
}

export class Context {
  readonly faults: EdsFault[] = [];

  constructor(readonly file: EdsFile) {}

  complain({ line, column }: EdsPlace, message: string): void {
    this.faults.push({ line, column, message });
  }

  /** @param of as in `Param1: data type` */
  check(rule: Rule, field: EdsField, of: string): boolean {
    const wrong = rule(field);
    if (wrong !== undefined) this.complain(field.place, `${of}: ${wrong}`);
    return wrong === undefined;
  }

  /** An entry of a fixed number of fields. @returns whether all of it is right */
  checkFields({ keyword, place, fields }: EdsEntry, rules: readonly FieldRule[], most = rules.length): boolean {
    if (fields.length < rules.length || fields.length > most) {
      this.complain(place, `${keyword} has ${countText(rules.length, most)} fields, found ${fields.length}`);
      return false;
    }
    const right = rules.map(({ name, rule }, i) => this.check(rule, fields[i] as EdsField, `${keyword}: ${name}`));
    return right.every((one) => one);
  }

  /** A keyword with one value. */
  checkValue({ keyword, place, fields }: EdsEntry, rule: Rule): void {
    const [field] = fields;
    if (field === undefined || fields.length > 1)
      this.complain(place, `${keyword} has one value, found ${fields.length}`);
    else this.check(rule, field, keyword);
  }

  /** Where to complain about something that a section lacks. */
  missing(section: EdsSection, what: string): void {
    this.complain(section.place, `[${section.name}]: ${what} is missing`);
  }
}
