/**
 * Which writes a rule is about. Where it can't be told it is about them: a rule that is evaded by writing the whole
 * structure, or a part of an array, protects nothing.
 */
import { parseTagName, TagNameError, tagText } from '../../logix/index.js';

interface Step {
  readonly name: string;
  /** `3` or `1,2`, with stars in a pattern; undefined: none. */
  readonly indices: string | undefined;
}

interface StepPattern {
  readonly name: RegExp;
  readonly indices: RegExp | undefined;
}

export class TagScope {
  private readonly patterns: readonly { readonly text: string; readonly steps: readonly StepPattern[] }[];

  /** @param tagOf what an alias stands for */
  constructor(patterns: readonly string[], tagOf: (name: string) => string) {
    this.patterns = patterns.map((pattern) => {
      const text = pattern.includes('*') ? pattern : tagOf(pattern);
      return { text: text.toLowerCase(), steps: stepsOf(canonical(text) ?? text).map(patternOf) };
    });
  }

  /** Whether writing to a tag of this name may change what one of the patterns names. */
  touches(name: string): boolean {
    const own = canonical(name);
    if (own === undefined) {
      return this.patterns.some(({ text }) => text.includes('*') || text === name.toLowerCase());
    }
    const steps = stepsOf(own);
    return this.patterns.some((pattern) => mayMeet(pattern.steps, steps));
  }
}

/** No step of both tells them apart: one is within the other, or they are the same. */
function mayMeet(patterns: readonly StepPattern[], steps: readonly Step[]): boolean {
  return steps.every(({ name, indices }, at) => {
    const pattern = patterns[at];
    if (pattern === undefined) return true;
    if (!pattern.name.test(name)) return false;
    return indices === undefined || pattern.indices === undefined || pattern.indices.test(indices);
  });
}

/** Of several elements the whole array: which of them it is about is not looked at. */
function canonical(name: string): string | undefined {
  try {
    const { program, steps, bit, count } = parseTagName(name);
    const last = steps.length - 1;
    const reached = steps.map((step, at) => (count !== undefined && at === last ? { ...step, indices: [] } : step));
    return tagText({ program, steps: reached, bit });
  } catch (error) {
    if (error instanceof TagNameError) return undefined;
    throw error;
  }
}

function stepsOf(text: string): Step[] {
  return text.split('.').map((step) => {
    const [, name = step, indices] = /^([^[]*)\[(.*)\]$/.exec(step) ?? [];
    return { name, indices };
  });
}

function patternOf({ name, indices }: Step): StepPattern {
  return { name: withStars(name, '.*'), indices: indices === undefined ? undefined : withStars(indices, '[0-9,]*') };
}

function withStars(text: string, star: string): RegExp {
  return new RegExp(`^${text.split('*').map(escaped).join(star)}$`, 'i');
}

function escaped(text: string): string {
  return text.replace(/[^\w:,]/g, '\\$&');
}
