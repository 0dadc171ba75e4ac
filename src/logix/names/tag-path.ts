/** Names of tags as paths of requests, and back (docs/protocol.md, "Tag names"). */
import { ClassCode } from '../../cip/codes.js';
import { logicalSegment } from '../../cip/path/logical-segment.js';
import { symbolSegment } from '../../cip/path/symbol-segment.js';
import { objectPath, type Path, type Segment } from '../../cip/path.js';
import type { NameStep, TagName } from './tag-name.js';

/** The symbol that a program is: tags of a program stand behind it. */
export function programSymbol(program: string): string {
  return `Program:${program}`;
}

/** A bit of a word is not part of a path: read the word and take it, or write it with 0x4E. */
export function tagPath({ program, steps }: Pick<TagName, 'program' | 'steps'>): Path {
  const scope = program === undefined ? [] : [symbolSegment(programSymbol(program))];
  return [...scope, ...steps.flatMap(stepSegments)];
}

/**
 * The same by the number of the symbol in place of its name, which is good until the next download and only for tags of
 * the controller.
 */
export function instancePath(instance: number, [symbol, ...members]: readonly NameStep[]): Path {
  const indices = symbol === undefined ? [] : indexSegments(symbol);
  return [...objectPath(ClassCode.symbol, instance), ...indices, ...members.flatMap(stepSegments)];
}

function stepSegments(step: NameStep): Segment[] {
  return [symbolSegment(step.name), ...indexSegments(step)];
}

function indexSegments({ indices }: NameStep): Segment[] {
  return indices.map((index) => logicalSegment('member', index));
}

/** What a path of a request names. */
export interface TagPath {
  readonly program: string | undefined;
  /** In place of the first name: the symbol by its number. */
  readonly instance: number | undefined;
  /** With an instance the first one has no name. */
  readonly steps: readonly NameStep[];
}

const PROGRAM = /^program:/i;

/** Undefined where the path is that of another kind of object. */
export function tagOfPath(path: Path): TagPath | undefined {
  const byInstance = instanceOf(path);
  if (byInstance !== undefined) {
    const steps = stepsOf(path.slice(2), [{ name: '', indices: [] }]);
    return steps && { program: undefined, instance: byInstance, steps };
  }
  const [first] = path;
  if (first?.kind !== 'symbol') return undefined;
  const scoped = PROGRAM.test(first.name);
  const steps = stepsOf(scoped ? path.slice(1) : path, []);
  const program = scoped ? first.name.slice('program:'.length) : undefined;
  return steps && { program, instance: undefined, steps };
}

function instanceOf([classSegment, instance]: Path): number | undefined {
  if (classSegment?.kind !== 'logical' || classSegment.type !== 'class') return undefined;
  if (classSegment.value !== ClassCode.symbol) return undefined;
  return instance?.kind === 'logical' && instance.type === 'instance' ? instance.value : undefined;
}

function stepsOf(segments: Path, begun: readonly NameStep[]): readonly NameStep[] | undefined {
  const steps = begun.map(({ name }) => ({ name, indices: [] as number[] }));
  for (const segment of segments) {
    const last = steps[steps.length - 1];
    if (segment.kind === 'symbol') steps.push({ name: segment.name, indices: [] });
    else if (segment.kind === 'logical' && segment.type === 'member' && last) last.indices.push(segment.value);
    else return undefined;
  }
  return steps;
}
