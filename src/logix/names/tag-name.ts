/**
 * Names of tags as people write them: `Speed`, `Recipes[3].Name`, `Grid[1,2,3]`, `Status.5`, `Temps[10]{20}`,
 * `Program:Main.Counter.ACC`, `Local:1:I.Data` (docs/protocol.md, "Tag names").
 */

/** A name, and the element of it where it is an array. */
export interface NameStep {
  readonly name: string;
  /** One a dimension; none for the whole. */
  readonly indices: readonly number[];
}

export interface TagName {
  /** As it was written. */
  readonly text: string;
  /** Without `Program:`; undefined for a tag of the controller. */
  readonly program: string | undefined;
  /** The symbol first, then members of members. */
  readonly steps: readonly NameStep[];
  /** Bit of an integer, 0 to 63. */
  readonly bit: number | undefined;
  /** Elements of an array, from the one that is named on, in the order of memory; undefined where none are counted. */
  readonly count?: number | undefined;
}

/** A text that is no name of a tag. `position` counts characters from 1. */
export class TagNameError extends SyntaxError {
  override readonly name = 'TagNameError';

  constructor(
    readonly tag: string,
    readonly position: number,
    readonly expected: string,
  ) {
    super(`${shortened(tag)}: expected ${expected} at character ${position}`);
  }
}

/** Far beyond what a controller takes, far below what a request holds. */
const MOST_CHARACTERS = 400;
const MOST_STEPS = 32;
const MOST_NAME = 255;
const MOST_DIMENSIONS = 3;
const MOST_INDEX = 0xffff_ffff;
const MOST_BIT = 63;
const SHOWN_CHARACTERS = 80;

const PROGRAM = /^program:/i;

/** @throws TagNameError with the position of what is wrong. TypeError for what is no text. */
export function parseTagName(text: string): TagName {
  if (typeof text !== 'string') throw new TypeError(`the name of a tag is a text, not ${typeof text}`);
  if (text.length > MOST_CHARACTERS) {
    throw new TagNameError(text, MOST_CHARACTERS + 1, `at most ${MOST_CHARACTERS} characters`);
  }
  const scanner = new NameScanner(text);
  const program = PROGRAM.test(text) ? scanner.program() : undefined;
  const steps = [scanner.step(true)];
  let bit: number | undefined;
  while (bit === undefined && scanner.takes('.')) {
    if (scanner.isAtDigit()) bit = scanner.number(MOST_BIT, 'a bit number');
    else if (steps.length === MOST_STEPS) scanner.refuse(`at most ${MOST_STEPS} names`);
    else steps.push(scanner.step(false));
  }
  const count = bit === undefined ? scanner.count() : undefined;
  scanner.end(endAfter(bit, count));
  return count === undefined ? { text, program, steps, bit } : { text, program, steps, bit, count };
}

function endAfter(bit: number | undefined, count: number | undefined): string {
  if (bit !== undefined) return 'the end behind a bit number';
  return count === undefined ? 'a ".", a "[", a "{" or the end' : 'the end behind a count';
}

class NameScanner {
  private at = 0;

  constructor(private readonly text: string) {}

  /** `Program:Name.` */
  program(): string {
    this.at = 'program:'.length;
    const name = this.word(/[A-Za-z0-9_]/, 'the name of a program');
    if (!this.takes('.')) this.refuse('a "." and a tag of the program');
    return name;
  }

  /** @param symbol whether it may have colons, as tags of modules have */
  step(symbol: boolean): NameStep {
    if (this.isAtDigit()) this.refuse('a letter or "_"');
    const name = this.word(symbol ? /[A-Za-z0-9_:]/ : /[A-Za-z0-9_]/, 'a name');
    return { name, indices: this.takes('[') ? this.indices() : [] };
  }

  number(most: number, what: string, least = 0): number {
    const start = this.at;
    while (this.isAtDigit()) this.at++;
    const value = Number(this.text.slice(start, this.at));
    if (start === this.at || value > most || value < least) this.refuse(`${what} from ${least} to ${most}`, start);
    return value;
  }

  /** `{n}` */
  count(): number | undefined {
    if (!this.takes('{')) return undefined;
    const count = this.number(MOST_INDEX, 'a number of elements', 1);
    if (!this.takes('}')) this.refuse('a "}"');
    return count;
  }

  takes(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  isAtDigit(): boolean {
    return /[0-9]/.test(this.text[this.at] ?? '');
  }

  end(expected: string): void {
    if (this.at < this.text.length) this.refuse(expected);
  }

  refuse(expected: string, at = this.at): never {
    throw new TagNameError(this.text, at + 1, expected);
  }

  private indices(): number[] {
    const indices = [this.number(MOST_INDEX, 'an index')];
    while (this.takes(',')) {
      if (indices.length === MOST_DIMENSIONS) this.refuse(`at most ${MOST_DIMENSIONS} indices`);
      indices.push(this.number(MOST_INDEX, 'an index'));
    }
    if (!this.takes(']')) this.refuse('a "," or a "]"');
    return indices;
  }

  private word(allowed: RegExp, what: string): string {
    const start = this.at;
    while (allowed.test(this.text[this.at] ?? '')) this.at++;
    const length = this.at - start;
    if (length === 0) this.refuse(what);
    if (length > MOST_NAME) this.refuse(`at most ${MOST_NAME} characters in a name`, start + MOST_NAME);
    return this.text.slice(start, this.at);
  }
}

/** The one text of a name that others can be compared with: case does not count, nor zeros in front of an index. */
export function tagKey(name: TagName): string {
  return tagText(name).toLowerCase();
}

/** The name as text again. */
export function tagText({ program, steps, bit, count }: Omit<TagName, 'text'>): string {
  const path = steps.map(({ name, indices }) => (indices.length === 0 ? name : `${name}[${indices.join(',')}]`));
  const scope = program === undefined ? '' : `Program:${program}.`;
  const end = bit === undefined ? '' : `.${bit}`;
  return `${scope}${path.join('.')}${end}${count === undefined ? '' : `{${count}}`}`;
}

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `"${text.slice(0, SHOWN_CHARACTERS)}..."` : `"${text}"`;
}
