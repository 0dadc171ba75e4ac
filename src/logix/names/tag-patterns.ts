/** Names of tags with `*` for a part of a name or for any index: what may be written, what a rule is about. */
import { parseTagName, type TagName, TagNameError, tagText } from './tag-name.js';

/** Of a part of an array that is taken element by element. */
const MOST_ELEMENTS = 10_000;
const NAME = '[A-Za-z_*][A-Za-z0-9_*:]*';
const INDEX = '(?:\\d+|\\*)';
const STEP = `${NAME}(?:\\[${INDEX}(?:,${INDEX}){0,2}\\])?`;
const PATTERN = new RegExp(`^${STEP}(?:\\.${STEP})*(?:\\.\\d+)?$`);

/** What is wrong with a pattern; undefined where nothing is. */
export function patternProblem(pattern: string): string | undefined {
  if (PATTERN.test(pattern)) return undefined;
  return `expected a name such as Line.Speed, Recipe[*] or Program:Main.*, got "${pattern}"`;
}

export class TagPatterns {
  private readonly tests: readonly RegExp[];
  /** Those without a star, as they are written. */
  private readonly names: ReadonlySet<string>;

  /** @param tagOf the tag of the controller that an alias stands for */
  constructor(patterns: readonly string[], tagOf: (name: string) => string) {
    const names = patterns.filter((pattern) => !pattern.includes('*')).map(tagOf);
    this.names = new Set(names);
    this.tests = [...patterns.filter((pattern) => pattern.includes('*')), ...names.flatMap(canonicalNames)].map(testOf);
  }

  /** @param name canonical: no zeros in front of indices. A pattern that names a tag allows all that is within it. */
  allows(name: string): boolean {
    return this.tests.some((test) => test.test(name));
  }

  /**
   * All of what a name says, however it is written: of a part of an array each element, or the whole array. What is no
   * name of a controller's tag has to be named as it is.
   */
  covers(name: string): boolean {
    const tag = parsedOrNothing(name);
    if (tag === undefined) return this.names.has(name);
    if (tag.count === undefined) return this.allows(tagText(tag));
    if (this.allows(wholeArray(tag))) return true;
    const isList = tag.steps[tag.steps.length - 1]?.indices.length === 1;
    return isList && tag.count <= MOST_ELEMENTS && canonicalNames(name).every((each) => this.allows(each));
  }
}

function wholeArray({ program, steps }: TagName): string {
  const whole = steps.map((step, at) => (at < steps.length - 1 ? step : { ...step, indices: [] }));
  return tagText({ program, steps: whole, bit: undefined });
}

/** As written names are compared: of a part of an array each element. */
function canonicalNames(name: string): string[] {
  const tag = parsedOrNothing(name);
  // A whole program is no tag, and yet a pattern.
  if (tag === undefined) return [name];
  const { program, steps, bit, count } = tag;
  const [first] = steps[steps.length - 1]?.indices ?? [];
  if (count === undefined) return [tagText({ program, steps, bit })];
  return Array.from({ length: Math.min(count, MOST_ELEMENTS) }, (_, i) => {
    const own = steps.map((step, at) => (at < steps.length - 1 ? step : { ...step, indices: [(first ?? 0) + i] }));
    return tagText({ program, steps: own, bit: undefined });
  });
}

function parsedOrNothing(name: string): TagName | undefined {
  try {
    return parseTagName(name);
  } catch (error) {
    if (error instanceof TagNameError) return undefined;
    throw error;
  }
}

/** A star stands for a part of one name, never for a "." or ":"; in brackets for any indices. */
function testOf(pattern: string): RegExp {
  let text = '';
  let isInBrackets = false;
  for (const character of pattern) {
    if (character === '[' || character === ']') isInBrackets = character === '[';
    if (character === '*') text += isInBrackets ? '[0-9,]+' : '[A-Za-z0-9_]*';
    else text += /[\w:,]/.test(character) ? character : `\\${character}`;
  }
  return new RegExp(`^${text}(?=$|[.[])`, 'i');
}
